/**
 * Ticks all rows of the page without asking the server for it again, and says how many are ticked. Without scripts a link
 * does the first, and the page that asks again the second. Rows are looked up at each press: they may come and go.
 */
export function tickMany(page: Document): void {
  const form = page.querySelector('form:has([data-tick-all])');
  const all = page.querySelector('[data-tick-all] input');
  const said = page.querySelector('[data-ticked]');
  if (!(form instanceof HTMLFormElement && all instanceof HTMLInputElement && said instanceof HTMLElement)) return;
  const boxes = () =>
    [...form.elements].filter(
      (one): one is HTMLInputElement => one instanceof HTMLInputElement && one.type === 'checkbox' && one !== all,
    );
  const link = page.querySelector('[data-tick-all-link]');
  if (link instanceof HTMLElement) link.hidden = true;
  if (all.parentElement !== null) all.parentElement.hidden = false;

  all.addEventListener('change', () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  page.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target !== all && target.form === form) tell();
  });
  // A page that is come back to has its boxes ticked as they were left.
  window.addEventListener('pageshow', tell);
  tell();

  function tell(): void {
    const ticked = boxes().filter(({ checked }) => checked).length;
    if (all instanceof HTMLInputElement) all.checked = ticked > 0 && ticked === boxes().length;
    if (said instanceof HTMLElement) said.textContent = ticked === 0 ? '' : `${said.dataset['ticked'] ?? ''} ${ticked}`;
  }
}
