/**
 * Changes a page so that what stands in the middle of the window stays where it is, in every browser: some do that by
 * themselves, others don't, and the stylesheet tells those that do not to.
 */
export function keepPlace<T>(page: Document, change: () => T): T {
  const anchor = findAnchor(page);
  const before = anchor?.element.getBoundingClientRect().top ?? 0;
  const result = change();
  const after = anchor && (anchor.element.isConnected ? anchor.element : page.querySelector(anchor.selector));
  const moved = (after?.getBoundingClientRect().top ?? before) - before;
  if (Math.abs(moved) >= 1) window.scrollBy({ top: moved, behavior: 'instant' });
  return result;
}

function findAnchor(page: Document): { element: Element; selector: string } | undefined {
  const inSight = page.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2);
  for (const name of ['data-live-key', 'data-live-region']) {
    const element = inSight?.closest(`[${name}]`);
    if (element) return { element, selector: `[${name}="${CSS.escape(element.getAttribute(name) ?? '')}"]` };
  }
  return undefined;
}
