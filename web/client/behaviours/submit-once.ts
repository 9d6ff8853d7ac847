/** Long enough for a slow answer; then whoever stopped the page from loading may press again. */
const patienceMs = 10_000;

/**
 * Lets no second press of a form's button through: a nervous double click sends once. The server answers a repeated
 * form with the first one's result anyway. Coming back to the page makes it usable again.
 * @returns does the same for who comes back without leaving the page
 */
export function submitOnce(page: Document): { releaseAll: () => void } {
  const sent = new Set<HTMLFormElement>();

  page.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    // The button stays enabled, so that it keeps the focus and its name goes with the form.
    event.submitter?.setAttribute('aria-disabled', 'true');
    window.setTimeout(() => release(form), patienceMs);
  });

  window.addEventListener('pageshow', releaseAll);
  return { releaseAll };

  function releaseAll(): void {
    for (const form of sent) release(form);
  }

  function release(form: HTMLFormElement): void {
    sent.delete(form);
    for (const control of form.elements) control.removeAttribute('aria-disabled');
  }
}
