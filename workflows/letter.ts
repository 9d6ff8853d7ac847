import type { LetterInput } from './contract.ts';
import { createMail } from './mail.ts';

/**
 * One email to a volunteer that is about no request: a link, or what the Comune decided of them. What becomes of it
 * stands in the mail ledger; an address that refuses it has nobody else to be sent to.
 */
export async function letter({ emailId, ...of }: LetterInput): Promise<void> {
  await createMail(of).sendEmail(emailId);
}
