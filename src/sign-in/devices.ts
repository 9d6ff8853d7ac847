import { createHash, randomBytes } from 'node:crypto';
import { createKnownDevices } from '../db/sign-in-devices.ts';
import { emailAddress } from '../domain/email-address.ts';
import { isSecure, type SignInOptions } from './auth.ts';
import { readOwnCookie, writeOwnCookie } from './cookies.ts';

/** The browsers in which a person has signed in before, known by a cookie of their own. */
export type Devices = {
  /** What the browser is counted by, if the person of this address has signed in there before. */
  recognise(headers: Headers, email: string): Promise<string | undefined>;
  recogniseFor(headers: Headers, userId: string): Promise<string | undefined>;
  /** The person has signed in there. @returns the Set-Cookie line of the browser's new secret */
  remember(headers: Headers, userId: string): Promise<string>;
  /** Every browser of a person but the one that asks, or all where nobody asks. */
  forgetOthers(userId: string, headers: Headers | undefined): Promise<void>;
};

/** Half a year: who has not signed in for longer is met as a stranger once. */
const keptDays = 180;
const secretBytes = 16;
const secretShape = /^[\w-]{22}$/;

export function createDevices({ pool, publicUrl, production }: SignInOptions): Devices {
  const known = createKnownDevices(pool, { keptDays });
  const secure = isSecure({ publicUrl, production });
  return {
    async recognise(headers, email) {
      const hash = readHash(headers);
      // What is no address is nobody's, and PostgreSQL takes no NUL.
      if (hash === undefined || !emailAddress.safeParse(email).success) return undefined;
      return (await known.isKnown(hash, email)) ? hash.toString('base64') : undefined;
    },
    async recogniseFor(headers, userId) {
      const hash = readHash(headers);
      return hash !== undefined && (await known.isKnownTo(hash, userId)) ? hash.toString('base64') : undefined;
    },
    async remember(headers, userId) {
      const secret = randomBytes(secretBytes).toString('base64url');
      await known.remember({ userId, secretHash: hashOf(secret), before: readHash(headers) });
      return writeOwnCookie('device', secret, { maxAge: keptDays * 24 * 60 * 60, secure });
    },
    async forgetOthers(userId, headers) {
      await known.forget(userId, headers && readHash(headers));
    },
  };
}

function readHash(headers: Headers): Buffer | undefined {
  const secret = readOwnCookie(headers, 'device');
  return secret !== undefined && secretShape.test(secret) ? hashOf(secret) : undefined;
}

/** Without a salt: there is nothing to guess in 128 random bits. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
