import { followList } from '../live/follow-list.ts';
import { keepPlace } from '../live/keep-place.ts';
import { openLine, readText, sayCounted } from '../live/line.ts';
import { listenToNews } from '../live/listen.ts';
import { readPage } from '../live/read-page.ts';
import { replaceRegions } from '../live/replace-regions.ts';

/** However much happens, a page reads itself again no more often: each time is an entry in the audit trail. */
const restMs = 3_000;
/** A press of a button is over by then. */
const pressMs = 300;

/**
 * Keeps a page of the console up to date while somebody looks at it: when the server says that something has changed,
 * the page is read again and what is new put in its place. Nothing that is read moves, nothing that is written is lost.
 * @param onReplace makes what is new as quick as the rest of the page
 */
export function followLive(page: Document, onReplace: (region: ParentNode) => void): void {
  const element = page.querySelector('[data-live]');
  if (!(element instanceof HTMLElement)) return;
  const { live = '', livePage = '', liveAt = '' } = element.dataset;
  const line = openLine(page, element);
  let reading = false;
  let isMore = false;

  listenToNews(live, liveAt, { onChange: () => void readAgain(), onViewers: line.sayViewers });

  async function readAgain(): Promise<void> {
    isMore = true;
    if (reading) return;
    reading = true;
    while (isMore) {
      isMore = false;
      const fresh = await readPage(livePage);
      if (fresh === 'signed_out') {
        line.offer(readText(page, 'signedOut'), 'signIn', () => window.location.assign(livePage));
      } else if (fresh !== undefined) await show(fresh);
      await wait(restMs);
    }
    reading = false;
  }

  async function show(fresh: Document): Promise<void> {
    // What is pressed must not be taken away from under the finger.
    while (page.querySelector('main a:active, main button:active') !== null) await wait(pressMs);
    const arrived = countToImport(fresh) - countToImport(page);
    const { changed, held } = keepPlace(page, () => replaceRegions(page, fresh, { onReplace }));
    page.title = fresh.title;
    if (held) {
      const words = `${readText(fresh, 'changed')} ${readText(page, 'unsaved')}`;
      line.offer(words, 'reload', () => window.location.assign(livePage));
      line.say(words);
      return;
    }
    const listed = await followList(page, fresh, line);
    if (arrived > 0) line.say(sayCounted(page, 'toImport', arrived));
    else if (listed !== '') line.say(listed);
    else if (changed) line.say(readText(page, 'updated'));
  }
}

/** How many requests wait to be imported, as a page says it. */
function countToImport(page: Document): number {
  return Number(page.querySelector('[data-live-count]')?.getAttribute('data-live-count') ?? 0);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, ms));
}
