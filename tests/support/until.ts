import { vi } from 'vitest';

/** Waits for a condition, as long as it takes on a busy machine; a test never sleeps for luck. */
export async function until(condition: () => boolean | Promise<boolean>, timeout = 30_000): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error(`still not so after ${timeout} ms: ${condition}`);
    },
    { timeout, interval: 20 },
  );
}
