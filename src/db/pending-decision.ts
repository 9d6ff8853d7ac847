import type { Db } from './database.ts';

/** Whether a decision is in hand: recorded, and its outcome not known yet. */
export async function hasPendingDecision(tx: Db, requestId: string): Promise<boolean> {
  const pending = await tx
    .selectFrom('decision')
    .select('id')
    .where('request_id', '=', requestId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return pending !== undefined;
}
