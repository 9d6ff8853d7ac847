import { sql } from 'kysely';
import { z } from 'zod';
import { emailAddress } from '../domain/email-address.ts';
import { listCode } from '../domain/submission.ts';
import { telephone } from '../domain/telephone.ts';
import { line } from '../domain/text.ts';
import type { Db } from './database.ts';

export const newVolunteer = z.object({
  givenName: line(100),
  familyName: line(100),
  email: emailAddress,
  telephone,
  zones: z.array(listCode).min(1),
  skills: z.array(listCode),
  maxOpenOffers: z.int().min(1).max(100).default(3),
});
export type NewVolunteer = z.infer<typeof newVolunteer>;

/** Adds volunteers whom the Comune already knows: approved and active. One already there by address stays as they are. */
export async function addVolunteers(db: Db, municipalityId: string, volunteers: NewVolunteer[]): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    let added = 0;
    for (const volunteer of volunteers) {
      const inserted = await tx
        .insertInto('volunteer')
        .values({
          municipality_id: municipalityId,
          given_name: volunteer.givenName,
          family_name: volunteer.familyName,
          email: volunteer.email,
          telephone: volunteer.telephone,
          approval: 'approved',
          confirmed_at: sql<Date>`now()`,
          max_open_offers: volunteer.maxOpenOffers,
        })
        .onConflict((conflict) => conflict.expression(sql`municipality_id, lower(email)`).doNothing())
        .returning('id')
        .executeTakeFirst();
      if (inserted === undefined) continue;
      added += 1;
      const owner = { municipality_id: municipalityId, volunteer_id: inserted.id };
      await tx
        .insertInto('volunteer_zone')
        .values(volunteer.zones.map((zone_code) => ({ ...owner, zone_code })))
        .execute();
      if (volunteer.skills.length === 0) continue;
      await tx
        .insertInto('volunteer_skill')
        .values(volunteer.skills.map((skill_code) => ({ ...owner, skill_code })))
        .execute();
    }
    return added;
  });
}
