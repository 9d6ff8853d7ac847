import { setTimeout as pause } from 'node:timers/promises';

/** Far beyond what anything here takes on a busy machine: reached, something hangs. */
const limitMs = 45_000;

/** Looks again and again until there is something, and gives it; names what it waited for when it never comes. */
export async function waitUntil<T>(what: string, look: () => T | Promise<T>, everyMs = 50): Promise<NonNullable<T>> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs / 1000} s in vain: ${what}`);
    await pause(everyMs);
  }
}
