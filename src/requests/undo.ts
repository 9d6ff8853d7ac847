import type { Db } from '../db/database.ts';
import type { Operator } from '../db/operators.ts';
import { undoDecision } from '../db/undo.ts';
import type { UndoAnswer } from '../domain/decision.ts';
import { DomainError } from '../domain/errors.ts';
import { isUuid } from '../domain/identity.ts';
import { shownStatus } from '../domain/status.ts';
import type { Delivery } from './delivery.ts';

/**
 * «Annulla»: undoes the decision that is held, then tells the workflow to wait no longer for it. Who presses twice, or
 * second, is answered with who undid it.
 * @param asked with the decision that the operator had in sight, where there was one
 * @throws DomainError request_not_found
 */
export async function undo(
  deps: { db: Db; delivery: Delivery },
  asked: { operator: Operator; requestId: string; decisionId?: string | undefined },
): Promise<UndoAnswer> {
  const { operator, requestId, decisionId } = asked;
  if (!isUuid(requestId)) throw new DomainError('request_not_found');
  if (decisionId !== undefined && !isUuid(decisionId)) return { kind: 'nothing_to_undo' };
  const found = await undoDecision(deps.db, operator, { requestId, decisionId });
  switch (found.kind) {
    case 'request_not_found':
      throw new DomainError('request_not_found');
    case 'nothing_to_undo':
      return { kind: 'nothing_to_undo' };
    case 'too_late': {
      const { kind, by, at } = found.decision;
      return { kind: 'undo_too_late', decision: kind, by, at };
    }
    case 'undone':
      // The decision is undone whether the run hears of it now or from the monitor.
      void deps.delivery.deliverUndo(found.decision.id);
      return { kind: 'undone', status: shownStatus(found.decision.status), by: found.by, at: found.at };
  }
}
