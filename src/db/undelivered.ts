import { type RawBuilder, sql } from 'kysely';
import type { Policy } from '../domain/policy.ts';
import type { Status } from '../domain/status.ts';
import type { Db } from './database.ts';
import { undoForMs } from './held.ts';
import { policyColumns, toPolicy } from './municipalities.ts';

/** What a run of a request's workflow is started from. */
export type RunSource = {
  requestId: string;
  municipalityId: string;
  status: Status;
  imported: boolean;
  receiptEmailId: string | null;
  policy: Policy;
};

export async function findRunSource(db: Db, requestId: string): Promise<RunSource | undefined> {
  const row = await db
    .selectFrom('help_request')
    .innerJoin('municipality', 'municipality.id', 'help_request.municipality_id')
    .leftJoin('email', (join) =>
      join.onRef('email.request_id', '=', 'help_request.id').on('email.kind', '=', 'receipt_to_requester'),
    )
    .select([
      'help_request.municipality_id',
      'help_request.status',
      'help_request.imported_at',
      'email.id as receipt_email_id',
      ...policyColumns,
    ])
    .where('help_request.id', '=', requestId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    requestId,
    municipalityId: row.municipality_id,
    status: row.status,
    imported: row.imported_at !== null,
    receiptEmailId: row.receipt_email_id,
    policy: toPolicy(row),
  };
}

export async function markRunStarted(db: Db, requestId: string): Promise<void> {
  await db
    .updateTable('help_request')
    .set({ run_started_at: sql`now()` })
    .where('id', '=', requestId)
    .where('run_started_at', 'is', null)
    .execute();
}

export async function markImportSignalled(db: Db, requestId: string): Promise<void> {
  await db
    .updateTable('help_request')
    .set({ import_signalled_at: sql`now()` })
    .where('id', '=', requestId)
    .where('import_signalled_at', 'is', null)
    .execute();
}

export async function markDecisionSignalled(db: Db, decisionId: string): Promise<void> {
  await db
    .updateTable('decision')
    .set({ signalled_at: sql`now()` })
    .where('id', '=', decisionId)
    .where('signalled_at', 'is', null)
    .execute();
}

export async function markUndoSignalled(db: Db, decisionId: string): Promise<void> {
  await db
    .updateTable('decision')
    .set({ undo_signalled_at: sql`now()` })
    .where('id', '=', decisionId)
    .where('outcome', '=', 'undone')
    .where('undo_signalled_at', 'is', null)
    .execute();
}

/** What one round of the monitor takes on; the next round takes the rest. */
export const pageSize = 500;

/** What the monitor has to deliver, and for which Comune. */
export type Undelivered = { municipalityId: string; id: string };

/**
 * Looks over all Comuni, oldest first. Rows younger than three seconds are still in the hands of the web process that
 * wrote them: the functions of `migrations/20261128-9-isolation.ts`, which tell ids and nothing else, leave them out.
 */
async function findOverAll(db: Db, found: RawBuilder<unknown>): Promise<Undelivered[]> {
  const { rows } = await sql<Undelivered>`select municipality_id as "municipalityId", id from ${found}`.execute(db);
  return rows;
}

/** Requests that no run was started for. */
export const findWithoutRun = (db: Db) => findOverAll(db, sql`requests_without_run(${pageSize})`);

/** Requests that were imported but whose run has not been told. */
export const findUnsignalledImports = (db: Db) => findOverAll(db, sql`unsignalled_imports(${pageSize})`);

/** Decisions that no run has been told of. */
export const findUnsignalledDecisions = (db: Db) => findOverAll(db, sql`unsignalled_decisions(${pageSize})`);

/** Decisions that were undone and whose run has not been told so. */
export const findUnsignalledUndos = (db: Db) => findOverAll(db, sql`unsignalled_undos(${pageSize})`);

/** Letters that no run was started for. */
export const findLettersWithoutRun = (db: Db) => findOverAll(db, sql`letters_without_run(${pageSize})`);

/** An email of the ledger that is not settled: queued, claimed, or sent once without an answer. */
export const unsettledEmail = sql`(e.state in ('queued', 'sending') or (e.state = 'ambiguous' and e.sent_at is null and e.uncertain < 2))`;

/**
 * Requests whose run has something left to do: undecided, being restored, or sent with emails still to go. For the
 * administrator who brings back runs after a restore from backup.
 */
export async function findUnfinished(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from help_request r
    where r.run_started_at is not null and (
      r.status in ('submitted', 'awaiting_operator')
      or exists (select from decision d where d.request_id = r.id and d.outcome is null)
      or exists (select from email e where e.request_id = r.id and ${unsettledEmail}))
    order by r.submitted_at`.execute(db);
  return rows.map(({ id }) => id);
}

/** What a run is told of a decision; `undoForMs` where it can be undone yet, for so long. */
export type DecisionToTell = { decisionId: string; kind: 'dispatch' | 'discard'; undoForMs?: number };

/** The decisions that a run which lost its memory has to hear again, first one first. */
export async function findDecisionsToRepeat(db: Db, requestId: string): Promise<DecisionToTell[]> {
  const { rows } = await sql<{ decisionId: string; kind: 'dispatch' | 'discard'; undoForMs: number | null }>`
    select id as "decisionId", kind, ${undoForMs} as "undoForMs" from decision
    where request_id = ${requestId} and kind in ('dispatch', 'discard') and (
      outcome is null
      or (outcome = 'dispatched' and exists (
        select from email e where e.request_id = decision.request_id and e.round = decision.round and ${unsettledEmail})))
    order by round`.execute(db);
  return rows.map(({ undoForMs, ...decision }) => ({ ...decision, ...tellHold(undoForMs) }));
}

export type DecisionToDeliver = {
  requestId: string;
  kind: 'dispatch' | 'discard' | 'restore' | 'close';
  settled: boolean;
  undoForMs?: number;
};

export async function findDecisionToDeliver(db: Db, decisionId: string): Promise<DecisionToDeliver | undefined> {
  const row = await db
    .selectFrom('decision')
    .select(['request_id', 'kind', 'settled_at', undoForMs.as('undoForMs')])
    .where('id', '=', decisionId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { request_id: requestId, kind, settled_at } = row;
  return { requestId, kind, settled: settled_at !== null, ...tellHold(row.undoForMs) };
}

function tellHold(undoForMs: number | null): { undoForMs?: number } {
  return undoForMs === null ? {} : { undoForMs };
}

/**
 * The request whose run has to hear that this decision needs no waiting any more, as it was undone or the request was
 * withdrawn; undefined where it has heard it.
 */
export async function findUndoToDeliver(db: Db, decisionId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('decision')
    .select('request_id')
    .where('id', '=', decisionId)
    .where('outcome', 'in', ['undone', 'superseded'])
    .where('undo_until', 'is not', null)
    .where('undo_signalled_at', 'is', null)
    .executeTakeFirst();
  return row?.request_id;
}
