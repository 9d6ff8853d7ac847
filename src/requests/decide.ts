import type { Changes } from '../db/changes.ts';
import type { Db } from '../db/database.ts';
import { type Choice, findDecision, findStanding, recordDecision, type StoredDecision } from '../db/decisions.ts';
import type { Operator } from '../db/operators.ts';
import type { DecisionAnswer } from '../domain/decision.ts';
import { DomainError } from '../domain/errors.ts';
import { isUuid } from '../domain/identity.ts';
import type { Delivery } from './delivery.ts';

export type { Choice } from '../db/decisions.ts';

/** How long an operator's page waits for the outcome before it shows «in corso». */
const patienceMs = 2_000;

/**
 * Commits an operator's choice, tells the workflow, and waits up to 2 s for what came of it.
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
  const { outcome, status, by, at } = decision;
  if (outcome === null) return { kind: 'in_progress' };
  if (outcome === 'superseded') {
    const standing = await findStanding(db, requestId, ['dispatched', 'discarded', 'no_volunteers', 'restored']);
    return standing === undefined ? { kind: 'in_progress' } : tellWhoWasFirst(standing);
  }
  return { kind: outcome, status: status === 'submitted' ? 'awaiting_operator' : status, by, at };
}

function tellWhoWasFirst({ kind, by, at }: StoredDecision): DecisionAnswer {
  return { kind: 'already_decided', decision: kind, by, at };
}
