import { z } from 'zod';
import type { BenchProcess } from './processes.ts';
import { waitUntil } from './wait-until.ts';

/** What the SMTP sink says of each email it took, and the twin of each activity that did nothing. */
const news = z.object({ kind: z.string(), requestId: z.string().optional(), at: z.number() });

/** The times, on the monotonic clock, at which things of one kind happened to each request. */
export type NewsDesk = {
  countOf(kind: string): number;
  /** Waits for the request's so-manieth thing of this kind. @returns when it happened */
  timeOf(kind: string, requestId: string, ordinal: number): Promise<number>;
};

export function listenTo(process: BenchProcess): NewsDesk {
  const times = new Map<string, number[]>();
  const counts = new Map<string, number>();
  process.onMessage((message) => {
    const { kind, requestId = '', at } = news.parse(message);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const key = `${kind} ${requestId}`;
    times.set(key, [...(times.get(key) ?? []), at]);
  });
  return {
    countOf: (kind) => counts.get(kind) ?? 0,
    async timeOf(kind, requestId, ordinal) {
      const find = () => times.get(`${kind} ${requestId}`)?.[ordinal - 1];
      // The time is in the message: how often one looks does not change it.
      await waitUntil(`${kind} of ${requestId}`, () => find() !== undefined, 2);
      return find() ?? Number.NaN;
    },
  };
}
