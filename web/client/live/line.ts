/** What the page carries the words for; `One` and `Other` for how many, with `{n}` in the place of the number. */
type LiveText =
  | `${'new' | 'gone' | 'toImport'}${'One' | 'Other'}`
  | 'goneRow'
  | 'show'
  | 'changed'
  | 'unsaved'
  | 'reload'
  | 'updated'
  | 'signedOut'
  | 'signIn';

/** The line in which a page says what has come. */
export type LiveLine = {
  /** Says what waits to be shown, with a button that shows it; nothing where nothing waits. */
  offer(words: string, label?: LiveText, act?: () => void): void;
  sayViewers(words: string): void;
  /** For who hears the page; nothing is seen. */
  say(words: string): void;
};

export function openLine(page: Document, element: HTMLElement): LiveLine {
  const find = (name: string) => element.querySelector(`[data-live-${name}]`);
  element.hidden = false;
  return {
    offer(words, label, act) {
      const news = find('news');
      if (news === null) return;
      news.textContent = words;
      if (label === undefined || act === undefined) return;
      const button = page.createElement('button');
      button.type = 'button';
      button.className = 'btn btn-outline-primary btn-sm';
      button.textContent = readText(page, label);
      button.addEventListener('click', act);
      news.append(' ', button);
    },
    sayViewers(words) {
      const viewers = find('viewers');
      if (viewers !== null && viewers.textContent !== words) viewers.textContent = words;
    },
    say(words) {
      const said = find('said');
      if (said !== null) said.textContent = words;
    },
  };
}

/** Words that a page carries for what may come. */
export function readText(page: Document, name: LiveText): string {
  return page.querySelector(`[data-live-text="${name}"]`)?.textContent ?? '';
}

export function sayCounted(page: Document, name: 'new' | 'gone' | 'toImport', count: number): string {
  return readText(page, `${name}${count === 1 ? 'One' : 'Other'}`).replace('{n}', String(count));
}
