import { sql } from 'kysely';
import type { DecisionKind, DecisionOutcome, Discard } from '../domain/decision.ts';
import type { Status } from '../domain/status.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { type About, record } from './timeline.ts';

export type Choice = { kind: 'dispatch' } | ({ kind: 'discard' } & Discard) | { kind: 'restore' } | { kind: 'close' };

export type StoredDecision = {
  id: string;
  kind: DecisionKind;
  outcome: DecisionOutcome | null;
  decidedBy: string;
  by: string;
  at: Date;
  /** The request's status now, not when it was decided. */
  status: Status;
};

/** What `recordDecision` found: a decision to wait for or to answer with, or why there can be none. */
export type Recorded =
  | { kind: 'recorded' | 'repeated'; decision: StoredDecision }
  | { kind: 'too_late'; standing: StoredDecision }
  | { kind: 'request_not_found' | 'not_imported' | 'not_discarded' | 'not_dispatched' | 'request_erased' | 'stale' };

/**
 * Commits an operator's choice for a request, or finds the one that stands already.
 *
 * The request's row is locked, so a decision is either recorded before the request closes, and then settled with it,
 * or finds it closed. The same operator's same choice again is the same decision; a different one that comes too late
 * is written to the timeline and answered with the one that stands.
 *
 * @param seen the version of the request that the operator had in sight; nothing is decided on another one
 */
export async function recordDecision(
  db: Db,
  operator: Operator,
  requestId: string,
  choice: Choice,
  seen?: number,
): Promise<Recorded> {
  return await db.transaction().execute(async (tx) => {
    const request = await tx
      .selectFrom('help_request')
      .select(['id', 'municipality_id', 'status', 'version', 'imported_at', 'closed_at', 'erased_at'])
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined) return { kind: 'request_not_found' };
    if (request.imported_at === null) return { kind: 'not_imported' };
    if (request.erased_at !== null) return { kind: 'request_erased' };

    const pending = await findPending(tx, requestId, operator.id, choice.kind);
    if (pending !== undefined) return { kind: 'repeated', decision: pending };

    const obstacle = await findObstacle(tx, operator, request, choice);
    if (obstacle !== undefined) return obstacle;
    // Last: who was first, and with what, says more than that something has changed.
    if (seen !== undefined && seen !== request.version) return { kind: 'stale' };

    const id = await insertDecision(tx, operator, request, choice);
    await appendAudit(tx, request.municipality_id, { action: 'decide', of: { kind: 'request', ids: [requestId] } });
    if (choice.kind === 'close') await closeOffers(tx, operator, request, id);
    else await record(tx, about(request), `${choice.kind}_decided`, operator.id);
    const decision = await findDecision(tx, id);
    if (decision === undefined) throw new Error('a decision that was just recorded is not there');
    return { kind: 'recorded', decision };
  });
}

type Locked = { id: string; municipality_id: string; status: Status; closed_at: Date | null };

const about = (request: Locked) => ({ municipality_id: request.municipality_id, request_id: request.id });

/** Why this choice can't be made now, if so: which status it needs, and who was first where somebody was. */
async function findObstacle(
  tx: Db,
  operator: Operator,
  request: Locked,
  choice: Choice,
): Promise<Recorded | undefined> {
  switch (choice.kind) {
    case 'dispatch':
    case 'discard': {
      if (request.status === 'submitted' || request.status === 'awaiting_operator') return undefined;
      return await answerStanding(tx, operator, request, choice, ['dispatched', 'discarded']);
    }
    case 'restore':
      if (request.status === 'discarded') return undefined;
      if (request.status === 'awaiting_operator') {
        const standing = await findStanding(tx, request.id, ['restored']);
        if (standing !== undefined) return { kind: 'repeated', decision: standing };
      }
      return { kind: 'not_discarded' };
    case 'close':
      if (request.status !== 'dispatched') return { kind: 'not_dispatched' };
      if (request.closed_at === null) return undefined;
      return await answerStanding(tx, operator, request, choice, ['closed']);
  }
}

async function answerStanding(
  tx: Db,
  operator: Operator,
  request: Locked,
  choice: Choice,
  outcomes: DecisionOutcome[],
): Promise<Recorded> {
  const standing = await findStanding(tx, request.id, outcomes);
  if (standing === undefined) throw new Error('a closed request without the decision that closed it');
  if (standing.decidedBy === operator.id && standing.kind === choice.kind) {
    return { kind: 'repeated', decision: standing };
  }
  await record(tx, about(request), 'decision_superseded', operator.id);
  return { kind: 'too_late', standing };
}

async function insertDecision(tx: Db, operator: Operator, request: Locked, choice: Choice): Promise<string> {
  const { id } = await tx
    .insertInto('decision')
    .values({
      municipality_id: request.municipality_id,
      request_id: request.id,
      round: sql`(select coalesce(max(round), 0) + 1 from decision where request_id = ${request.id})`,
      kind: choice.kind,
      reason: choice.kind === 'discard' ? choice.reason : null,
      note: choice.kind === 'discard' ? (choice.note ?? null) : null,
      decided_by: operator.id,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** «Conclusa» moves no status, so no workflow is needed: the open offers end, and the decision is settled at once. */
async function closeOffers(tx: Db, operator: Operator, request: Locked, decisionId: string): Promise<void> {
  await tx
    .updateTable('help_request')
    .set({ closed_at: sql`now()`, closed_by: operator.id })
    .where('id', '=', request.id)
    .execute();
  await tx
    .updateTable('offer')
    .set({ state: 'closed' })
    .where('request_id', '=', request.id)
    .where('state', '=', 'open')
    .execute();
  await settleDecision(tx, about(request), decisionId, 'closed', operator.id);
}

/**
 * Settles the decision that was carried out, with the timeline's entry of it. Those that came while it was in hand had no
 * effect, and their operators are told so.
 */
export async function settleDecision(
  tx: Db,
  about: About,
  decisionId: string,
  outcome: Exclude<DecisionOutcome, 'superseded'>,
  byOperator: string | null = null,
): Promise<void> {
  await sql`
    with settled as (
      update decision set outcome = case when id = ${decisionId} then ${outcome} else 'superseded' end, settled_at = now()
      where request_id = ${about.request_id} and outcome is null
      returning id, decided_by
    ), entry (event, by_operator) as (
      select 'decision_superseded', decided_by from settled where id <> ${decisionId}
      union all select ${outcome}::text, ${byOperator}::uuid
    )
    insert into timeline_entry (municipality_id, request_id, event, by_operator)
    select ${about.municipality_id}::uuid, ${about.request_id}::uuid, event, by_operator from entry`.execute(tx);
}

function selectDecision(db: Db) {
  return db
    .selectFrom('decision')
    .innerJoin('operator', 'operator.id', 'decision.decided_by')
    .innerJoin('help_request', 'help_request.id', 'decision.request_id')
    .select([
      'decision.id',
      'decision.kind',
      'decision.outcome',
      'decision.decided_by as decidedBy',
      'operator.name as by',
      'decision.decided_at as at',
      'help_request.status',
    ]);
}

export async function findDecision(db: Db, id: string): Promise<StoredDecision | undefined> {
  return await selectDecision(db).where('decision.id', '=', id).executeTakeFirst();
}

/** The newest decision of a request that had one of these outcomes. */
export async function findStanding(
  db: Db,
  requestId: string,
  outcomes: DecisionOutcome[],
): Promise<StoredDecision | undefined> {
  return await selectDecision(db)
    .where('decision.request_id', '=', requestId)
    .where('decision.outcome', 'in', outcomes)
    .orderBy('decision.round', 'desc')
    .executeTakeFirst();
}

async function findPending(
  tx: Db,
  requestId: string,
  operatorId: string,
  kind: DecisionKind,
): Promise<StoredDecision | undefined> {
  return await selectDecision(tx)
    .where('decision.request_id', '=', requestId)
    .where('decision.decided_by', '=', operatorId)
    .where('decision.kind', '=', kind)
    .where('decision.outcome', 'is', null)
    .executeTakeFirst();
}
