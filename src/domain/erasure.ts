import type { Status } from './status.ts';

/** An erasure that a citizen asked for and the Comune owes within a month (GDPR, article 12(3)). */
export type ErasureDuty = {
  requestId: string;
  reference: string;
  status: Status;
  closedAt: Date | null;
  name: string;
  askedAt: Date;
  dueAt: Date;
};

const dayMs = 24 * 3_600_000;

/** Whole days until it is due: 0 on the last one, negative once it is late. */
export function daysLeft(dueAt: Date, now: Date): number {
  return Math.floor((dueAt.getTime() - now.getTime()) / dayMs);
}
