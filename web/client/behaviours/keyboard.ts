/** Where this browser remembers that the keys are turned off. */
const offKey = 'easycare-keys-off';

/**
 * The keys of a page that has a list of them: Alt+J and Alt+K go from row to row, Alt+Enter opens the row, Alt+I imports,
 * «?» shows the list. Never while somebody types, and each can be turned off there, since a single character may be said
 * by who dictates. Rows are looked up at each press: they may have come after the page.
 */
export function offerKeys(page: Document): void {
  const dialog = page.querySelector('[data-keys-dialog]');
  if (!(dialog instanceof HTMLDialogElement)) return;
  for (const hint of page.querySelectorAll('[data-keys]')) if (hint instanceof HTMLElement) hint.hidden = false;
  page.querySelector('[data-keys-open]')?.addEventListener('click', () => dialog.showModal());

  const toggle = dialog.querySelector('[data-keys-on]');
  if (toggle instanceof HTMLInputElement) {
    toggle.checked = areOn();
    toggle.addEventListener('change', () => remember(toggle.checked));
  }

  page.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || dialog.open || !areOn() || isTyping(event.target)) return;
    const act = findAct(page, dialog, event);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** By the place of the key, not by its character: with Alt a Mac types another one, and AltGr types one everywhere. */
function findAct(page: Document, dialog: HTMLDialogElement, event: KeyboardEvent): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey) return undefined;
  if (event.key === '?' && !event.altKey) return () => dialog.showModal();
  if (!event.altKey || event.shiftKey || event.getModifierState('AltGraph')) return undefined;
  switch (event.code) {
    case 'KeyJ':
      return () => move(page, 1);
    case 'KeyK':
      return () => move(page, -1);
    case 'Enter':
    case 'NumpadEnter':
      return findOpening(page);
    case 'KeyI':
      return findImport(page);
    default:
      return undefined;
  }
}

/** To the next row or the one before, from none to the first or the last; at the end the focus stays where it is. */
function move(page: Document, by: 1 | -1): void {
  const links = [...page.querySelectorAll('[data-row] th a')].filter((link) => link instanceof HTMLAnchorElement);
  const row = page.activeElement?.closest('[data-row]') ?? null;
  const current = row === null ? -1 : links.findIndex((link) => row.contains(link));
  const wanted = current === -1 ? (by === 1 ? 0 : links.length - 1) : current + by;
  links[wanted]?.focus();
}

function findOpening(page: Document): (() => void) | undefined {
  const link = page.activeElement?.closest('[data-row]')?.querySelector('th a');
  return link instanceof HTMLAnchorElement ? () => page.location.assign(link.href) : undefined;
}

function findImport(page: Document): (() => void) | undefined {
  const form = page.querySelector('form[data-import]');
  return form instanceof HTMLFormElement ? () => form.requestSubmit() : undefined;
}

/** A check box or a button takes no text, so the keys go on working there. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** A browser that keeps nothing of us, by its settings, has the keys on. */
function areOn(): boolean {
  try {
    return window.localStorage.getItem(offKey) === null;
  } catch {
    return true;
  }
}

function remember(on: boolean): void {
  try {
    if (on) window.localStorage.removeItem(offKey);
    else window.localStorage.setItem(offKey, 'yes');
  } catch {
    // Kept for as long as this page is open only by the check box itself: there is nowhere to write it.
  }
}
