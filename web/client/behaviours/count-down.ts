/**
 * Counts the seconds in which a decision can be undone, for who sees them: they stand outside of what is read aloud. When
 * they are over its button goes, as it would come too late.
 */
export function countDown(page: ParentNode): void {
  for (const banner of page.querySelectorAll<HTMLElement>('[data-held-ms]')) {
    const over = performance.now() + heldMsOf(banner);
    const seconds = banner.querySelector('[data-seconds]');
    const timer = window.setInterval(() => {
      const left = Math.max(0, over - performance.now());
      if (seconds !== null) seconds.textContent = String(Math.ceil(left / 1000));
      if (left > 0) return;
      window.clearInterval(timer);
      for (const form of banner.querySelectorAll('form')) form.hidden = true;
    }, 250);
  }
}

/** How long from when the page was made the last decision on it can be undone; 0 where none can. */
export function findHeldMs(page: Document): number {
  return Math.max(0, ...[...page.querySelectorAll<HTMLElement>('[data-held-ms]')].map(heldMsOf));
}

function heldMsOf(banner: HTMLElement): number {
  return Number(banner.dataset['heldMs'] ?? 0);
}
