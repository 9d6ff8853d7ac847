import { setTimeout as pause } from 'node:timers/promises';

/** Far beyond what anything here takes on a busy machine: reached, something hangs. */
const limitMs = 300_000;

/** Looks again and again until the condition holds. @throws Error that names what it waited for, after five minutes */
export async function waitUntil(what: string, look: () => boolean | Promise<boolean>, everyMs = 50): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await pause(everyMs);
  }
}

/** Does the work for each item, so many at a time. */
export async function forEachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const workOff = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, workOff));
}
