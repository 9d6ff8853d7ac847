import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until a condition holds, asking again every `everyMs`.
 * @returns true once it holds, false when `timeoutMs` have passed without.
 */
export async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 25 }: { timeoutMs: number; everyMs?: number },
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() >= deadline) return false;
    await delay(everyMs);
  }
  return true;
}
