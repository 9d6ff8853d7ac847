import { findHeldMs } from './count-down.ts';

/** Often enough to feel at once, seldom enough for a hundred open pages; the same as the page's own refresh. */
const everyMs = 3_000;
/** What is held begins when its time is over, and takes some milliseconds. */
const carriedOutMs = 700;

/**
 * Where a decision is being carried out, asks for the page again until it no longer says so, and only then shows the
 * new one: what is on screen does not flicker meanwhile. While it can be undone there is nothing to ask for. Without
 * scripts a `<noscript>` refresh does the same.
 */
export function followProgress(page: Document): void {
  if (isInProgress(page)) lookAgain(page, Math.max(everyMs, findHeldMs(page) + carriedOutMs));
}

function lookAgain(page: Document, afterMs: number): void {
  window.setTimeout(async () => {
    // Meanwhile the page may have followed by itself.
    if (!isInProgress(page)) return;
    if (!isAtWork(page) && (await isSettled(page.location.href))) page.location.reload();
    else lookAgain(page, everyMs);
  }, afterMs);
}

/** Who is writing, or has ticked requests to decide on, would lose it. */
function isAtWork(page: Document): boolean {
  const { activeElement } = page;
  const isTyping = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
  return isTyping || page.querySelector('[data-row] input:checked') !== null;
}

async function isSettled(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { accept: 'text/html', 'x-easycare-reads-again': '1' } });
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
