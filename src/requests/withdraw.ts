import type { Db } from '../db/database.ts';
import { withdrawRequest } from '../db/withdraw-request.ts';
import { DomainError } from '../domain/errors.ts';
import type { Delivery } from './delivery.ts';

/** `already_over`: an operator discarded or closed it before; `in_hand`: it is being sent, so who is told isn't known yet. */
export type WithdrawAnswer = 'withdrawn' | 'already_over' | 'in_hand';

/**
 * Withdraws a request for who holds its link, then tells its run, and has the emails sent of one that was sent already.
 * @throws DomainError request_not_found
 */
export async function withdraw(
  { db, delivery, config }: { db: Db; delivery: Delivery; config: { mailDomain: string } },
  request: { municipalityId: string; requestId: string },
): Promise<WithdrawAnswer> {
  const withdrawal = await withdrawRequest(db, { ...request, mailDomain: config.mailDomain });
  switch (withdrawal.kind) {
    case 'request_not_found':
      throw new DomainError('request_not_found');
    case 'already_over':
    case 'in_hand':
      return withdrawal.kind;
    case 'withdrawn': {
      const { decisionId, heldIds, letterIds } = withdrawal;
      // All of it stands in rows: what can't be delivered now the monitor delivers.
      if (decisionId !== null) void delivery.deliverDecision(decisionId);
      for (const id of heldIds) void delivery.deliverUndo(id);
      for (const id of letterIds) void delivery.startLetter(id);
      return 'withdrawn';
    }
  }
}
