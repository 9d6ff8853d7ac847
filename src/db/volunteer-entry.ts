import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { findLink, secretShape, type UselessLink, useLink } from './volunteer-links.ts';

/** Long enough for an email that is a little late, short enough that an old mailbox opens nothing. */
const linkMinutes = 30;

/**
 * An hour without a visit ends a session: long enough to read and fill in the form with interruptions, and on a shared
 * computer who forgets to sign out is out by the time somebody else sits down. A new link takes a minute.
 */
const idleMinutes = 60;
/** A visit prolongs the session only when this much of the hour is gone, so that most visits write nothing. */
const prolongAfterMinutes = 10;

export const makeSecret = () => randomBytes(24).toString('base64url');
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

/**
 * A link by which the volunteer of this address enters; asked for again, another one.
 * @returns undefined where the Comune has no volunteer of this address, whatever they may be allowed
 */
export async function createEntryLink(
  tx: Db,
  municipalityId: string,
  email: string,
): Promise<{ linkId: string; volunteerId: string } | undefined> {
  return await tx
    .insertInto('volunteer_link')
    .columns(['municipality_id', 'volunteer_id', 'purpose', 'secret', 'expires_at'])
    .expression((eb) =>
      eb
        .selectFrom('volunteer')
        .select([
          'municipality_id',
          'id',
          sql.lit('enter').as('purpose'),
          sql.val(makeSecret()).as('secret'),
          sql<Date>`now() + make_interval(mins => ${linkMinutes})`.as('expires_at'),
        ])
        .where('municipality_id', '=', municipalityId)
        .where(sql`lower(email)`, '=', email.toLowerCase()),
    )
    .returning(['id as linkId', 'volunteer_id as volunteerId'])
    .executeTakeFirst();
}

/** Whether a link can still be used; nothing is changed by asking. */
export async function findEntryLink(db: Db, municipalityId: string, secret: string): Promise<'valid' | UselessLink> {
  return await findLink(db, { municipalityId, secret, purpose: 'enter' });
}

/**
 * Uses a link up and begins a session: of two who press at once, one enters.
 * @returns the session's secret, which only the browser keeps, or why the link opens nothing
 */
export async function enterByLink(
  db: Db,
  municipalityId: string,
  secret: string,
): Promise<{ kind: 'entered'; sessionSecret: string } | { kind: UselessLink }> {
  const sessionSecret = makeSecret();
  const entered = await db.transaction().execute(async (tx) => {
    const volunteerId = await useLink(tx, { municipalityId, secret, purpose: 'enter' });
    if (volunteerId === undefined) return false;
    // Nobody comes back for a session that is over; those who enter clear them away.
    await tx.deleteFrom('volunteer_session').where('expires_at', '<=', sql<Date>`now()`).execute();
    await tx
      .insertInto('volunteer_session')
      .values({
        secret_hash: hashOf(sessionSecret),
        municipality_id: municipalityId,
        volunteer_id: volunteerId,
        expires_at: sql<Date>`now() + make_interval(mins => ${idleMinutes})`,
      })
      .execute();
    return true;
  });
  if (entered) return { kind: 'entered', sessionSecret };
  const why = await findEntryLink(db, municipalityId, secret);
  return { kind: why === 'valid' ? 'unknown' : why };
}

/** The volunteer whose session this is, which the visit prolongs; undefined where it is over or of another Comune. */
export async function findSessionVolunteer(
  db: Db,
  municipalityId: string,
  secret: string,
): Promise<string | undefined> {
  if (!secretShape.test(secret)) return undefined;
  const session = await db
    .selectFrom('volunteer_session')
    .select([
      'volunteer_id',
      sql<boolean>`expires_at < now() + make_interval(mins => ${idleMinutes - prolongAfterMinutes})`.as('prolong'),
    ])
    .where('secret_hash', '=', hashOf(secret))
    .where('municipality_id', '=', municipalityId)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (session?.prolong) {
    await db
      .updateTable('volunteer_session')
      .set({ expires_at: sql<Date>`now() + make_interval(mins => ${idleMinutes})` })
      .where('secret_hash', '=', hashOf(secret))
      .execute();
  }
  return session?.volunteer_id;
}

export async function endSession(db: Db, secret: string): Promise<void> {
  await db.deleteFrom('volunteer_session').where('secret_hash', '=', hashOf(secret)).execute();
}
