type Options = {
  /** Makes what is new as quick as the rest of the page. */
  onReplace(region: Element): void;
};

/** What came of it: whether anything is new in sight, and whether something waits because somebody is writing there. */
export type Replaced = { changed: boolean; held: boolean };

/**
 * Puts the parts of a page that are new (`data-live-region`) in place of the old ones. One in which somebody writes, or
 * has written what is not saved, stays as it is. Focus, opened details and the place one reads at are kept.
 */
export function replaceRegions(page: Document, fresh: Document, { onReplace }: Options): Replaced {
  const replaced: Replaced = { changed: false, held: false };
  for (const region of page.querySelectorAll('[data-live-region]')) {
    const name = region.getAttribute('data-live-region') ?? '';
    const other = fresh.querySelector(`[data-live-region="${CSS.escape(name)}"]`);
    if (other === null || isSame(region, other)) continue;
    if (isWrittenIn(region)) {
      replaced.held = true;
      continue;
    }
    const next = page.importNode(other, true);
    keepOpened(region, next);
    const focused = findFocus(region);
    region.replaceWith(next);
    if (focused !== undefined) focusAgain(next, focused);
    onReplace(next);
    replaced.changed = true;
  }
  return replaced;
}

/** By its mark, where it has one: its text may only say how long ago something was. */
function isSame(one: Element, other: Element): boolean {
  const mark = one.getAttribute('data-live-mark');
  if (mark !== null) return mark === other.getAttribute('data-live-mark');
  return one.innerHTML === other.innerHTML;
}

function isWrittenIn(region: Element): boolean {
  if (region.hasAttribute('data-live-hold')) return true;
  const active = document.activeElement;
  if (active !== null && region.contains(active) && active.matches('textarea, select, input:not([type=hidden])')) {
    return true;
  }
  return [...region.querySelectorAll('input, textarea, select')].some(isChanged);
}

function isChanged(field: Element): boolean {
  if (field instanceof HTMLInputElement) {
    return field.type === 'hidden'
      ? false
      : field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const chosen = options.findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(chosen, 0);
  }
  return false;
}

function keepOpened(from: Element, to: Element): void {
  const opened = [...from.querySelectorAll('details')].map((one) => one.open);
  for (const [at, one] of [...to.querySelectorAll('details')].entries()) one.open = opened[at] ?? one.open;
}

const focusable = 'a[href], button, summary, [tabindex]';

/** Which of what can have the focus in there has it, if any. */
function findFocus(region: Element): number | undefined {
  const active = document.activeElement;
  const at = active === null ? -1 : [...region.querySelectorAll(focusable)].indexOf(active);
  return at === -1 ? undefined : at;
}

function focusAgain(region: Element, at: number): void {
  const all = [...region.querySelectorAll(focusable)];
  const next = all[Math.min(at, all.length - 1)];
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}
