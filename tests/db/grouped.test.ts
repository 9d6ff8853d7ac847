import { expect, test } from 'vitest';
import { eachOrError, grouped } from '../../src/db/grouped.ts';

/** A call that ends when it is told to. */
function createCall() {
  const calls: { items: readonly number[]; end: PromiseWithResolvers<void> }[] = [];
  const run = async (items: readonly number[]) => {
    const end = Promise.withResolvers<void>();
    calls.push({ items, end });
    await end.promise;
    return items.map((item) => (item < 0 ? new Error('below zero') : item * 2));
  };
  return { run, calls, begun: (count: number) => expect.poll(() => calls.length).toBe(count) };
}

test('what is asked for at once goes in one call, what comes while it is under way in the next', async () => {
  const { run, calls, begun } = createCall();
  const double = grouped(run);
  const first = [double(1), double(2)];
  await begun(1);
  const second = [double(3), double(4), double(5)];
  calls[0]?.end.resolve();
  expect(await Promise.all(first)).toEqual([2, 4]);
  await begun(2);
  calls[1]?.end.resolve();
  expect(await Promise.all(second)).toEqual([6, 8, 10]);
  expect(calls.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('an error of one item is its own', async () => {
  const { run, calls, begun } = createCall();
  const double = grouped(run, { gatherMs: 1 });
  const asked = Promise.allSettled([double(1), double(-1), double(3)]);
  await begun(1);
  calls[0]?.end.resolve();
  expect((await asked).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a call that fails fails for all of it, and the next one is made', async () => {
  const { run, calls, begun } = createCall();
  const double = grouped(run);
  const asked = Promise.allSettled([double(1), double(2)]);
  await begun(1);
  calls[0]?.end.reject(new Error('PostgreSQL is away'));
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = double(4);
  await begun(2);
  calls[1]?.end.resolve();
  expect(await again).toBe(8);
});

test('a rejection becomes the error of its item', async () => {
  const results = await eachOrError([1, 2], async (item) => {
    if (item === 2) throw new Error('two');
    return item;
  });
  expect(results).toEqual([1, new Error('two')]);
});
