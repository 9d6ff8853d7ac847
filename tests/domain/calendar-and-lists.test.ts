import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAgainstLists, checkLegible, dayInItaly } from '../../src/domain/submission.ts';

const lists = {
  needs: [{ code: 'spesa', label: 'Spesa' }],
  zones: [{ code: 'centro', label: 'Centro' }],
  skills: [{ code: 'guida', label: 'Guida' }],
  languages: [{ code: 'it', label: 'Italiano' }],
};
const today = '2026-11-23';
const check = (given: Parameters<typeof checkAgainstLists>[0]) => checkAgainstLists(given, lists, today);
const onDay = (date: string) => check({ preferredTime: { date } });

describe("the Comune's lists", () => {
  it('take what stands in them', () => {
    expect(check({ need: 'spesa', requester: { zone: 'centro' }, requirements: { skills: ['guida'] } })).toEqual([]);
    expect(check({})).toEqual([]);
    expect(check({ requirements: { skills: [], languages: ['it'] } })).toEqual([]);
    expect(check({ requirements: {} })).toEqual([]);
  });

  it('refuse what does not, each at its path', () => {
    expect(
      check({
        need: 'centro',
        requester: { zone: 'spesa' },
        requirements: { skills: ['guida', 'volo'], languages: ['xx'] },
      }),
    ).toEqual([
      { path: 'need', message: 'validation.choose' },
      { path: 'requester.zone', message: 'validation.choose' },
      { path: 'requirements.skills', message: 'validation.choose' },
      { path: 'requirements.languages', message: 'validation.choose' },
    ]);
  });

  it.each(['constructor', '__proto__', 'toString'])('hold nothing called %s', (code) => {
    expect(check({ need: code })).toEqual([{ path: 'need', message: 'validation.choose' }]);
  });
});

describe('the preferred day', () => {
  it.each([today, '2026-11-24', '2027-11-23', '2027-11-24'])('may be %s', (date) => {
    expect(onDay(date)).toEqual([]);
  });

  it.each(['2026-11-22', '2025-11-23', '0001-01-01'])('is not in the past: %s', (date) => {
    expect(onDay(date)).toEqual([{ path: 'preferredTime.date', message: 'validation.dateInThePast' }]);
  });

  it.each(['2027-11-25', '2036-11-23', '9999-12-31'])('is not over a year ahead: %s', (date) => {
    expect(onDay(date)).toEqual([{ path: 'preferredTime.date', message: 'validation.dateTooFar' }]);
  });
});

describe("the Comune's calendar day", () => {
  it.each([
    ['2026-11-23T22:59:59Z', '2026-11-23'],
    ['2026-11-23T23:00:00Z', '2026-11-24'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
    ['2026-12-31T23:30:00Z', '2027-01-01'],
  ])('at %s is %s', (instant, day) => {
    expect(dayInItaly(new Date(instant))).toBe(day);
  });

  it('is written as a form writes it, and never runs backwards', () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.nat(86_400_000), (instant, later) => {
        const day = dayInItaly(instant);
        expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
        expect(dayInItaly(new Date(instant.getTime() + later)) >= day).toBe(true);
      }),
    );
  });
});

describe('what is wrong elsewhere', () => {
  it('is judged all the same by lists and calendar, as far as it can be read', () => {
    const given = { need: 'luna', requester: { zone: 'centro', telephone: 7 }, preferredTime: { date: '2020-01-01' } };
    expect(checkLegible(given, lists, today)).toEqual([
      { path: 'need', message: 'validation.choose' },
      { path: 'preferredTime.date', message: 'validation.dateInThePast' },
    ]);
  });

  it('says nothing of what can not be read', () => {
    for (const given of [
      undefined,
      null,
      'x',
      [],
      {},
      { need: 7, requester: 'x', preferredTime: { date: 'domani' } },
    ]) {
      expect(checkLegible(given, lists, today)).toEqual([]);
    }
  });
});
