import { sql } from 'kysely';
import type { Db } from '../../src/db/database.ts';
import { slots, toAvailability } from '../../src/domain/availability.ts';
import type { Comune } from './comune-fixture.ts';
import type { Population, Volunteer } from './population.ts';

export type PastRequest = { requestId: string; decisionId: string };

/** The zone that populations have beside those of the fixture. */
export async function insertLists(db: Db, { id }: Comune): Promise<void> {
  await db.insertInto('zone').values({ municipality_id: id, code: 'mare', label: 'Mare', position: 3 }).execute();
}

/** Puts a population into the database; `requests` are the one being sent and three of the past. */
export async function insertPopulation(
  db: Db,
  comune: Comune,
  requests: PastRequest[],
  population: Population,
): Promise<void> {
  const owner = { municipality_id: comune.id };
  await insertRequirements(db, comune, requests[0]?.requestId ?? '', population);
  const today = sql<string>`(now() at time zone 'Europe/Rome')::date`;
  const pauses = {
    never: null,
    past: sql<string>`${today} - 9`,
    today,
    tomorrow: sql<string>`${today} + 1`,
    always: 'infinity',
  };
  await db
    .insertInto('volunteer')
    .values(
      population.volunteers.map((one) => ({
        ...owner,
        id: one.id,
        given_name: 'Vito',
        family_name: 'Volontario',
        email: `${one.id}@volontari.example`,
        telephone: '+393330000002',
        approval: one.approval,
        paused_until: pauses[one.paused],
        email_invalid_at: one.reachable ? null : new Date(),
        vehicle: one.vehicle,
        availability: toAvailability(one.free),
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
  await db.insertInto('volunteer_skill').values(able).execute();
  const serving = ofEach((one) => one.needs).map(({ item, link }) => ({ ...link, need_code: item }));
  if (serving.length > 0) await db.insertInto('volunteer_need').values(serving).execute();
  const speaking = ofEach((one) => one.languages).map(({ item, link }) => ({ ...link, language_code: item }));
  if (speaking.length > 0) await db.insertInto('volunteer_language').values(speaking).execute();
  const offers = ofEach((one) => one.offers).map(({ item, link }, rank) => ({
    ...link,
    request_id: requests[item.request]?.requestId ?? '',
    decision_id: requests[item.request]?.decisionId ?? '',
    rank: rank + 1,
    reasons: '{}',
    state: item.state,
    created_at: new Date('2020-01-01'),
    expires_at: new Date('2099-01-01'),
  }));
  if (offers.length === 0) return;
  await db.insertInto('offer').values(offers).execute();
  await expire(
    db,
    population.volunteers.flatMap((one) =>
      one.offers
        .filter(({ expired }) => expired)
        .map(({ request }) => [one.id, requests[request]?.requestId ?? ''] as const),
    ),
  );
}

/** As time does it: nothing is told, and the candidates only know that by then something will have changed. */
async function expire(db: Db, offers: (readonly [volunteerId: string, requestId: string])[]): Promise<void> {
  await sql`set local easycare.candidates = 'later'`.execute(db);
  for (const [volunteerId, requestId] of offers) {
    await db
      .updateTable('offer')
      .set({ expires_at: new Date('2020-01-02') })
      .where('volunteer_id', '=', volunteerId)
      .where('request_id', '=', requestId)
      .execute();
    await sql`
      update candidate set changes_at = '2020-01-02' where volunteer_id = ${volunteerId} and exists (
        select from offer where volunteer_id = ${volunteerId} and state = 'open' and expires_at < now())`.execute(db);
  }
  await sql`set local easycare.candidates = ''`.execute(db);
}

async function insertRequirements(db: Db, comune: Comune, requestId: string, population: Population): Promise<void> {
  const owner = { municipality_id: comune.id };
  await db
    .updateTable('municipality')
    .set({ ranking: population.ranking, cool_off_seconds: population.coolOffDays * 86_400 })
    .where('id', '=', comune.id)
    .execute();
  const neighbours = population.neighbours.flatMap(([one, other]) => [
    { ...owner, zone_code: one, neighbour_code: other },
    { ...owner, zone_code: other, neighbour_code: one },
  ]);
  if (neighbours.length > 0) await db.insertInto('zone_neighbour').values(neighbours).execute();
  const sent = { ...owner, request_id: requestId };
  const required = population.skills.map((skill_code) => ({ ...sent, skill_code }));
  if (required.length > 0) await db.insertInto('help_request_skill').values(required).execute();
  const spoken = population.languages.map((language_code) => ({ ...sent, language_code }));
  if (spoken.length > 0) await db.insertInto('help_request_language').values(spoken).execute();
  const at = population.slot === null ? -1 : slots.indexOf(population.slot);
  await db
    .updateTable('help_request')
    .set({
      need_code: population.need,
      zone_code: population.zone,
      vehicle: population.vehicle,
      languages_match: population.match,
      time_required: population.timeRequired,
      // 4 January 2027 is a Monday.
      preferred_date: at < 0 ? null : `2027-01-${String(4 + Math.floor(at / 3)).padStart(2, '0')}`,
      preferred_part: population.slot?.part ?? null,
    })
    .where('id', '=', requestId)
    .execute();
}
