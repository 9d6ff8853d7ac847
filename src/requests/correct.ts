import { storeCorrection } from '../db/corrections.ts';
import type { Db } from '../db/database.ts';
import { findHelpRequest } from '../db/help-request-detail.ts';
import type { Municipality } from '../db/municipalities.ts';
import type { Operator } from '../db/operators.ts';
import { withOwn } from '../domain/comune-lists.ts';
import type { Correction } from '../domain/correction.ts';
import { DomainError, type FieldError } from '../domain/errors.ts';
import { isUuid } from '../domain/identity.ts';
import { checkAgainstLists, dayInItaly } from '../domain/submission.ts';

export type CorrectOutcome =
  | { kind: 'corrected' }
  /** Somebody changed the request after this operator saw it. */
  | { kind: 'stale' }
  /** It is decided, or being decided. */
  | { kind: 'not_editable' }
  | { kind: 'invalid'; errors: FieldError[] };

/**
 * Stores what an operator corrected while verifying. The preferred day is only checked where it is changed.
 * @throws DomainError request_not_found
 */
export async function correctRequest(
  deps: { db: Db; now: () => Date },
  input: { municipality: Municipality; operator: Operator; requestId: string; correction: Correction },
): Promise<CorrectOutcome> {
  const { municipality, operator, requestId, correction } = input;
  const today = dayInItaly(deps.now());
  if (checkAgainstLists(correction, municipality, today).length > 0) {
    // What the request has already may have been retired since: that it may keep.
    const request = await findHelpRequest(deps.db, municipality.id, requestId);
    const lists = request === undefined ? municipality : withOwn(municipality, request);
    const errors = checkAgainstLists(correction, lists, today);
    if (errors.length > 0) return { kind: 'invalid', errors };
  }
  if (!isUuid(requestId)) throw new DomainError('request_not_found');
  const stored = await storeCorrection(deps.db, operator, requestId, correction);
  if (stored === 'request_not_found') throw new DomainError('request_not_found');
  return { kind: stored };
}
