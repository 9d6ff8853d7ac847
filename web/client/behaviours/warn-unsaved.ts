/**
 * Asks, in the browser's own words, before what was typed into a form so marked is lost: by a link or another form of
 * the page that stand beside it. Sending the form itself takes it along, and so does not ask.
 */
export function warnUnsaved(page: Document): void {
  const form = page.querySelector('form[data-warn-unsaved]');
  if (!(form instanceof HTMLFormElement)) return;
  let unsaved = false;

  // The form's fields may stand outside it, named by `form`; a field's own form is the one that counts.
  page.addEventListener('input', ({ target }) => {
    if (target instanceof Element && 'form' in target && target.form === form) unsaved = true;
  });
  page.addEventListener('submit', (event) => {
    if (event.target === form && !event.defaultPrevented) unsaved = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault();
  });
}
