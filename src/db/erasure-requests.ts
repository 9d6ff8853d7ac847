import { sql } from 'kysely';
import type { ErasureDuty } from '../domain/erasure.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';

/**
 * Registers that who holds a request's link wants their data erased; asked again it stays the same duty.
 * @returns when it is due; undefined where there is no such request, or nothing of the person is left in it
 */
export async function askErasure(db: Db, municipalityId: string, requestId: string): Promise<Date | undefined> {
  const { rows } = await sql<{ due: Date }>`
    with asked as (
      insert into erasure_request (municipality_id, request_id)
      select municipality_id, id from help_request
      where municipality_id = ${municipalityId} and id = ${requestId} and erased_at is null
      on conflict (request_id) do nothing
      returning due_at
    )
    select due_at as due from asked
    union all select due_at from erasure_request
      where municipality_id = ${municipalityId} and request_id = ${requestId} and done_at is null`.execute(db);
  return rows[0]?.due;
}

/** When the erasure that was asked for this request is due; undefined where nobody asked, or it is done. */
export async function findErasure(
  db: Db,
  municipalityId: string,
  requestId: string,
): Promise<{ askedAt: Date; dueAt: Date } | undefined> {
  return await db
    .selectFrom('erasure_request')
    .select(['asked_at as askedAt', 'due_at as dueAt'])
    .where('municipality_id', '=', municipalityId)
    .where('request_id', '=', requestId)
    .where('done_at', 'is', null)
    .executeTakeFirst();
}

/** Takes back what was asked, while nobody has done it. */
export async function withdrawErasure(db: Db, municipalityId: string, requestId: string): Promise<void> {
  await db
    .deleteFrom('erasure_request')
    .where('municipality_id', '=', municipalityId)
    .where('request_id', '=', requestId)
    .where('done_at', 'is', null)
    .execute();
}

/** How many erasures a Comune owes, and when the first is due; undefined where it owes none. */
export async function countErasures(
  db: Db,
  municipalityId: string,
): Promise<{ count: number; firstDueAt: Date } | undefined> {
  const { count, firstDueAt } = await db
    .selectFrom('erasure_request')
    .select(({ fn }) => [fn.countAll<string>().as('count'), fn.min<Date | null>('due_at').as('firstDueAt')])
    .where('municipality_id', '=', municipalityId)
    .where('done_at', 'is', null)
    .executeTakeFirstOrThrow();
  return firstDueAt === null ? undefined : { count: Number(count), firstDueAt };
}

/** A page shows this many; done from the top, the others come up. */
const mostShown = 200;

/** The erasures that a Comune owes, the first due first. */
export async function listErasures(db: Db, municipalityId: string): Promise<ErasureDuty[]> {
  const duties = await db
    .selectFrom('erasure_request')
    .innerJoin('help_request', 'help_request.id', 'erasure_request.request_id')
    .select([
      'erasure_request.request_id as requestId',
      'help_request.reference',
      'help_request.status',
      'help_request.closed_at as closedAt',
      sql<string>`help_request.family_name || ' ' || help_request.given_name`.as('name'),
      'asked_at as askedAt',
      'due_at as dueAt',
    ])
    .where('erasure_request.municipality_id', '=', municipalityId)
    .where('done_at', 'is', null)
    .orderBy('due_at')
    .limit(mostShown)
    .execute();
  disclose(
    'list',
    'request',
    duties.map(({ requestId }) => ({ id: requestId })),
  );
  return duties;
}
