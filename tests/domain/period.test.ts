import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { addDays } from '../../src/domain/calendar.ts';
import {
  chooseStep,
  countDays,
  cutPeriod,
  namePeriod,
  periodNames,
  readPeriod,
  steps,
} from '../../src/domain/period.ts';

test.each([
  ['week', { from: '2026-11-22', to: '2026-11-28' }],
  ['month', { from: '2026-10-30', to: '2026-11-28' }],
  ['quarter', { from: '2026-08-30', to: '2026-11-28' }],
  ['year', { from: '2025-11-29', to: '2026-11-28' }],
  ['thisYear', { from: '2026-01-01', to: '2026-11-28' }],
] as const)('the period «%s» ends today', (name, period) => {
  expect(namePeriod(name, '2026-11-28')).toEqual(period);
});

describe('a chosen period', () => {
  it('is two days in order', () => {
    const period = { from: '2026-02-28', to: '2026-03-01' };
    expect(readPeriod(period)).toEqual(period);
    expect(readPeriod({ from: '2026-03-01', to: '2026-03-01' })).toBeDefined();
  });

  it.each([
    ['2026-03-02', '2026-03-01'],
    ['2026-02-29', '2026-03-01'],
    ['2010-01-01', '2026-01-01'],
    ['0000-01-01', '0001-01-01'],
    ['', '2026-01-01'],
    [undefined, '2026-01-01'],
  ])('is not from «%s» to «%s»', (from, to) => {
    expect(readPeriod({ from, to })).toBeUndefined();
  });
});

describe('cutting', () => {
  it('begins weeks on Monday and months on the first, but the first part with the period', () => {
    expect(cutPeriod({ from: '2026-11-25', to: '2026-12-08' }, 'week')).toEqual([
      '2026-11-25',
      '2026-11-30',
      '2026-12-07',
    ]);
    expect(cutPeriod({ from: '2026-11-25', to: '2027-01-01' }, 'month')).toEqual([
      '2026-11-25',
      '2026-12-01',
      '2027-01-01',
    ]);
  });

  it('covers each day once, whatever the period', () => {
    const someDay = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2020-01-01', days));
    fc.assert(
      fc.property(someDay, fc.integer({ min: 0, max: 800 }), fc.constantFrom(...steps), (from, days, step) => {
        const period = { from, to: addDays(from, days) };
        const cuts = cutPeriod(period, step);
        const ends = [...cuts.slice(1).map((cut) => addDays(cut, -1)), period.to];
        const covered = cuts.map((cut, i) => countDays({ from: cut, to: ends[i] ?? cut }));
        expect(Math.min(...covered)).toBeGreaterThan(0);
        expect(covered.reduce((sum, one) => sum + one, 0)).toBe(days + 1);
      }),
    );
  });

  it('makes a chart that can be read of each period with a name', () => {
    for (const name of periodNames) {
      const period = namePeriod(name, '2026-12-31');
      expect(cutPeriod(period, chooseStep(period)).length).toBeLessThanOrEqual(46);
    }
  });
});
