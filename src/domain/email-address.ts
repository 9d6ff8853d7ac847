import { z } from 'zod';

/**
 * Exactly one plain address, ASCII, at most 254 characters (RFC 5321, 4.5.3.1). zod's pattern has no comma, space,
 * quote, colon or angle bracket, so no list, group or display name passes: a mailer given such a string would write
 * to somebody else.
 */
export const emailAddress = z
  .string({ error: 'validation.required' })
  .trim()
  .pipe(z.email('validation.email').max(254, 'validation.email'));

export function isPlainAddress(address: string): boolean {
  return emailAddress.safeParse(address).data === address;
}
