/** Often enough to feel at once, seldom enough for a hundred open pages; the same as the page's own refresh. */
const everyMs = 3_000;

/**
 * Where a decision is being carried out, asks for the page again until it no longer says so, and only then shows the
 * new one: what is on screen does not flicker meanwhile. Without scripts a `<noscript>` refresh does the same.
 */
export function followProgress(page: Document): void {
  if (!isInProgress(page)) return;
  window.setTimeout(async () => {
    // Meanwhile the page may have followed by itself.
    if (!isInProgress(page)) return;
    if (await isSettled(page.location.href)) page.location.reload();
    else followProgress(page);
  }, everyMs);
}

async function isSettled(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { accept: 'text/html' } });
    if (!answer.ok) return false;
    return !isInProgress(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    // The server is restarting or the network is away: the next look will tell.
    return false;
  }
}

function isInProgress(page: Document): boolean {
  return page.querySelector('[data-in-progress]') !== null;
}
