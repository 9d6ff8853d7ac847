import { sql } from 'kysely';
import type { Db } from './database.ts';

/** What we make ourselves: 24 random bytes in base64url. Anything else need not be looked up. */
export const secretShape = /^[\w-]{32,64}$/;

/** A link of a volunteer's email, as whoever follows it shows it. */
export type FollowedLink = { municipalityId: string; secret: string; purpose: 'confirm' | 'enter' };

export type UselessLink = 'used' | 'expired' | 'unknown';

/** Whether a link can still be used; nothing is changed by asking. */
export async function findLink(db: Db, followed: FollowedLink): Promise<'valid' | UselessLink> {
  if (!secretShape.test(followed.secret)) return 'unknown';
  const link = await db
    .selectFrom('volunteer_link')
    .select(['used_at', sql<boolean>`expires_at <= now()`.as('expired')])
    .where('secret', '=', followed.secret)
    .where('municipality_id', '=', followed.municipalityId)
    .where('purpose', '=', followed.purpose)
    .executeTakeFirst();
  if (link === undefined) return 'unknown';
  if (link.used_at !== null) return 'used';
  return link.expired ? 'expired' : 'valid';
}

/** Uses a link up; of two who press at once, one does. @returns whose it is; undefined where it opens nothing */
export async function useLink(tx: Db, followed: FollowedLink): Promise<string | undefined> {
  if (!secretShape.test(followed.secret)) return undefined;
  const link = await tx
    .updateTable('volunteer_link')
    .set({ used_at: sql<Date>`now()` })
    .where('secret', '=', followed.secret)
    .where('municipality_id', '=', followed.municipalityId)
    .where('purpose', '=', followed.purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('volunteer_id')
    .executeTakeFirst();
  return link?.volunteer_id;
}
