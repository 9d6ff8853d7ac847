import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPercentile, measureWait, toWaitMinutes } from '../../src/domain/statistics.ts';

/** As `wait_bucket` of the database does. */
const toStep = (minutes: number) => Math.round(8 * Math.log2(1 + minutes));

describe('a wait', () => {
  it('of no minutes is none', () => {
    expect(toWaitMinutes(toStep(0))).toBe(0);
  });

  it('is told to within 5 per cent, from a minute to a year', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 525_600, noNaN: true }), (minutes) => {
        const told = toWaitMinutes(toStep(minutes));
        expect(Math.abs(told - minutes) / (minutes + 1)).toBeLessThan(0.05);
      }),
    );
  });
});

describe('of those who waited', () => {
  it('nobody is no wait', () => {
    expect(measureWait(new Map())).toBeNull();
  });

  it('half waited no longer than the median, and nine of ten no longer than the other', () => {
    const counts = new Map([
      [40, 1],
      [8, 5],
      [24, 4],
    ]);
    expect(measureWait(counts)).toEqual({ median: 1, p90: 7 });
    expect(findPercentile(counts, 1)).toBe(31);
  });

  it('the percentile is the one that sorting all of them finds', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1 });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.5, 0.9), (waited, part) => {
        const counts = new Map<number, number>();
        for (const step of waited) counts.set(step, (counts.get(step) ?? 0) + 1);
        const sorted = waited.toSorted((one, other) => one - other);
        expect(findPercentile(counts, part)).toBe(toWaitMinutes(sorted[Math.ceil(waited.length * part) - 1] ?? -1));
      }),
    );
  });
});
