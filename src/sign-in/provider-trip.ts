import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { SignInOptions } from './auth.ts';
import { isSecure } from './auth.ts';
import { readOwnCookie, writeOwnCookie } from './cookies.ts';

/** What goes to the provider with somebody and must come back, and where they go then. */
export type Trip = { state: string; nonce: string; codeVerifier: string; returnTo: string | undefined };

/** The ways that browsers have begun to the provider. */
export type Trips = {
  /** @returns the trip, and the Set-Cookie line by which the browser is known when it comes back */
  begin(returnTo: string | undefined): { trip: Trip; cookie: string };
  /** The trip that this browser has begun; undefined where it has not, or too long ago. */
  resume(headers: Headers): Trip | undefined;
  /** The Set-Cookie line that ends it. */
  end(): string;
};

/** As long as it takes to find a card, a reader and a telephone. */
const tripSeconds = 10 * 60;
/** Beside its name and the others a cookie of 4,096 characters has room for this; a longer address is left out. */
const longestReturn = 2_000;
const cookieShape = /^(\d{10})\.[\w-]{22}\.[\w-]*$/;

/**
 * Nothing is stored: state, nonce and verifier are made again from the cookie with a key of ours. So a cookie with
 * another time or another address to return to is another trip, whose state nobody has been given.
 */
export function createTrips(options: Pick<SignInOptions, 'secret' | 'publicUrl' | 'production'>): Trips {
  const key = Buffer.from(hkdfSync('sha256', options.secret, '', 'easycare provider trip', 32));
  const secure = isSecure(options);
  const derive = (what: keyof Trip, cookie: string) => {
    return createHmac('sha256', key).update(`${what}:${cookie}`).digest('base64url');
  };

  function makeTrip(cookie: string): Trip {
    const returnTo = Buffer.from(cookie.split('.')[2] ?? '', 'base64url').toString();
    return {
      state: derive('state', cookie),
      nonce: derive('nonce', cookie),
      codeVerifier: derive('codeVerifier', cookie),
      returnTo: returnTo === '' ? undefined : returnTo,
    };
  }

  return {
    begin(returnTo = '') {
      const until = Math.floor(Date.now() / 1000) + tripSeconds;
      const kept = returnTo.length > longestReturn ? '' : Buffer.from(returnTo).toString('base64url');
      const value = `${until}.${randomBytes(16).toString('base64url')}.${kept}`;
      return { trip: makeTrip(value), cookie: writeOwnCookie('provider', value, { maxAge: tripSeconds, secure }) };
    },
    resume(headers) {
      const value = readOwnCookie(headers, 'provider');
      const [, until] = cookieShape.exec(value ?? '') ?? [];
      if (value === undefined || until === undefined || Number(until) * 1000 < Date.now()) return undefined;
      return makeTrip(value);
    },
    end: () => writeOwnCookie('provider', '', { maxAge: 0, secure }),
  };
}
