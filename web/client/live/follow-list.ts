import { type LiveLine, readText, sayCounted } from './line.ts';
import { mergeRows, showAll } from './merge-rows.ts';

/**
 * Brings a page's list up to date, and offers to show what would have moved what is read.
 * @returns what there is to say of it
 */
export async function followList(page: Document, fresh: Document, line: LiveLine): Promise<string> {
  const [list, next] = [page, fresh].map((one) => one.querySelector('[data-live-list]'));
  if (!list || !next) return '';
  const body = list.querySelector('tbody');
  if (body === null) {
    // An empty list has nothing that could move.
    if (list.innerHTML !== next.innerHTML) list.replaceWith(page.importNode(next, true));
    return '';
  }
  const rows = next.querySelector('tbody');
  const { waiting, gone } = await mergeRows(body, rows ?? page.createElement('tbody'), readText(page, 'goneRow'));
  const words = [
    ...(waiting > 0 ? [sayCounted(page, 'new', waiting)] : []),
    ...(gone > 0 ? [sayCounted(page, 'gone', gone)] : []),
  ].join(' · ');
  if (words === '') line.offer('');
  else
    line.offer(words, 'show', () => {
      line.offer('');
      // One that is empty now says what comes next.
      if (rows === null) list.replaceWith(page.importNode(next, true));
      else void showAll(body, rows);
    });
  return words;
}
