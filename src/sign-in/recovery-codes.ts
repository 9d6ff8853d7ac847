import { createHash, randomInt } from 'node:crypto';

/** Digits and letters that are not mistaken for each other when they are read from paper: no 0, O, 1, I, L, U. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
/**
 * Six groups of four: 117 random bits, beyond the 112 from which OWASP ASVS 5.0, 6.5.2 lets a lookup secret be kept as a
 * plain hash.
 */
const groups = 6;
const groupLength = 4;
/** Each is good for one sign-in without the telephone; eight last longer than finding a new telephone. */
const amount = 8;

/** New recovery codes, as they are shown and printed: `K7QM-…`. */
export function makeRecoveryCodes(): string[] {
  const makeGroup = () => Array.from({ length: groupLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return Array.from({ length: amount }, () => Array.from({ length: groups }, makeGroup).join('-'));
}

/**
 * What is kept of a code, however it was typed: with or without dashes, in small letters, with spaces. Without a key, so
 * that recovery codes outlive a change of SESSION_SECRET, which the app's keys do not.
 */
export function hashRecoveryCode(code: string): string {
  const plain = code.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(`recovery-code:${plain}`).digest('base64url');
}
