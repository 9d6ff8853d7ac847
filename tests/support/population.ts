import fc from 'fast-check';
import type { Db } from '../../src/db/database.ts';
import type { OfferState } from '../../src/domain/offer.ts';
import { type Candidate, compareCandidates, type Narrowing, type Requirement } from '../../src/domain/selection.ts';
import type { Comune } from './comune-fixture.ts';

const zones = ['centro', 'collina'] as const;
const skills = ['ascolto', 'guida', 'lis'] as const;

/** An offer that a volunteer has had, for a request of the past or for the very one that is being sent. */
type PastOffer = { request: number; state: OfferState; expired: boolean };
export type Volunteer = {
  id: string;
  zones: string[];
  skills: string[];
  approval: 'pending' | 'approved' | 'refused';
  active: boolean;
  cap: number;
  lastOfferedAt: Date | null;
  offers: PastOffer[];
};
export type Population = { zone: string; skills: string[]; volunteers: Volunteer[]; limit: number };

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

/** Few values, so that ties, full volunteers and missing skills are many. */
const volunteers: fc.Arbitrary<Volunteer> = fc.record({
  id: fc.uuid(),
  zones: fc.subarray([...zones], { minLength: 1 }),
  skills: fc.subarray([...skills]),
  approval: fc.constantFrom<Volunteer['approval'][]>(
    'approved',
    'approved',
    'approved',
    'approved',
    'pending',
    'refused',
  ),
  active: fc.constantFrom(true, true, true, true, false),
  cap: fc.integer({ min: 1, max: 2 }),
  lastOfferedAt: fc.option(fc.integer({ min: 1, max: 3 }).map((day) => new Date(`2026-01-0${day}T10:00:00Z`))),
  offers: pastOffers,
});

export const populations: fc.Arbitrary<Population> = fc.record({
  zone: fc.constantFrom(...zones),
  skills: fc.subarray([...skills]),
  volunteers: fc.uniqueArray(volunteers, { selector: (one) => one.id, maxLength: 12 }),
  limit: fc.integer({ min: 1, max: 5 }),
});

/** The rule as the issue tells it, without SQL. */
function meets(volunteer: Volunteer, { zone }: Population, requirement: Requirement): boolean {
  switch (requirement.kind) {
    case 'zone':
      return volunteer.zones.includes(zone);
    case 'skill':
      return volunteer.skills.includes(requirement.code);
    case 'free':
      return countOpen(volunteer) < volunteer.cap;
  }
}

const countOpen = ({ offers }: Volunteer) => offers.filter(({ state, expired }) => state === 'open' && !expired).length;

const isAvailable = ({ approval, active, offers }: Volunteer) =>
  approval === 'approved' && active && !offers.some(({ request }) => request === 0);

function requirementsOf(population: Population): Requirement[] {
  return [
    { kind: 'zone', code: population.zone },
    ...population.skills.map((code) => ({ kind: 'skill' as const, code })),
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
    .map((one) => ({ volunteerId: one.id, openOffers: countOpen(one), lastOfferedAt: one.lastOfferedAt }))
    .sort(compareCandidates)
    .slice(0, population.limit);
}

export function expectNarrowing(population: Population): Narrowing {
  const all = requirementsOf(population);
  return {
    eligible: filterVolunteers(population, all).length,
    without: all.map((requirement) => ({
      requirement,
      eligible: filterVolunteers(
        population,
        all.filter((one) => one !== requirement),
      ).length,
    })),
  };
}

export type PastRequest = { requestId: string; decisionId: string };

/** Puts a population into the database; `requests` are the one being sent and three of the past. */
export async function insertPopulation(
  db: Db,
  comune: Comune,
  requests: PastRequest[],
  population: Population,
): Promise<void> {
  const owner = { municipality_id: comune.id };
  const sent = { ...owner, request_id: requests[0]?.requestId ?? '' };
  const required = population.skills.map((skill_code) => ({ ...sent, skill_code }));
  if (required.length > 0) await db.insertInto('help_request_skill').values(required).execute();
  await db.updateTable('help_request').set({ zone_code: population.zone }).where('id', '=', sent.request_id).execute();
  if (population.volunteers.length === 0) return;
  await db
    .insertInto('volunteer')
    .values(
      population.volunteers.map((one) => ({
        ...owner,
        id: one.id,
        given_name: 'V',
        family_name: one.id,
        email: `${one.id}@volontari.example`,
        telephone: '+393330000002',
        approval: one.approval,
        paused_until: one.active ? null : 'infinity',
        max_open_offers: one.cap,
        last_offered_at: one.lastOfferedAt,
      })),
    )
    .execute();
  const ofEach = <T>(list: (one: Volunteer) => T[]) =>
    population.volunteers.flatMap((one) =>
      list(one).map((item) => ({ item, link: { ...owner, volunteer_id: one.id } })),
    );
  const inZones = ofEach((one) => one.zones).map(({ item, link }) => ({ ...link, zone_code: item }));
  await db.insertInto('volunteer_zone').values(inZones).execute();
  const able = ofEach((one) => one.skills).map(({ item, link }) => ({ ...link, skill_code: item }));
  if (able.length > 0) await db.insertInto('volunteer_skill').values(able).execute();
  const offers = ofEach((one) => one.offers).map(({ item, link }, rank) => ({
    ...link,
    request_id: requests[item.request]?.requestId ?? '',
    decision_id: requests[item.request]?.decisionId ?? '',
    rank: rank + 1,
    reasons: '{}',
    state: item.state,
    created_at: new Date('2020-01-01'),
    expires_at: new Date(item.expired ? '2020-01-02' : '2099-01-01'),
  }));
  if (offers.length > 0) await db.insertInto('offer').values(offers).execute();
}
