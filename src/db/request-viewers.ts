import { sql } from 'kysely';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';

/** A stream proves itself every 20 s (`web/live/stream.ts`); three times missed, its page is gone. */
const aliveForSeconds = 60;
const isAlive = sql<boolean>`seen_at > now() - make_interval(secs => ${sql.lit(aliveForSeconds)})`;

/** A page of a request that somebody has open, by its stream. */
export type View = { streamId: string; requestId: string; operator: Operator };

/** Notes that a page is open, or still is. */
export async function noteViewer(db: Db, { streamId, requestId, operator }: View): Promise<void> {
  await db
    .insertInto('request_viewer')
    .values({
      stream_id: streamId,
      municipality_id: operator.municipalityId,
      request_id: requestId,
      operator_id: operator.id,
    })
    .onConflict((conflict) => conflict.column('stream_id').doUpdateSet({ seen_at: sql`now()` }))
    .execute();
}

/** The names of the colleagues who have the request open, without whoever asks, each once. */
export async function listOtherViewers(db: Db, { requestId, operator }: Omit<View, 'streamId'>): Promise<string[]> {
  const viewers = await db
    .selectFrom('request_viewer')
    .innerJoin('operator', 'operator.id', 'request_viewer.operator_id')
    .select('operator.name')
    .distinct()
    .where('request_viewer.municipality_id', '=', operator.municipalityId)
    .where('request_viewer.request_id', '=', requestId)
    .where('request_viewer.operator_id', '<>', operator.id)
    .where('operator.disabled_at', 'is', null)
    .where(isAlive)
    .orderBy('operator.name')
    .execute();
  return viewers.map(({ name }) => name);
}

/** The page was closed; with it go those of the same request whose web process died. */
export async function forgetViewer(db: Db, { streamId, requestId, operator }: View): Promise<void> {
  await db
    .deleteFrom('request_viewer')
    .where('municipality_id', '=', operator.municipalityId)
    .where('request_id', '=', requestId)
    .where((eb) => eb.or([eb('stream_id', '=', streamId), eb.not(isAlive)]))
    .execute();
}

/** Whether the Comune has this request; the id may be any uuid. */
export async function hasRequest(db: Db, municipalityId: string, requestId: string): Promise<boolean> {
  const found = await db
    .selectFrom('help_request')
    .select('id')
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', requestId)
    .executeTakeFirst();
  return found !== undefined;
}
