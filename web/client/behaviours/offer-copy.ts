/** Copies what a button names, and says so on it. Hidden without scripts, or where the browser has no clipboard. */
export function offerCopy(page: Document): void {
  // A page that came without HTTPS has none, whatever the types say.
  if (!('clipboard' in navigator)) return;
  for (const button of page.querySelectorAll('button[data-copy]')) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const { copy = '', copied = '' } = button.dataset;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(copy);
      const words = button.querySelector('[aria-live]');
      if (words !== null) words.textContent = copied;
    });
  }
}
