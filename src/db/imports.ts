import { sql } from 'kysely';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { lockMunicipality } from './municipalities.ts';
import type { Operator } from './operators.ts';

/** Marks every submitted request of the operator's Comune as imported; a second press finds none of them. */
export async function markImported(db: Db, operator: Operator): Promise<string[]> {
  return await db.transaction().execute(async (tx) => {
    // In turn with the digests, which mark the same rows in another order.
    await lockMunicipality(tx, operator.municipalityId);
    const ids = await markAll(tx, operator);
    if (ids.length > 0) {
      await appendAudit(tx, operator.municipalityId, { action: 'import', of: { kind: 'request', ids } });
    }
    return ids;
  });
}

async function markAll(tx: Db, operator: Operator): Promise<string[]> {
  const imported = await tx
    .with('imported', (cte) =>
      cte
        .updateTable('help_request')
        .set({ imported_at: sql`now()`, imported_by: operator.id })
        .where('municipality_id', '=', operator.municipalityId)
        .where('status', '=', 'submitted')
        .where('imported_at', 'is', null)
        .returning(['id', 'municipality_id']),
    )
    .with('entry', (cte) =>
      cte
        .insertInto('timeline_entry')
        .columns(['municipality_id', 'request_id', 'event', 'by_operator'])
        .expression((select) =>
          select
            .selectFrom('imported')
            .select([
              'municipality_id',
              'id',
              sql.lit('imported').as('event'),
              sql<string>`${operator.id}::uuid`.as('by_operator'),
            ]),
        ),
    )
    .selectFrom('imported')
    .select('id')
    .execute();
  return imported.map(({ id }) => id);
}

/** How many of these the workflow has not yet brought into the table. */
export async function countNotYetAwaiting(db: Db, ids: string[]): Promise<number> {
  const { count } = await db
    .selectFrom('help_request')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('status', '=', 'submitted')
    .executeTakeFirstOrThrow();
  return Number(count);
}
