/** Lets the browser scroll, paint and answer before the work goes on. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    // A frame, and then what waits behind it: the work goes on after the painting, not before.
    window.requestAnimationFrame(() => window.setTimeout(resolve));
    // In a page out of sight there are no frames.
    window.setTimeout(resolve, 100);
  });
}
