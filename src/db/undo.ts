import { sql } from 'kysely';
import type { DecisionKind, Hold } from '../domain/decision.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import { holdColumns, isHeld, toHold } from './held.ts';
import type { Operator } from './operators.ts';
import { findLatestDecision, type StoredDecision } from './stored-decisions.ts';
import { record } from './timeline.ts';

/** `undone` now or before, by whom and when; else what stands, or that there is nothing that could be undone. */
export type Undo =
  | { kind: 'undone'; decision: StoredDecision; by: string; at: Date }
  | { kind: 'too_late'; decision: StoredDecision }
  | { kind: 'nothing_to_undo' | 'request_not_found' };

/**
 * Undoes the decision that is held, as long as its time is not over and nobody was chosen for it. The request's row is
 * locked first, as whoever carries it out does: of undoing and carrying out one is first, and the other finds it so.
 * @param decisionId the decision that was in sight; without it the request's newest
 */
export async function undoDecision(
  db: Db,
  operator: Operator,
  { requestId, decisionId }: { requestId: string; decisionId?: string | undefined },
): Promise<Undo> {
  return await db.transaction().execute(async (tx): Promise<Undo> => {
    const request = await tx
      .selectFrom('help_request')
      .select('municipality_id')
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined) return { kind: 'request_not_found' };
    const decision = await findLatestDecision(tx, requestId, decisionId);
    if (decision === undefined) return { kind: 'nothing_to_undo' };
    if (decision.outcome !== 'undone') {
      // One that came to nothing, since who asked has withdrawn the request, is not being carried out.
      if (!decision.canBeHeld || decision.outcome === 'superseded') return { kind: 'nothing_to_undo' };
      if (decision.hold === null || (await hasOffers(tx, decision.id))) return { kind: 'too_late', decision };
      await settleUndone(tx, operator, decision.id);
      await record(tx, { municipality_id: request.municipality_id, request_id: requestId }, 'undone', operator.id);
      await appendAudit(tx, request.municipality_id, { action: 'decide', of: { kind: 'request', ids: [requestId] } });
    }
    return { kind: 'undone', decision, ...(await findWhoUndid(tx, decision.id)) };
  });
}

async function hasOffers(tx: Db, decisionId: string): Promise<boolean> {
  const offer = await tx.selectFrom('offer').select('id').where('decision_id', '=', decisionId).executeTakeFirst();
  return offer !== undefined;
}

async function settleUndone(tx: Db, operator: Operator, decisionId: string): Promise<void> {
  await tx
    .updateTable('decision')
    .set({ outcome: 'undone', settled_at: sql<Date>`now()`, undone_by: operator.id })
    .where('id', '=', decisionId)
    .execute();
}

async function findWhoUndid(tx: Db, decisionId: string): Promise<{ by: string; at: Date }> {
  return await tx
    .selectFrom('decision')
    .innerJoin('operator', 'operator.id', 'decision.undone_by')
    .select(['operator.name as by', sql<Date>`decision.settled_at`.as('at')])
    .where('decision.id', '=', decisionId)
    .executeTakeFirstOrThrow();
}

/** What an operator decided and can undo yet, as their table shows it. */
export type HeldDecision = { id: string; requestId: string; reference: string; kind: DecisionKind; hold: Hold };

export async function listHeldBy(db: Db, operator: Operator): Promise<HeldDecision[]> {
  const rows = await db
    .selectFrom('decision')
    .innerJoin('help_request', 'help_request.id', 'decision.request_id')
    .select(['decision.id', 'decision.request_id as requestId', 'reference', 'decision.kind', ...holdColumns])
    .where('decision.municipality_id', '=', operator.municipalityId)
    .where('decided_by', '=', operator.id)
    .where('decision.outcome', 'is', null)
    .where('undo_until', 'is not', null)
    .where(isHeld)
    .orderBy('undo_until')
    .execute();
  return rows.map(toHold).flatMap(({ hold, ...row }) => (hold === null ? [] : [{ ...row, hold }]));
}
