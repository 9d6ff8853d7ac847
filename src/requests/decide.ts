import type { Changes } from '../db/changes.ts';
import type { Db } from '../db/database.ts';
import { type Choice, recordDecision } from '../db/decisions.ts';
import type { Operator } from '../db/operators.ts';
import { findDecision, findStanding, type StoredDecision } from '../db/stored-decisions.ts';
import type { DecisionAnswer } from '../domain/decision.ts';
import { DomainError } from '../domain/errors.ts';
import { isUuid } from '../domain/identity.ts';
import { shownStatus } from '../domain/status.ts';
import type { Delivery } from './delivery.ts';

export type { Choice } from '../db/decisions.ts';

/** How long an operator's page waits for the outcome before it shows «in corso». */
const patienceMs = 2_000;

/**
 * Commits an operator's choice, tells the workflow, and waits up to 2 s for what came of it; where it is held, it
 * says until when and waits for nothing.
 * @param seen the version of the request that the operator had in sight, where a page or a program says so
 * @throws DomainError request_not_found
 */
export async function decide(
  deps: { db: Db; delivery: Delivery; changes: Changes },
  { operator, requestId, choice, seen }: { operator: Operator; requestId: string; choice: Choice; seen?: number },
): Promise<DecisionAnswer> {
  if (!isUuid(requestId)) throw new DomainError('request_not_found');
  const recorded = await recordDecision(deps.db, operator, requestId, choice, seen);
  switch (recorded.kind) {
    case 'request_not_found':
      throw new DomainError('request_not_found');
    case 'not_imported':
    case 'not_discarded':
    case 'not_dispatched':
    case 'request_erased':
    case 'original_missing':
    case 'stale':
      return { kind: recorded.kind };
    case 'too_late':
      return tellWhoWasFirst(recorded.standing);
    case 'recorded':
    case 'repeated': {
      const decision = await waitForOutcome(deps, recorded.decision);
      return await answer(deps.db, requestId, decision);
    }
  }
}

async function waitForOutcome(
  { db, delivery, changes }: { db: Db; delivery: Delivery; changes: Changes },
  decision: StoredDecision,
): Promise<StoredDecision> {
  if (decision.outcome !== null) return decision;
  if (decision.hold !== null) {
    void delivery.deliverDecision(decision.id);
    return decision;
  }
  const settled = Promise.withResolvers<void>();
  const unsubscribe = changes.subscribe('decision_settled', (id) => {
    if (id === decision.id) settled.resolve();
  });
  const timer = setTimeout(settled.resolve, patienceMs);
  try {
    // A Temporal that is away must not cost more than the patience: the decision stands, the monitor delivers it.
    void delivery.deliverDecision(decision.id);
    await settled.promise;
    return (await findDecision(db, decision.id)) ?? decision;
  } finally {
    clearTimeout(timer);
    unsubscribe();
  }
}

async function answer(db: Db, requestId: string, decision: StoredDecision): Promise<DecisionAnswer> {
  const { outcome, status, by, at, hold } = decision;
  if (outcome === null) return { kind: 'in_progress', ...(hold && { undoUntil: hold.until }) };
  if (outcome === 'superseded') {
    const standing = await findStanding(db, requestId, ['dispatched', 'discarded', 'no_volunteers', 'restored']);
    return standing === undefined ? { kind: 'in_progress' } : tellWhoWasFirst(standing);
  }
  return { kind: outcome, status: shownStatus(status), by, at };
}

function tellWhoWasFirst({ kind, by, at }: StoredDecision): DecisionAnswer {
  return { kind: 'already_decided', decision: kind, by, at };
}
