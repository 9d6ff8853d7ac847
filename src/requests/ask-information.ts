import type { Db } from '../db/database.ts';
import { askInformation } from '../db/information-requests.ts';
import type { Operator } from '../db/operators.ts';
import { DomainError } from '../domain/errors.ts';
import type { Delivery } from './delivery.ts';

/**
 * Asks who made a request for what is missing, and has the email sent that leads to the question, where there is an
 * address.
 * @throws DomainError request_not_found
 */
export async function ask(
  { db, delivery, config }: { db: Db; delivery: Delivery; config: { mailDomain: string } },
  { operator, ...asked }: { operator: Operator; requestId: string; question: string },
): Promise<'asked' | 'not_editable'> {
  const answer = await askInformation(db, operator, { ...asked, mailDomain: config.mailDomain });
  switch (answer.kind) {
    case 'request_not_found':
      throw new DomainError('request_not_found');
    case 'not_editable':
      return 'not_editable';
    case 'asked':
      if (answer.emailId !== null) await delivery.startLetter(answer.emailId);
      return 'asked';
  }
}
