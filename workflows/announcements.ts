import { CancellationScope } from '@temporalio/workflow';
import type { Steps } from './steps.ts';

/** Telling the operators of a request, for as long as there is something to decide. */
export type Announcements = {
  /** Waits for its place in a digest; where this run claimed the digest, sees each of its emails through. */
  announce(reason: 'new' | 'late'): Promise<void>;
  /** A request that is decided need not wait for the next digest any more; one that was claimed is still sent. */
  stop(): void;
};

export function createAnnouncements(steps: Steps): Announcements {
  const waiting = new CancellationScope();
  return {
    async announce(reason) {
      if (waiting.consideredCancelled) return;
      let digest: string[];
      try {
        digest = await waiting.run(() => steps.announce(reason));
      } catch (error) {
        if (!waiting.consideredCancelled) throw error;
        // An attempt whose answer was lost may have claimed a digest, which lists other requests too.
        digest = await steps.announce(reason);
      }
      await Promise.all(digest.map(steps.sendEmail));
    },
    stop: () => waiting.cancel(),
  };
}
