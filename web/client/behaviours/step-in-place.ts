/** What the page is told when another step is on the screen, and when a press of a button came to nothing. */
type Effects = { onShow: (main: HTMLElement) => void; onReturn: () => void };

/**
 * Takes a form in steps from one to the next without leaving the page. The browser's Back and Forward then go through
 * the steps as the buttons do, with all that is typed, and never meet the question whether to send something again.
 * What was typed is nowhere but in the form; leaving the page asks first. Without scripts each step is a page.
 */
export function stepInPlace(page: Document, { onShow, onReturn }: Effects): void {
  const main = page.querySelector('main');
  if (main === null || findForm() === null) return;
  const shown: HTMLElement = main;
  let current = findStep();
  /** The form as it was before an answer took its place that is no form, as when the service is down. */
  let aside: { title: string; nodes: ChildNode[] } | undefined;
  let leaving = false;
  const steps = new Set([current]);
  history.replaceState({ step: current }, '');

  page.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form !== findForm()) return;
    const { submitter } = event;
    const button = submitter instanceof HTMLButtonElement ? submitter : undefined;
    // In another language all of the page is another, not the step alone.
    if (button?.hasAttribute('data-whole-page')) {
      leaving = true;
      return;
    }
    event.preventDefault();
    void send(form, new FormData(form, button), new URL(button?.formAction ?? form.action).hash);
  });

  window.addEventListener('popstate', (event) => {
    if (aside !== undefined) {
      shown.replaceChildren(...aside.nodes);
      page.title = aside.title;
      aside = undefined;
      current = findStep();
      onReturn();
      return;
    }
    const form = findForm();
    const step: unknown = event.state?.step;
    if (form === null || typeof step !== 'string') return;
    const fields = new FormData(form);
    fields.set('goTo', step);
    void send(form, fields, '', false);
  });

  // A link to a field would be a place in the history, of no step.
  page.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#campo-"]') : null;
    const field = link === null ? null : page.querySelector(link.getAttribute('href') ?? '');
    if (!(field instanceof HTMLElement)) return;
    event.preventDefault();
    field.focus();
  });

  window.addEventListener('pageshow', () => {
    leaving = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (!leaving && steps.size > 1) event.preventDefault();
  });

  async function send(form: HTMLFormElement, fields: FormData, hash: string, isNews = true): Promise<void> {
    const answer = await ask(form.action, fields);
    if (answer === undefined) return sendAsPage(form, fields);
    if (answer.redirected) {
      leaving = true;
      window.location.assign(answer.url);
      return;
    }
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    show(next, hash, isNews);
  }

  function show(next: Document, hash: string, isNews: boolean): void {
    const before = current;
    const kept = { title: page.title, nodes: [...shown.childNodes] };
    shown.replaceChildren(...(next.querySelector('main')?.childNodes ?? []));
    // Its links would lose what is typed: the step has buttons for them.
    page.querySelector('header nav')?.remove();
    page.title = next.title;
    current = findStep();
    steps.add(current);
    if (findForm() === null) aside = kept;
    if (isNews && current !== before) history.pushState({ step: current }, '');
    else history.replaceState({ step: current }, '');
    onShow(shown);
    moveTo(hash);
  }

  /** To what is wrong, else to the section that was asked for, else to the step's name. */
  function moveTo(hash: string): void {
    window.scrollTo(0, 0);
    const section = hash === '' ? null : shown.querySelector(`${hash} input`);
    const target = shown.querySelector('[data-takes-focus]') ?? section ?? shown.querySelector('[data-step]') ?? shown;
    if (target instanceof HTMLElement) target.focus();
  }

  /** The network is away, or so it seems: the browser sends the form itself and says what it finds. */
  function sendAsPage(form: HTMLFormElement, fields: FormData): void {
    leaving = true;
    const button = page.createElement('input');
    button.type = 'hidden';
    button.name = 'goTo';
    button.value = String(fields.get('goTo'));
    form.append(button);
    form.submit();
  }

  function findForm(): HTMLFormElement | null {
    return page.querySelector('form[data-in-place]');
  }

  function findStep(): string {
    const step = page.querySelector('[data-step]');
    return step instanceof HTMLElement ? (step.dataset['step'] ?? '') : '';
  }
}

/** @returns undefined where nothing answered */
async function ask(address: string, fields: FormData): Promise<Response | undefined> {
  const body = new URLSearchParams();
  for (const [name, value] of fields) if (typeof value === 'string') body.append(name, value);
  try {
    return await fetch(address, { method: 'POST', body, headers: { accept: 'text/html' } });
  } catch {
    return undefined;
  }
}
