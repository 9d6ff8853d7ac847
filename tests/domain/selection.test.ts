import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Candidate,
  compareCandidates,
  type Narrowing,
  narrowestRequirement,
  rankingCriteria,
} from '../../src/domain/selection.ts';

const rankings = fc.shuffledSubarray([...rankingCriteria], { minLength: rankingCriteria.length });

/** Few values, so that ties are many. */
const candidates: fc.Arbitrary<Candidate> = fc.record({
  volunteerId: fc.constantFrom('a', 'b', 'c', 'd'),
  openOffers: fc.nat(2),
  lastOfferedAt: fc.option(fc.nat(2).map((ms) => new Date(ms))),
  neighbouring: fc.boolean(),
});
const populations = fc.uniqueArray(
  fc.record({
    volunteerId: fc.uuid(),
    openOffers: fc.nat(2),
    lastOfferedAt: fc.option(fc.nat(2).map((ms) => new Date(ms))),
    neighbouring: fc.boolean(),
  }),
  { selector: (one) => one.volunteerId, maxLength: 20 },
);

describe('the order in which volunteers are asked', () => {
  it('is total: each two are told apart, the same way round, and nobody from themselves', () => {
    fc.assert(
      fc.property(rankings, candidates, candidates, (ranking, a, b) => {
        const compare = compareCandidates(ranking);
        const order = compare(a, b);
        expect(order).not.toBeNaN();
        expect(Math.sign(compare(b, a))).toBe(0 - Math.sign(order));
        const same =
          a.volunteerId === b.volunteerId &&
          a.openOffers === b.openOffers &&
          a.neighbouring === b.neighbouring &&
          a.lastOfferedAt?.getTime() === b.lastOfferedAt?.getTime();
        expect(order === 0).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('is transitive', () => {
    fc.assert(
      fc.property(rankings, candidates, candidates, candidates, (ranking, a, b, c) => {
        const compare = compareCandidates(ranking);
        fc.pre(compare(a, b) <= 0 && compare(b, c) <= 0);
        expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same order from every order they come in', () => {
    const shuffled = populations.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(rankings, shuffled, (ranking, [all, other]) => {
        const compare = compareCandidates(ranking);
        expect(other.toSorted(compare)).toEqual(all.toSorted(compare));
      }),
    );
  });

  it('asks first who has fewest open offers, then who waits longest, never asked before all, then by id', () => {
    const make = (volunteerId: string, openOffers: number, at: number | null, neighbouring = false): Candidate => ({
      neighbouring,
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
    expect(inOrder.toReversed().sort(compareCandidates(rankingCriteria))).toEqual(inOrder);
  });

  it('is the order of the criteria that the Comune chose', () => {
    const full = { volunteerId: 'full', openOffers: 1, lastOfferedAt: null, neighbouring: false };
    const near = { volunteerId: 'near', openOffers: 0, lastOfferedAt: new Date(1), neighbouring: true };
    const asked = { volunteerId: 'asked', openOffers: 0, lastOfferedAt: new Date(2), neighbouring: false };
    const first = (...ranking: (typeof rankingCriteria)[number][]) =>
      [full, near, asked].toSorted(compareCandidates(ranking)).map((one) => one.volunteerId);
    expect(first('open_offers', 'last_offered', 'zone')).toEqual(['near', 'asked', 'full']);
    expect(first('zone', 'open_offers', 'last_offered')).toEqual(['asked', 'full', 'near']);
    expect(first('last_offered', 'zone', 'open_offers')).toEqual(['full', 'near', 'asked']);
  });
});

describe('the requirement that narrows most', () => {
  const requirements = fc.oneof(
    fc.record({ kind: fc.constant('zone' as const), code: fc.string() }),
    fc.record({ kind: fc.constant('skill' as const), code: fc.string() }),
    fc.record({ kind: fc.constant('free' as const) }),
  );
  const narrowings: fc.Arbitrary<Pick<Narrowing, 'eligible' | 'without'>> = fc.nat(10).chain((eligible) =>
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
