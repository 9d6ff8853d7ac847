import DataLoader from 'dataloader';

/** What concerns one item is its own error; the others have their results. */
export async function eachOrError<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<(Result | Error)[]> {
  const settled = await Promise.allSettled(items.map(run));
  return settled.map((one) => {
    if (one.status === 'fulfilled') return one.value;
    return one.reason instanceof Error ? one.reason : new Error('not an error', { cause: one.reason });
  });
}

/** More in one statement would make the first wait for the last. */
const mostAtOnce = 100;

/**
 * Groups what is asked for at the same time into one call, as databases group commits: whoever asks while a call is
 * under way goes, with all the others, into the next one.
 * @param run its result for each item, in the same order, or the error that concerns that item alone
 * @param gatherMs how long the first waits for others; none at all where it is left out
 */
export function grouped<Item, Result>(
  run: (items: readonly Item[]) => Promise<(Result | Error)[]>,
  { gatherMs }: { gatherMs?: number } = {},
): (item: Item) => Promise<Result> {
  let underWay: Promise<unknown> = Promise.resolve();
  const begin = (callback: () => void) =>
    gatherMs === undefined ? setImmediate(callback) : setTimeout(callback, gatherMs);
  const loader = new DataLoader<Item, Result>(
    (items) => {
      const results = run(items);
      underWay = results.catch(() => undefined);
      return results;
    },
    {
      cache: false,
      maxBatchSize: mostAtOnce,
      batchScheduleFn: (callback) => void underWay.then(() => begin(callback)),
    },
  );
  return (item) => loader.load(item);
}
