import { sql } from 'kysely';
import { type Status, statusesBefore } from '../domain/status.ts';
import type { Db } from './database.ts';
import { settleDecision } from './decisions.ts';
import { queueForOperators } from './ledger.ts';
import { recordDuplicate } from './original.ts';
import type { About } from './timeline.ts';
import { findDecisionsToRepeat } from './undelivered.ts';

type Locked = { id: string; municipality_id: string; status: Status; imported_at: Date | null };

/** Locks the request's row, so that a decision is recorded either before the status moves or after. */
async function lockRequest(tx: Db, requestId: string): Promise<Locked | undefined> {
  return await tx
    .selectFrom('help_request')
    .select(['id', 'municipality_id', 'status', 'imported_at'])
    .where('id', '=', requestId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** @returns which request moved; undefined where its status was none from which it can */
async function move(tx: Db, requestId: string, to: Status): Promise<About | undefined> {
  return await tx
    .updateTable('help_request')
    .set((eb) => ({ status: to, version: eb('version', '+', 1), no_volunteers_at: null }))
    .where('id', '=', requestId)
    .where('status', 'in', statusesBefore(to))
    .returning(['municipality_id', 'id as request_id'])
    .executeTakeFirst();
}

/** An imported request, or a discarded one that an operator restores, goes into the table; others stay as they are. */
export async function openForDecision(db: Db, requestId: string): Promise<'open' | 'closed'> {
  return await db.transaction().execute(async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (request === undefined) return 'closed';
    // A run that was lost with emails still to go takes the dispatch up again when it hears of it.
    if (request.status === 'dispatched')
      return (await findDecisionsToRepeat(tx, requestId)).length > 0 ? 'open' : 'closed';
    if (request.status === 'awaiting_operator') return 'open';
    if (request.status === 'submitted') {
      if (request.imported_at === null) return 'open';
      await move(tx, requestId, 'awaiting_operator');
      return 'open';
    }
    const restore = await tx
      .selectFrom('decision')
      .select(['id', 'decided_by'])
      .where('request_id', '=', requestId)
      .where('kind', '=', 'restore')
      .where('outcome', 'is', null)
      .orderBy('round')
      .executeTakeFirst();
    if (restore === undefined) return 'closed';
    await takeBackWithdrawal(tx, requestId, restore.decided_by);
    await move(tx, requestId, 'awaiting_operator');
    await settleDecision(
      tx,
      { municipality_id: request.municipality_id, request_id: requestId },
      restore.id,
      'restored',
    );
    return 'open';
  });
}

/** A restored request is wanted again; withdrawn before anybody imported it, it is imported by who restores it. */
async function takeBackWithdrawal(tx: Db, requestId: string, operatorId: string | null): Promise<void> {
  await tx
    .updateTable('help_request')
    .set((eb) => ({
      imported_at: eb.fn.coalesce('imported_at', sql<Date>`now()`),
      imported_by: eb.fn.coalesce('imported_by', sql<string | null>`${operatorId}::uuid`),
      import_signalled_at: eb.fn.coalesce('import_signalled_at', sql<Date>`now()`),
    }))
    .where('id', '=', requestId)
    .where('withdrawn_at', 'is not', null)
    .execute();
  await tx.updateTable('help_request').set({ withdrawn_at: null }).where('id', '=', requestId).execute();
}

export async function discard(
  db: Db,
  requestId: string,
  decisionId: string,
): Promise<'discarded' | 'superseded' | 'closed'> {
  return await db.transaction().execute(async (tx) => {
    const standing = await findOpenDecision(tx, requestId, decisionId);
    if (standing.kind === 'settled') return standing.outcome === 'discarded' ? 'discarded' : standing.otherwise;
    if ((await move(tx, requestId, 'discarded')) === undefined) throw new Error('the request is not in the table yet');
    await settleDecision(tx, standing.about, decisionId, 'discarded');
    await recordDuplicate(tx, standing.about, decisionId);
    return 'discarded';
  });
}

/** The first email to a volunteer that the mail server accepted moves the status, in the caller's transaction. */
export async function markDispatched(tx: Db, requestId: string, decisionId: string): Promise<void> {
  // The move is the lock: the five settle at once, and those that wait for the first find the status moved and lock
  // nothing for one another.
  const about = await move(tx, requestId, 'dispatched');
  if (about !== undefined) await settleDecision(tx, about, decisionId, 'dispatched');
}

/**
 * Nobody to tell, or every address refused: the request keeps waiting, marked, and its operators are written to.
 * @returns the ids of those emails, the same when asked again
 */
export async function reportNoVolunteers(
  db: Db,
  { requestId, decisionId, mailDomain }: { requestId: string; decisionId: string; mailDomain: string },
): Promise<string[]> {
  return await db.transaction().execute(async (tx) => {
    const standing = await findOpenDecision(tx, requestId, decisionId);
    if (standing.kind === 'open') {
      await tx.updateTable('help_request').set({ no_volunteers_at: sql`now()` }).where('id', '=', requestId).execute();
      await tx
        .deleteFrom('email')
        .where('request_id', '=', requestId)
        .where('kind', '=', 'dispatch_to_lead')
        .where('state', '=', 'queued')
        .execute();
      await settleDecision(tx, standing.about, decisionId, 'no_volunteers');
    } else if (standing.outcome !== 'no_volunteers') return [];
    return await queueForOperators(tx, {
      kind: 'no_volunteer_to_operator',
      municipalityId: standing.about.municipality_id,
      requestId,
      round: standing.round,
      mailDomain,
    });
  });
}

/** Where a decision stands; `offered` where volunteers have been chosen for it. */
export type Standing = { about: About; round: number; offered: boolean } & (
  | { kind: 'open' }
  /** Settled before; `otherwise` is what a workflow does that asked for something else. */
  | { kind: 'settled'; outcome: string | null; otherwise: 'superseded' | 'closed' }
);

/** Locks the request and tells whether this decision is still to be carried out. */
export async function findOpenDecision(tx: Db, requestId: string, decisionId: string): Promise<Standing> {
  const request = await lockRequest(tx, requestId);
  const decision = await tx
    .selectFrom('decision')
    .select(({ exists, selectFrom }) => [
      'outcome',
      'round',
      'municipality_id',
      exists(selectFrom('offer').whereRef('decision_id', '=', 'decision.id')).as('offered'),
    ])
    .where('id', '=', decisionId)
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  const common = {
    about: { municipality_id: decision?.municipality_id ?? '', request_id: requestId },
    round: decision?.round ?? 0,
    offered: decision?.offered === true,
  };
  const isOpen = request?.status === 'submitted' || request?.status === 'awaiting_operator';
  if (isOpen && decision !== undefined && decision.outcome === null) return { kind: 'open', ...common };
  const outcome = decision?.outcome ?? null;
  return { kind: 'settled', outcome, otherwise: isOpen ? 'superseded' : 'closed', ...common };
}
