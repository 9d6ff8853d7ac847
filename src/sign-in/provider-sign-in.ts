import { z } from 'zod';
import type { ProviderConfig } from '../config.ts';
import type { Auth, SignInOptions } from './auth.ts';
import { dropCookies, pickCookies } from './cookies.ts';
import { createProvider, type Identity } from './provider.ts';
import type { ProviderFailure } from './provider-failure.ts';
import { createTrips } from './provider-trip.ts';

/** Where the provider sends people back to, beneath PUBLIC_URL: as it is registered there. */
export const providerReturnPath = '/entra/identita/ritorno';

/** Somebody who has no account yet, and whom an invitation lets make one. */
export type Invited = { name: string; email: string };

/** Whom the provider named, and what became of it; `cookies` are Set-Cookie lines. */
export type ProviderOutcome =
  | { kind: 'signed_in' | 'code_awaited' }
  /** Nobody has this address here, or the provider does not vouch for any. */
  | { kind: 'unknown' | 'unverified' }
  /** The address is that of a person whom the provider has known by another identity. */
  | { kind: 'other_identity' }
  /** This browser has begun no such sign-in, or too long ago. */
  | { kind: 'expired' }
  | ProviderFailure;

/** Signing in through the OpenID provider of the installation (ADR 0027). */
export type ProviderSignIn = {
  label: string;
  /**
   * @param returnTo a path of ours to go to in the end
   * @param again whether they show the provider who they are once more
   */
  begin(way: {
    returnTo: string | undefined;
    again: boolean;
  }): Promise<{ kind: 'begun'; url: string; cookie: string } | ProviderFailure>;
  /** @param findInvited who is invited at a verified address that has no account, coming from this path of ours */
  finish(
    query: URLSearchParams,
    headers: Headers,
    findInvited: (email: string, returnTo: string | undefined) => Promise<Invited | undefined>,
  ): Promise<ProviderOutcome & { cookies: string[]; returnTo: string | undefined }>;
};

type Parts = {
  auth: Auth;
  /** Ends what the browser was signed in with before. @returns the Set-Cookie lines that it is known by from now on */
  welcome(headers: Headers, userId: string): Promise<string[]>;
};

const answered = z.object({ codeAwaited: z.boolean() });

export function createProviderSignIn(
  options: SignInOptions & { provider: ProviderConfig },
  { auth, welcome }: Parts,
): ProviderSignIn {
  const provider = createProvider(options.provider, `${options.publicUrl}${providerReturnPath}`);
  const trips = createTrips(options);

  async function findPerson(
    { issuer, subject, verifiedEmail }: Identity,
    findInvited: (email: string) => Promise<Invited | undefined>,
  ): Promise<{ userId: string } | ProviderOutcome> {
    const { internalAdapter } = await auth.$context;
    // By issuer and subject, which stay when the address changes (OpenID Connect Core 1.0, 5.7).
    const linked = await internalAdapter.findAccountByKey({ providerId: issuer, accountId: subject });
    if (linked !== null) return { userId: linked.userId };
    if (verifiedEmail === undefined) return { kind: 'unverified' };
    const found = await internalAdapter.findUserByEmail(verifiedEmail);
    const invited = found === null ? await findInvited(verifiedEmail) : undefined;
    const user =
      found?.user ??
      (invited && (await internalAdapter.createUser({ ...invited, emailVerified: true }, { method: 'email' })));
    if (user === undefined) return { kind: 'unknown' };
    const accounts = await internalAdapter.findAccounts(user.id);
    if (accounts.some(({ providerId }) => providerId === issuer)) return { kind: 'other_identity' };
    await internalAdapter.linkAccount({ userId: user.id, providerId: issuer, accountId: subject });
    return { userId: user.id };
  }

  return {
    label: options.provider.label,

    async begin({ returnTo, again }) {
      const { trip, cookie } = trips.begin(returnTo);
      const located = await provider.locate(trip, again);
      return located.kind === 'located' ? { kind: 'begun', url: located.url, cookie } : located;
    },

    async finish(query, headers, findInvited) {
      const trip = trips.resume(headers);
      const ended = { cookies: [trips.end()], returnTo: trip?.returnTo };
      if (trip === undefined) return { kind: 'expired', ...ended };
      const identified = await provider.identify(trip, query);
      if (identified.kind !== 'identified') return { ...identified, ...ended };
      const { authenticatedAt, strong } = identified.identity;
      const person = await findPerson(identified.identity, (email) => findInvited(email, trip.returnTo));
      if (!('userId' in person)) return { ...person, ...ended };
      const { userId } = person;
      // Without the request's cookies: a sign-in always makes a new session.
      const answer = await auth.api.signInFromProvider({
        body: { userId, authenticatedAt, strong },
        headers: dropCookies(headers),
        asResponse: true,
      });
      if (!answer.ok) throw new Error(`better-auth answered ${answer.status}`);
      const { codeAwaited } = answered.parse(await answer.json());
      if (codeAwaited) {
        return { kind: 'code_awaited', ...ended, cookies: [...ended.cookies, ...pickCookies(answer, 'two_factor')] };
      }
      const cookies = [...ended.cookies, ...pickCookies(answer, 'session_token'), ...(await welcome(headers, userId))];
      return { kind: 'signed_in', ...ended, cookies };
    },
  };
}
