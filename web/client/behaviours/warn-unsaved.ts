/**
 * Asks, in the browser's own words, before what was typed into a form so marked is lost: by a link or another form of
 * the page that stand beside it. Sending the form itself takes it along, and so does not ask.
 */
export function warnUnsaved(page: Document): void {
  /** The form written into. A page that follows what happens puts another in its place, with nothing unsaved in it. */
  let unsaved: Element | undefined;

  // The form's fields may stand outside it, named by `form`; a field's own form is the one that counts.
  page.addEventListener('input', ({ target }) => {
    const form = target instanceof Element && 'form' in target ? target.form : null;
    if (form instanceof HTMLFormElement && form.matches('[data-warn-unsaved]')) unsaved = form;
  });
  page.addEventListener('submit', (event) => {
    if (event.target === unsaved && !event.defaultPrevented) unsaved = undefined;
  });
  window.addEventListener('beforeunload', (event) => {
    if (unsaved?.isConnected) event.preventDefault();
  });
}
