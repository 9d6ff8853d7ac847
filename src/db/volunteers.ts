import { sql } from 'kysely';
import type { z } from 'zod';
import { always } from '../domain/availability.ts';
import { characteristics, usualOpenOffers, volunteerIdentity } from '../domain/volunteer.ts';
import { changeInBulk } from './candidates.ts';
import type { Db } from './database.ts';
import { storeCharacteristics } from './volunteer-characteristics.ts';

/** A volunteer as an administrator describes them in JSON; what is left out limits nothing. */
export const newVolunteer = volunteerIdentity.extend({
  birthDate: volunteerIdentity.shape.birthDate.nullable().default(null),
  zones: characteristics.shape.zones,
  skills: characteristics.shape.skills,
  needs: characteristics.shape.needs.default([]),
  languages: characteristics.shape.languages.default([]),
  vehicle: characteristics.shape.vehicle.default(false),
  availability: characteristics.shape.availability.default(always),
  maxOpenOffers: characteristics.shape.maxOpenOffers.default(usualOpenOffers),
});
export type NewVolunteer = z.input<typeof newVolunteer>;

/** Adds volunteers whom the Comune already knows: approved and active. One already there by address stays as they are. */
export async function addVolunteers(db: Db, municipalityId: string, given: NewVolunteer[]): Promise<number> {
  const volunteers = newVolunteer.array().parse(given);
  return await db.transaction().execute(async (tx) => {
    const added: string[] = [];
    await changeInBulk(
      tx,
      () => sql`select unnest(${added}::uuid[])`,
      async () => {
        for (const volunteer of volunteers) {
          const id = await insertVolunteer(tx, municipalityId, volunteer);
          if (id === undefined) continue;
          added.push(id);
          await storeCharacteristics(tx, municipalityId, id, volunteer);
        }
      },
    );
    return added.length;
  });
}

/** @returns undefined where somebody with this address is there */
async function insertVolunteer(
  tx: Db,
  municipalityId: string,
  { givenName, familyName, email, telephone, birthDate }: z.infer<typeof newVolunteer>,
): Promise<string | undefined> {
  const inserted = await tx
    .insertInto('volunteer')
    .values({
      municipality_id: municipalityId,
      given_name: givenName,
      family_name: familyName,
      email,
      telephone,
      birth_date: birthDate,
      approval: 'approved',
      confirmed_at: sql<Date>`now()`,
      // Storing what they can serve makes it the first.
      version: 0,
    })
    .onConflict((conflict) => conflict.expression(sql`municipality_id, lower(email)`).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted?.id;
}
