import { giveWay } from './give-way.ts';

/** So much is done before the browser may scroll again: half of a frame. */
const sliceMs = 6;

/** How many rows wait to be shown, because they would move what is read, and how many are no longer in the list. */
export type Merged = { waiting: number; gone: number };

/**
 * Brings a table's rows up to date without moving any: what is in both is replaced where it stands, what comes behind the
 * last is put there, what is no longer in the list stays, marked and without its buttons. What would come in between
 * waits for `showAll`.
 * @param goneWords what a row says that is no longer in the list
 */
export async function mergeRows(body: Element, fresh: Element, goneWords: string): Promise<Merged> {
  const merged: Merged = { waiting: 0, gone: 0 };
  const next = new Map([...fresh.children].map((row) => [keyOf(row), row]));
  const inSlices = createSlices();
  for (const row of [...body.children]) {
    const other = next.get(keyOf(row));
    if (other === undefined) {
      markGone(row, goneWords);
      merged.gone += 1;
    } else if (markOf(row) !== markOf(other)) replaceRow(row, other);
    await inSlices();
  }
  const known = new Set([...body.children].map(keyOf));
  const rows = [...fresh.children];
  const behind = rows.findLastIndex((row) => known.has(keyOf(row))) + 1;
  for (const [at, row] of rows.entries()) {
    if (known.has(keyOf(row))) continue;
    if (at < behind) merged.waiting += 1;
    else body.append(document.importNode(row, true));
    await inSlices();
  }
  return merged;
}

/** Shows a table's rows as they are now: those that waited come in, those that are gone go. */
export async function showAll(body: Element, fresh: Element): Promise<void> {
  const inSlices = createSlices();
  const shown = new Map([...body.children].map((row) => [keyOf(row), row]));
  let before: Element | null = null;
  for (const other of fresh.children) {
    const row: Element | undefined = shown.get(keyOf(other));
    shown.delete(keyOf(other));
    const right: Element = row === undefined || markOf(row) !== markOf(other) ? document.importNode(other, true) : row;
    if (row !== undefined && row !== right) row.remove();
    const place: Element | null = before === null ? body.firstElementChild : before.nextElementSibling;
    if (place !== right) body.insertBefore(right, place);
    before = right;
    await inSlices();
  }
  for (const row of shown.values()) row.remove();
}

function replaceRow(row: Element, other: Element): void {
  const next = document.importNode(other, true);
  const hadFocus = row.contains(document.activeElement);
  const box = next.querySelector('input[type=checkbox]');
  if (box instanceof HTMLInputElement) box.checked = row.querySelector('input:checked') !== null;
  row.replaceWith(next);
  const link = hadFocus ? next.querySelector('th a') : null;
  if (link instanceof HTMLElement) link.focus({ preventScroll: true });
}

function markGone(row: Element, words: string): void {
  if (row.classList.contains('ec-row--gone')) return;
  row.classList.add('ec-row--gone');
  // Whatever comes of it is news.
  row.setAttribute('data-live-mark', '');
  const cell = row.querySelector('.ec-row__actions') ?? row.lastElementChild;
  const hadFocus = cell?.contains(document.activeElement) === true;
  if (cell !== null) cell.textContent = words;
  // What is gone can't be decided with the others.
  row.querySelector('.ec-row__choose')?.replaceChildren();
  const link = hadFocus ? row.querySelector('th a') : null;
  if (link instanceof HTMLElement) link.focus({ preventScroll: true });
}

function keyOf(row: Element): string {
  return row.getAttribute('data-live-key') ?? '';
}

function markOf(row: Element): string | null {
  return row.getAttribute('data-live-mark');
}

/** @returns to be awaited after each row: gives way once a slice of time is used up */
function createSlices(): () => Promise<void> | undefined {
  let began = performance.now();
  return () => {
    if (performance.now() - began < sliceMs) return undefined;
    return giveWay().then(() => {
      began = performance.now();
    });
  };
}
