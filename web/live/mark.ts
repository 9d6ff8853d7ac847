import { createHash } from 'node:crypto';

/** Short text that is another one when what is shown is: pages compare it instead of all that they show. */
export function markOf(shown: unknown): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 12);
}
