import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, compareCandidates, type Narrowing, narrowestRequirement } from '../../src/domain/selection.ts';

/** Few values, so that ties are many. */
const candidates: fc.Arbitrary<Candidate> = fc.record({
  volunteerId: fc.constantFrom('a', 'b', 'c', 'd'),
  openOffers: fc.nat(2),
  lastOfferedAt: fc.option(fc.nat(2).map((ms) => new Date(ms))),
});
const populations = fc.uniqueArray(
  fc.record({
    volunteerId: fc.uuid(),
    openOffers: fc.nat(2),
    lastOfferedAt: fc.option(fc.nat(2).map((ms) => new Date(ms))),
  }),
  { selector: (one) => one.volunteerId, maxLength: 20 },
);

describe('the order in which volunteers are asked', () => {
  it('is total: each two are told apart, the same way round, and nobody from themselves', () => {
    fc.assert(
      fc.property(candidates, candidates, (a, b) => {
        const order = compareCandidates(a, b);
        expect(order).not.toBeNaN();
        expect(Math.sign(compareCandidates(b, a))).toBe(0 - Math.sign(order));
        const same =
          a.volunteerId === b.volunteerId &&
          a.openOffers === b.openOffers &&
          a.lastOfferedAt?.getTime() === b.lastOfferedAt?.getTime();
        expect(order === 0).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(candidates, candidates, candidates, (a, b, c) => {
        fc.pre(compareCandidates(a, b) <= 0 && compareCandidates(b, c) <= 0);
        expect(compareCandidates(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same order from every order they come in', () => {
    const shuffled = populations.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(other.toSorted(compareCandidates)).toEqual(all.toSorted(compareCandidates));
      }),
    );
  });

  it('asks first who has fewest open offers, then who waits longest, never asked before all, then by id', () => {
    const make = (volunteerId: string, openOffers: number, at: number | null): Candidate => ({
      volunteerId,
      openOffers,
      lastOfferedAt: at === null ? null : new Date(at),
    });
    const inOrder = [
      make('z', 0, null),
      make('y', 0, 1),
      make('a', 0, 2),
      make('b', 0, 2),
      make('c', 1, null),
      make('d', 1, 0),
    ];
    expect(inOrder.toReversed().sort(compareCandidates)).toEqual(inOrder);
  });
});

describe('the requirement that narrows most', () => {
  const requirements = fc.oneof(
    fc.record({ kind: fc.constant('zone' as const), code: fc.string() }),
    fc.record({ kind: fc.constant('skill' as const), code: fc.string() }),
    fc.record({ kind: fc.constant('free' as const) }),
  );
  const narrowings: fc.Arbitrary<Narrowing> = fc.nat(10).chain((eligible) =>
    fc.record({
      eligible: fc.constant(eligible),
      without: fc.array(fc.record({ requirement: requirements, eligible: fc.integer({ min: eligible, max: 20 }) })),
    }),
  );

  it('is the first of those that would free most, and none where none would free any', () => {
    fc.assert(
      fc.property(narrowings, (narrowing) => {
        const most = Math.max(narrowing.eligible, ...narrowing.without.map((one) => one.eligible));
        const expected = narrowing.without.find((one) => one.eligible === most && most > narrowing.eligible);
        expect(narrowestRequirement(narrowing)).toBe(expected?.requirement);
      }),
    );
  });
});
