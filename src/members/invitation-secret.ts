import { createHmac, hkdfSync } from 'node:crypto';

/** What the link of an invitation carries, made again whenever its email is written. */
export type InvitationSecret = (invitationId: string) => string;

/**
 * The secrets of invitations, 256 bits each, from the installation's own: so the worker can write the email whenever the
 * mail server takes it, although the database holds no more than the hash of what it says (ADR 0021).
 */
export function createInvitationSecret(sessionSecret: string): InvitationSecret {
  const key = Buffer.from(hkdfSync('sha256', sessionSecret, '', 'easycare invitation', 32));
  return (invitationId) => createHmac('sha256', key).update(invitationId).digest('base64url');
}
