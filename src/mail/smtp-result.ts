import type { NodemailerError } from 'nodemailer';
import { refusesAddress } from './address-refusal.ts';
import type { SendResult } from './mailer.ts';

/**
 * What is kept of nodemailer's error: codes. Its message and `response` can carry an address and go nowhere, but for the
 * enhanced status code in the reply.
 */
export type SmtpFailure = Pick<NodemailerError, 'code' | 'command' | 'responseCode'> & { status?: string };

/**
 * What a failed conversation means for the message.
 *
 * A 4xx or 5xx to RCPT TO, to DATA or after the final dot is the server's own word about this message. Any other
 * failure says nothing of the recipient (a wrong password or sender must not mark every volunteer undeliverable), so
 * only one thing matters: whether the server had asked for the body, for then it may have kept the message.
 * @param bodyStarted whether a byte of the message was sent, which only the server's 354 allows
 */
export function classifyFailure({ command, responseCode, status }: SmtpFailure, bodyStarted: boolean): SendResult {
  const reply = isFailureReply(responseCode) ? { reply: responseCode } : undefined;
  if (reply !== undefined && (command === 'RCPT TO' || command === 'DATA')) {
    if (!isFinal(reply.reply)) return { kind: 'not_now', ...reply };
    // Later than RCPT TO it is the content that is refused, whatever the number.
    const isAddress = command === 'RCPT TO' && refusesAddress(reply.reply, status);
    return { kind: 'refused', ...reply, ...(isAddress && { invalidAddress: true }) };
  }
  return bodyStarted ? { kind: 'uncertain' } : { kind: 'not_now', ...reply };
}

function isFailureReply(code: number | undefined): code is number {
  return code !== undefined && code >= 400 && code < 600;
}

/** 503 says that the session is in the wrong state, 53x that it is not signed in (RFC 4954, 6): neither is the recipient. */
function isFinal(reply: number): boolean {
  return reply >= 500 && reply !== 503 && Math.floor(reply / 10) !== 53;
}
