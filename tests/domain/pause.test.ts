import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseDays, readPause } from '../../src/domain/pause.ts';

const today = '2026-11-24';

test('a pause ends on a day from tomorrow to a year ahead, or when somebody says so', () => {
  expect(readPause('', today)).toEqual({ until: 'infinity' });
  expect(readPause(' ', today)).toEqual({ until: 'infinity' });
  expect(readPause('2026-11-25', today)).toEqual({ until: '2026-11-25' });
  expect(readPause('2027-11-25', today)).toEqual({ until: '2027-11-25' });
});

test.each([
  ['2026-11-24', 'dateNotAhead'],
  ['1999-01-01', 'dateNotAhead'],
  ['2027-11-26', 'dateTooFar'],
  ['2026-02-30', 'date'],
  ['infinity', 'date'],
  ['domani', 'date'],
])('%s is refused as %s', (typed, problem) => {
  expect(readPause(typed, today)).toEqual({ problem });
});

test('every day that the form offers is taken, on any day', () => {
  const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(days, (instant) => {
      const { first, last } = pauseDays(instant.toISOString().slice(0, 10));
      for (const until of [first, last]) {
        expect(readPause(until, instant.toISOString().slice(0, 10))).toEqual({ until });
      }
    }),
  );
});
