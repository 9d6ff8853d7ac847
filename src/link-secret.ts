import { createHmac, hkdfSync } from 'node:crypto';

/** What the link to a thing of this id carries, the same whenever its email is written. */
export type LinkSecret = (id: string) => string;

/**
 * The secrets of links, 256 bits each, from the installation's own, for each purpose others: so the worker can write the
 * email whenever the mail server takes it, although the database holds no more than the hash of what it says (ADR 0021).
 */
export function createLinkSecret(sessionSecret: string, purpose: 'invitation' | 'contacts'): LinkSecret {
  const key = Buffer.from(hkdfSync('sha256', sessionSecret, '', `easycare ${purpose}`, 32));
  return (id) => createHmac('sha256', key).update(id).digest('base64url');
}
