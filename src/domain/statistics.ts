import type { EmailKind } from './mail.ts';
import type { Channel } from './submission.ts';

/** What is counted each day, and what can become of it, as `daily_count` has them. */
export type CountedSubject = 'need' | 'zone' | 'channel' | 'import_wait' | 'decision_wait' | 'email' | 'offer';
export type CountedOutcome = 'received' | 'dispatched' | 'discarded' | 'waited' | 'sent' | 'failed' | 'made';

/** Requests that came in, by what had become of them when they were counted. */
export const requestOutcomes = ['dispatched', 'discarded', 'waiting'] as const;
export type RequestOutcome = (typeof requestOutcomes)[number];
export type RequestCounts = Record<RequestOutcome, number>;

/** The requests of a need or a zone; one that is not offered any more keeps its label. */
export type ListedCounts = RequestCounts & { code: string; label: string };

/** How long the requests of a period waited, in minutes; null where none has come so far yet. */
export type Wait = { median: number; p90: number } | null;

/** A stretch of the period, named by its first day; the first and the last one may be cut short by the period. */
export type Slot = { from: string; requests: RequestCounts; importWait: Wait; decisionWait: Wait; offers: number };

export type Statistics = {
  slots: Slot[];
  total: RequestCounts;
  /** Those with most requests first. */
  needs: ListedCounts[];
  zones: ListedCounts[];
  channels: Record<Channel, number>;
  importWait: Wait;
  decisionWait: Wait;
  emails: { kind: EmailKind; sent: number; failed: number }[];
  offers: number;
};

/** How many volunteers have how many open offers, of those whom an offer could reach now. */
export type VolunteerLoad = { openOffers: number; volunteers: number }[];

export function countAll(counts: RequestCounts): number {
  return counts.dispatched + counts.discarded + counts.waiting;
}

/** Waits are counted in steps that grow with them, eight for each doubling: `wait_bucket` in migration 20261130-1. */
export function toWaitMinutes(step: number): number {
  return 2 ** (step / 8) - 1;
}

/**
 * The wait that this part of all did not exceed (nearest rank), to within 5 per cent.
 * @param counts how many waited, by step of the wait
 * @param part between 0 and 1, such as 0.5 for the median
 * @returns minutes; undefined where nobody waited
 */
export function findPercentile(counts: ReadonlyMap<number, number>, part: number): number | undefined {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const rank = Math.max(1, Math.ceil(all * part));
  let passed = 0;
  for (const [step, count] of [...counts].toSorted(([one], [other]) => one - other)) {
    passed += count;
    if (passed >= rank) return toWaitMinutes(step);
  }
  return undefined;
}

export function measureWait(counts: ReadonlyMap<number, number>): Wait {
  const [median, p90] = [findPercentile(counts, 0.5), findPercentile(counts, 0.9)];
  return median === undefined || p90 === undefined ? null : { median, p90 };
}
