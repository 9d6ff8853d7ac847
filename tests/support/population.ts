import fc from 'fast-check';
import { bitOf, type Slot, slots, toAvailability } from '../../src/domain/availability.ts';
import type { OfferState } from '../../src/domain/offer.ts';
import {
  type Candidate,
  compareCandidates,
  type Narrowing,
  type RankingCriterion,
  type Requirement,
  rankingCriteria,
} from '../../src/domain/selection.ts';

const zones = ['centro', 'collina', 'mare'] as const;
const skills = ['ascolto', 'guida', 'lis'] as const;
const languages = ['en', 'it'] as const;
const needs = ['spesa', 'trasporto'] as const;
/** Only these, so that many are free and many are not: Monday morning, and Saturday afternoon. */
const usedSlots = [slots[0], slots[16]].filter((slot) => slot !== undefined);

/** An offer that a volunteer has had, for a request of the past or for the very one that is being sent. */
type PastOffer = { request: number; state: OfferState; expired: boolean };
export type Volunteer = {
  id: string;
  zones: string[];
  skills: string[];
  needs: string[];
  languages: string[];
  vehicle: boolean;
  free: Slot[];
  approval: 'pending' | 'approved' | 'refused' | 'suspended';
  paused: 'never' | 'past' | 'today' | 'tomorrow' | 'always';
  reachable: boolean;
  cap: number;
  lastOfferedAt: Date | null;
  offers: PastOffer[];
};
export type Population = {
  zone: string;
  /** Which zones are beside each other. */
  neighbours: [string, string][];
  need: string;
  skills: string[];
  languages: string[];
  match: 'any' | 'all';
  vehicle: boolean;
  slot: Slot | null;
  /** A time is preferred, and no volunteer has to be free then. */
  timeRequired: boolean;
  ranking: RankingCriterion[];
  /** The Comune's, in days; 0 is none. */
  coolOffDays: number;
  volunteers: Volunteer[];
  limit: number;
};

/** `request` 0 is the one that is being sent; 1 to 3 are others. */
const pastOffers = fc.uniqueArray(
  fc.record({
    request: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 12, arbitrary: fc.integer({ min: 1, max: 3 }) },
    ),
    state: fc.constantFrom<OfferState[]>('open', 'open', 'open', 'accepted', 'declined', 'undeliverable', 'closed'),
    expired: fc.boolean(),
  }),
  { selector: (offer) => offer.request, maxLength: 3 },
);

const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

/** A whole number of days ago, and a little more. */
const daysAgo = (days: number) => new Date(Math.floor(Date.now() / 60_000) * 60_000 - days * 86_400_000 - 3_600_000);

/** Few values, so that ties, full volunteers and missing skills are many. */
const volunteers: fc.Arbitrary<Volunteer> = fc.record({
  id: fc.uuid(),
  zones: fc.subarray([...zones], { minLength: 1 }),
  skills: fc.subarray([...skills], { minLength: 1 }),
  needs: mostly<string[]>([], fc.subarray([...needs])),
  languages: fc.subarray([...languages]),
  vehicle: mostly(true, fc.constant(false)),
  free: fc.oneof(fc.constant<Slot[]>([...slots]), fc.subarray<Slot>(usedSlots, { minLength: 1 })),
  approval: mostly<Volunteer['approval']>('approved', fc.constantFrom('pending', 'refused', 'suspended')),
  paused: mostly<Volunteer['paused']>('never', fc.constantFrom('past', 'today', 'tomorrow', 'always')),
  reachable: mostly(true, fc.boolean()),
  cap: fc.integer({ min: 1, max: 3 }),
  lastOfferedAt: fc.option(fc.integer({ min: 1, max: 3 }).map(daysAgo)),
  offers: pastOffers,
});

export const populations: fc.Arbitrary<Population> = fc.record({
  zone: fc.constantFrom(...zones),
  neighbours: fc.subarray<[string, string]>([
    ['centro', 'collina'],
    ['collina', 'mare'],
  ]),
  need: fc.constantFrom(...needs),
  skills: mostly<string[]>([], fc.subarray([...skills])),
  languages: mostly<string[]>([], fc.subarray([...languages])),
  match: fc.constantFrom('any', 'all'),
  vehicle: fc.boolean(),
  slot: fc.option(fc.constantFrom(...usedSlots)),
  timeRequired: mostly(true, fc.constant(false)),
  ranking: fc.shuffledSubarray([...rankingCriteria], { minLength: rankingCriteria.length }),
  coolOffDays: mostly(0, fc.constantFrom(2, 3)),
  volunteers: fc.uniqueArray(volunteers, { selector: (one) => one.id, minLength: 3, maxLength: 14 }),
  limit: fc.integer({ min: 1, max: 5 }),
});

function isNeighbour({ neighbours, zone }: Population, other: string): boolean {
  return neighbours.some((pair) => pair.includes(zone) && pair.includes(other) && other !== zone);
}

/** The rule as the issue tells it, without SQL. */
function meets(volunteer: Volunteer, population: Population, requirement: Requirement): boolean {
  switch (requirement.kind) {
    case 'zone':
      return volunteer.zones.some((zone) => zone === population.zone || isNeighbour(population, zone));
    case 'need':
      return volunteer.needs.length === 0 || volunteer.needs.includes(requirement.code);
    case 'skill':
      return volunteer.skills.includes(requirement.code);
    case 'languages': {
      const speaks = (code: string) => volunteer.languages.includes(code);
      return requirement.match === 'any' ? requirement.codes.some(speaks) : requirement.codes.every(speaks);
    }
    case 'vehicle':
      return volunteer.vehicle;
    case 'time':
      return (toAvailability(volunteer.free) & bitOf(requirement.slot)) !== 0;
    case 'rested':
      return (volunteer.lastOfferedAt?.getTime() ?? 0) <= Date.now() - population.coolOffDays * 86_400_000;
    case 'free':
      return countOpen(volunteer) < volunteer.cap;
  }
}

const countOpen = ({ offers }: Volunteer) => offers.filter(({ state, expired }) => state === 'open' && !expired).length;

const isAvailable = ({ approval, paused, reachable, offers }: Volunteer) =>
  approval === 'approved' &&
  paused !== 'tomorrow' &&
  paused !== 'always' &&
  reachable &&
  !offers.some(({ request }) => request === 0);

function requirementsOf(population: Population): Requirement[] {
  const { slot, languages: codes, match } = population;
  return [
    { kind: 'zone', code: population.zone },
    { kind: 'need', code: population.need },
    ...population.skills.map((code) => ({ kind: 'skill' as const, code })),
    ...(codes.length === 0 ? [] : [{ kind: 'languages' as const, codes, match }]),
    ...(population.vehicle ? [{ kind: 'vehicle' as const }] : []),
    ...(slot === null || !population.timeRequired ? [] : [{ kind: 'time' as const, slot }]),
    ...(population.coolOffDays === 0 ? [] : [{ kind: 'rested' as const }]),
    { kind: 'free' },
  ];
}

function filterVolunteers(population: Population, requirements: Requirement[]): Volunteer[] {
  return population.volunteers.filter(
    (one) => isAvailable(one) && requirements.every((requirement) => meets(one, population, requirement)),
  );
}

export function expectChosen(population: Population): Candidate[] {
  return filterVolunteers(population, requirementsOf(population))
    .map((one) => ({
      volunteerId: one.id,
      openOffers: countOpen(one),
      lastOfferedAt: one.lastOfferedAt,
      neighbouring: !one.zones.includes(population.zone),
    }))
    .sort(compareCandidates(population.ranking))
    .slice(0, population.limit);
}

export function expectNarrowing(population: Population): Narrowing {
  const all = requirementsOf(population);
  const count = (requirements: Requirement[]) => filterVolunteers(population, requirements).length;
  return {
    eligible: count(all),
    left: all.map((requirement, index) => ({ requirement, eligible: count(all.slice(0, index + 1)) })),
    without: all.map((requirement) => ({ requirement, eligible: count(all.filter((one) => one !== requirement)) })),
    partial: false,
  };
}
