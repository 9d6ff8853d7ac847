import { sql } from 'kysely';
import type { Characteristics } from '../domain/volunteer.ts';
import type { Db } from './database.ts';

/** What a volunteer can serve and when, each list in the Comune's own order; undefined where the Comune has no such one. */
export async function readCharacteristics(
  db: Db,
  municipalityId: string,
  volunteerId: string,
): Promise<Characteristics | undefined> {
  const codesOf = (kind: 'skill' | 'need' | 'zone' | 'language') =>
    sql<string[]>`array(
      select l.code
      from ${sql.table(`volunteer_${kind}`)} own
      join ${sql.table(kind)} l on l.municipality_id = own.municipality_id and l.code = own.${sql.ref(`${kind}_code`)}
      where own.volunteer_id = volunteer.id
      order by l.position, l.code)`;
  return await db
    .selectFrom('volunteer')
    .select([
      codesOf('skill').as('skills'),
      codesOf('need').as('needs'),
      codesOf('zone').as('zones'),
      codesOf('language').as('languages'),
      'vehicle',
      'availability',
      'max_open_offers as maxOpenOffers',
    ])
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', volunteerId)
    .executeTakeFirst();
}

/**
 * Puts these characteristics in the place of what was there and counts the volunteer's version up. The row is locked
 * first, so that of two who save at once the second replaces all of what the first left, never a part of it.
 * @param given judged against the Comune's lists, by `checkCharacteristics`
 * @returns whether the Comune has such a volunteer
 */
export async function storeCharacteristics(
  tx: Db,
  municipalityId: string,
  volunteerId: string,
  given: Characteristics,
): Promise<boolean> {
  const updated = await tx
    .updateTable('volunteer')
    .set((eb) => ({
      vehicle: given.vehicle,
      availability: given.availability,
      max_open_offers: given.maxOpenOffers,
      version: eb('version', '+', 1),
      updated_at: sql<Date>`now()`,
    }))
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', volunteerId)
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return false;
  const lists = { skill: given.skills, need: given.needs, zone: given.zones, language: given.languages };
  for (const kind of ['skill', 'need', 'zone', 'language'] as const) {
    const table = sql.table(`volunteer_${kind}`);
    await sql`delete from ${table} where volunteer_id = ${volunteerId}`.execute(tx);
    const codes = [...new Set(lists[kind])];
    if (codes.length === 0) continue;
    await sql`
      insert into ${table} (municipality_id, volunteer_id, ${sql.ref(`${kind}_code`)})
      select ${municipalityId}, ${volunteerId}, unnest(${codes}::text[])`.execute(tx);
  }
  return true;
}
