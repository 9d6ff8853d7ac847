import { sql } from 'kysely';
import type { DecisionKind, DecisionOutcome, Hold } from '../domain/decision.ts';
import type { Status } from '../domain/status.ts';
import type { Db } from './database.ts';
import { holdColumns, toHold } from './held.ts';

export type StoredDecision = {
  id: string;
  kind: DecisionKind;
  outcome: DecisionOutcome | null;
  /** Null, as the name, where who asked withdrew the request. */
  decidedBy: string | null;
  by: string | null;
  at: Date;
  /** The request's status now, not when it was decided. */
  status: Status;
  hold: Hold | null;
  /** Whether it could be undone when it was decided. */
  canBeHeld: boolean;
};

function selectDecision(db: Db) {
  return db
    .selectFrom('decision')
    .leftJoin('operator', 'operator.id', 'decision.decided_by')
    .innerJoin('help_request', 'help_request.id', 'decision.request_id')
    .select([
      'decision.id',
      'decision.kind',
      'decision.outcome',
      'decision.decided_by as decidedBy',
      'operator.name as by',
      'decision.decided_at as at',
      'help_request.status',
      sql<boolean>`decision.undo_until is not null`.as('canBeHeld'),
      ...holdColumns,
    ]);
}

export async function findDecision(db: Db, id: string): Promise<StoredDecision | undefined> {
  return toStored(await selectDecision(db).where('decision.id', '=', id).executeTakeFirst());
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectDecision>['executeTakeFirst']>>;

function toStored(row: Selected): StoredDecision | undefined {
  return row && toHold(row);
}

/** The newest decision of a request that no other made void, or this one; whatever has become of it. */
export async function findLatestDecision(db: Db, requestId: string, id?: string): Promise<StoredDecision | undefined> {
  let decisions = selectDecision(db).where('decision.request_id', '=', requestId);
  decisions =
    id === undefined
      ? decisions.where(sql<boolean>`decision.outcome is distinct from 'superseded'`)
      : decisions.where('decision.id', '=', id);
  return toStored(await decisions.orderBy('decision.round', 'desc').limit(1).executeTakeFirst());
}

/** The newest decision of a request that had one of these outcomes. */
export async function findStanding(
  db: Db,
  requestId: string,
  outcomes: DecisionOutcome[],
): Promise<StoredDecision | undefined> {
  const standing = await selectDecision(db)
    .where('decision.request_id', '=', requestId)
    .where('decision.outcome', 'in', outcomes)
    .orderBy('decision.round', 'desc')
    .executeTakeFirst();
  return toStored(standing);
}

/** What this operator has chosen already and nobody has carried out yet. */
export async function findPending(
  tx: Db,
  requestId: string,
  operatorId: string,
  kind: DecisionKind,
): Promise<StoredDecision | undefined> {
  const pending = await selectDecision(tx)
    .where('decision.request_id', '=', requestId)
    .where('decision.decided_by', '=', operatorId)
    .where('decision.kind', '=', kind)
    .where('decision.outcome', 'is', null)
    .executeTakeFirst();
  return toStored(pending);
}
