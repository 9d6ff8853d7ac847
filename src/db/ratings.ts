import { sql } from 'kysely';
import type { Period } from '../domain/period.ts';
import { mostStars, type RatedService, type Rating, type Ratings } from '../domain/rating.ts';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';

/** Whether a request has been rated; by whom or how is not known. */
export async function isRated(db: Db, municipalityId: string, requestId: string): Promise<boolean> {
  const row = await db
    .selectFrom('rated_request')
    .select('request_id')
    .where('municipality_id', '=', municipalityId)
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Adds the rating of who asked for help, once a request; a second one changes nothing. */
export async function rateRequest(db: Db, municipalityId: string, requestId: string, rating: Rating): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('rated_request')
      .values({ municipality_id: municipalityId, request_id: requestId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) await addRating(tx, municipalityId, 'request', rating);
  });
}

/** Adds a rating of which nothing says whose it is. */
export async function addRating(db: Db, municipalityId: string, service: RatedService, rating: Rating): Promise<void> {
  await db
    .insertInto('rating')
    .values({ municipality_id: municipalityId, service, ...rating })
    .execute();
}

/** A page shows this many of what people wrote, and so does its file. */
const mostOpinions = 500;

export async function readRatings(db: Db, municipalityId: string, period: Period): Promise<Ratings> {
  const ofPeriod = db
    .selectFrom('rating')
    .where('municipality_id', '=', municipalityId)
    .where('day', '>=', period.from)
    .where('day', '<=', period.to);
  const counted = await ofPeriod
    .select(['stars', sql<number>`count(*)::int`.as('count')])
    .groupBy('stars')
    .execute();
  const opinions = await ofPeriod
    .select(['day', 'service', 'stars', 'answer', 'comment'])
    .where((eb) => eb.or([eb('answer', 'is not', null), eb('comment', 'is not', null)]))
    .orderBy('day', 'desc')
    .orderBy('id')
    .limit(mostOpinions)
    .execute();
  const countOf = (stars: number) => counted.find((one) => one.stars === stars)?.count ?? 0;
  return { counts: Array.from({ length: mostStars }, (_, i) => countOf(i + 1)), opinions };
}

/**
 * Empties comments that are older than the Comune keeps a dispatched request: nobody has to write their name into one,
 * but somebody may. The stars stay.
 */
export async function eraseOldComments(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from municipalities_with_old_comments() found (id)`.execute(db);
  for (const { id } of rows) {
    await forMunicipality(id, async () => {
      await sql`
        update rating r set comment = null from municipality m
        where m.id = ${id} and r.municipality_id = m.id and r.comment is not null
          and r.day < current_date - m.dispatched_kept_days`.execute(db);
    });
  }
}
