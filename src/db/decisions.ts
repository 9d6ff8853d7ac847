import { sql } from 'kysely';
import type { DecisionOutcome, Discard } from '../domain/decision.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { canStand, type LockedRequest, lockWithOriginal } from './original.ts';
import {
  findDecision,
  findLatestDecision,
  findPending,
  findStanding,
  type StoredDecision,
} from './stored-decisions.ts';
import { type About, record } from './timeline.ts';

/** For how long it can be undone before it is carried out; at once where nothing is said, or 0. */
type Held = { undoForSeconds?: number | undefined };

export type Choice =
  | ({ kind: 'dispatch' } & Held)
  | ({ kind: 'discard' } & Discard & Held)
  | { kind: 'restore' }
  | { kind: 'close' };

/** What `recordDecision` found: a decision to wait for or to answer with, or why there can be none. */
export type Recorded =
  | { kind: 'recorded' | 'repeated'; decision: StoredDecision }
  | { kind: 'too_late'; standing: StoredDecision }
  | {
      kind:
        | 'request_not_found'
        | 'not_imported'
        | 'not_discarded'
        | 'not_dispatched'
        | 'request_erased'
        | 'original_missing'
        | 'stale';
    };

/**
 * Commits an operator's choice for a request, or finds the one that stands already.
 *
 * The request's row is locked, so a decision is either recorded before the request closes, and then settled with it,
 * or finds it closed. The same operator's same choice again is the same decision; a different one that comes too late
 * is written to the timeline and answered with the one that stands; so is any while one can be undone yet, as that one
 * is undone before it is changed, and any once who asked has withdrawn the request.
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
    const { request, original } = await lockWithOriginal(tx, operator.municipalityId, requestId, originalOf(choice));
    if (request === undefined) return { kind: 'request_not_found' };
    // Withdrawn before anybody imported it, it is in the bin all the same, from where it can be restored.
    if (request.imported_at === null && request.status === 'submitted') return { kind: 'not_imported' };
    if (request.erased_at !== null) return { kind: 'request_erased' };

    const pending = await findPending(tx, requestId, operator.id, choice.kind);
    if (pending !== undefined) return { kind: 'repeated', decision: pending };

    const latest = await findLatestDecision(tx, requestId);
    if (latest !== undefined && keepsOthersAway(latest)) {
      await record(tx, about(request), 'decision_superseded', operator.id);
      return { kind: 'too_late', standing: latest };
    }

    const obstacle = await findObstacle(tx, operator, request, choice);
    if (obstacle !== undefined) return obstacle;
    if (originalOf(choice) !== undefined && !(await canStand(tx, request, original))) {
      return { kind: 'original_missing' };
    }
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

const about = (request: LockedRequest) => ({ municipality_id: request.municipality_id, request_id: request.id });
/** One that can be undone yet, or the withdrawing by who asked that is being carried out. */
function keepsOthersAway({ hold, outcome, decidedBy }: StoredDecision): boolean {
  return hold !== null || (outcome === null && decidedBy === null);
}

/** The request that a choice says this one is the duplicate of. */
function originalOf(choice: Choice): string | undefined {
  return choice.kind === 'discard' ? choice.duplicateOf : undefined;
}

/** Why this choice can't be made now, if so: which status it needs, and who was first where somebody was. */
async function findObstacle(
  tx: Db,
  operator: Operator,
  request: LockedRequest,
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
  request: LockedRequest,
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

async function insertDecision(tx: Db, operator: Operator, request: LockedRequest, choice: Choice): Promise<string> {
  const { id } = await tx
    .insertInto('decision')
    .values({
      municipality_id: request.municipality_id,
      request_id: request.id,
      round: sql`(select coalesce(max(round), 0) + 1 from decision where request_id = ${request.id})`,
      kind: choice.kind,
      reason: choice.kind === 'discard' ? choice.reason : null,
      note: choice.kind === 'discard' ? (choice.note ?? null) : null,
      duplicate_of: originalOf(choice) ?? null,
      decided_by: operator.id,
      undo_until: holdUntil(choice),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** From now on, not from when the transaction began: it may have waited for the request's row. */
function holdUntil(choice: Choice) {
  const seconds = choice.kind === 'dispatch' || choice.kind === 'discard' ? (choice.undoForSeconds ?? 0) : 0;
  return seconds === 0 ? null : sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
}

/** «Conclusa» moves no status, so no workflow is needed: the open offers end, and the decision is settled at once. */
async function closeOffers(tx: Db, operator: Operator, request: LockedRequest, decisionId: string): Promise<void> {
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
  outcome: Exclude<DecisionOutcome, 'superseded' | 'undone'>,
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
