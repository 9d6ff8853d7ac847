/** A print button would do nothing without scripts, so the page hides it and it is shown here. */
export function offerPrint(page: Document): void {
  for (const button of page.querySelectorAll('button[data-print]')) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}
