import { z } from 'zod';
import { isDatabaseUnavailable } from './db/availability.ts';
import { isInstallationAdministrator } from './db/installation-administrators.ts';
import { createSecondFactors } from './db/second-factors.ts';
import { createSignInLimit } from './db/sign-in-limit.ts';
import { createSessions } from './db/sign-in-sessions.ts';
import { DomainError } from './domain/errors.ts';
import { type Account, createAccount, type Limited } from './sign-in/account.ts';
import { openAuth, type SignInOptions } from './sign-in/auth.ts';
import { createCodeStep } from './sign-in/code-step.ts';
import { answerWithCookies, carriesSession, dropCookies, pickCookies } from './sign-in/cookies.ts';
import { createDevices } from './sign-in/devices.ts';
import { readRefusal } from './sign-in/library-answer.ts';
import { findLiveSession, idleSeconds, type SignedIn } from './sign-in/live-session.ts';
import { createPeople, type People } from './sign-in/people.ts';
import {
  createProviderSignIn,
  type Invited,
  type ProviderOutcome,
  type ProviderSignIn,
  providerReturnPath,
} from './sign-in/provider-sign-in.ts';
import { createSecondFactor, type Proof, type SecondFactor } from './sign-in/second-factor.ts';
import { createTryLimit } from './sign-in/try-limit.ts';

export {
  type Account,
  carriesSession,
  type Invited,
  type Proof,
  type ProviderOutcome,
  providerReturnPath,
  type SecondFactor,
  type SignedIn,
};

/** Signing operators in and out. */
export type SignIn = People & {
  /**
   * Who is signed in by these headers' cookie, and how; undefined where nobody is. A page that asks by itself is not
   * `attended`: the session does not live longer for it.
   */
  findSignedIn(headers: Headers, how?: { attended: boolean }): Promise<SignedIn | undefined>;
  /** Their id alone. */
  findUserId(headers: Headers): Promise<string | undefined>;
  /**
   * 200 with the session's Set-Cookie, and the session that `headers` carry has ended; 202, and no session yet, where
   * `signInWithCode` must follow; 401 where address or password is wrong, never saying which; 429 with Retry-After after
   * too many wrong ones from `clientAddressHeader`, or for this account from browsers in which its person has never
   * signed in.
   */
  signIn(credentials: { email: string; password: string }, headers: Headers): Promise<Response>;
  /** Whether these headers' cookie says that a password was right here and the code is still asked for. */
  isCodeAwaited(headers: Headers): Promise<boolean>;
  /** The second step: the app's code or a recovery code. `expired`: the password must be given again. */
  signInWithCode(
    code: string,
    headers: Headers,
  ): Promise<{ kind: 'signed_in'; cookies: string[] } | { kind: 'refused' } | { kind: 'expired' } | Limited>;
  /** 200 with the Set-Cookie that takes the session's cookie away; the session itself is gone too. */
  signOut(headers: Headers): Promise<Response>;
  isInstallationAdministrator(userId: string): Promise<boolean>;
  /** For who has lost both telephone and recovery codes: takes the second factor away and ends every session. */
  removeSecondFactor(userId: string): Promise<void>;
  account: Account;
  secondFactor: SecondFactor;
  /** Undefined where the installation has none. */
  provider: ProviderSignIn | undefined;
};

/** Who asks, as the web found out; it replaces whatever a client sends under this name. */
export const clientAddressHeader = 'x-easycare-client-address';

/**
 * Thirty wrong passwords a minute from one address slow guessing down (43,000 a day, hopeless against twelve random
 * characters), while a person who mistypes never notices. Right ones don't count, so a test suite may sign in at will.
 */
const wrongTries = { tries: 30, windowMs: 60_000 };

const signedInAnswer = z.union([
  z.object({ twoFactorRedirect: z.literal(true) }),
  z.object({ user: z.object({ id: z.string() }), twoFactorRedirect: z.undefined().optional() }),
]);

/** @throws from every call: DomainError database_unavailable, or what stands for it: `isDatabaseUnavailable` */
export function createSignIn(options: SignInOptions): SignIn {
  const auth = openAuth(options);
  const limit = createSignInLimit(options.pool, wrongTries);
  const sessions = createSessions(options.pool, { idleSeconds });
  const factors = createSecondFactors(options.pool);
  const devices = createDevices(options);
  const tries = createTryLimit(options);
  const parts = { auth, sessions, factors, devices, tries };
  const codeStep = createCodeStep(parts);
  const people = createPeople(parts);
  const findSignedIn = (headers: Headers, how?: { attended: boolean }) => findLiveSession(parts, headers, how);

  /** What the browser was signed in with before ends; it is known again from now on. @returns its Set-Cookie lines */
  async function welcome(headers: Headers, userId: string): Promise<string[]> {
    const before = await findSignedIn(headers);
    if (before !== undefined) await sessions.end(before.userId, before.sessionId);
    await sessions.clearEnded(userId);
    return [await devices.remember(headers, userId)];
  }

  return {
    findSignedIn: (headers, how) => withDatabase(() => findSignedIn(headers, how)),

    findUserId: (headers) => withDatabase(async () => (await findSignedIn(headers))?.userId),

    signIn(credentials, headers) {
      return withDatabase(async () => {
        const address = headers.get(clientAddressHeader) ?? 'unknown';
        const turn = await limit.take(address);
        if (!turn.allowed) return refuseFor(turn.retryAfterSeconds);
        const email = credentials.email.toLowerCase();
        const device = await devices.recognise(headers, email);
        const forAccount = await tries.takePassword(email, device);
        if (!forAccount.allowed) return refuseFor(forAccount.retryAfterSeconds);
        // Without the request's cookies: a sign-in always makes a new session.
        const answer = await auth.api.signInEmail({
          body: credentials,
          headers: dropCookies(headers),
          asResponse: true,
        });
        if ((await readRefusal(answer)) !== undefined) return new Response(null, { status: 401 });
        await limit.giveBack(address);
        await forAccount.succeed();
        const outcome = signedInAnswer.parse(await answer.json());
        if (outcome.twoFactorRedirect) return answerWithCookies(202, pickCookies(answer, 'two_factor'));
        const cookies = pickCookies(answer, 'session_token');
        return answerWithCookies(200, [...cookies, ...(await welcome(headers, outcome.user.id))]);
      });
    },

    isCodeAwaited: (headers) => withDatabase(async () => (await codeStep.findWaiting(headers)) !== undefined),

    signInWithCode(code, headers) {
      return withDatabase(async () => {
        const outcome = await codeStep.check(code, headers);
        if (outcome.kind !== 'right') return outcome;
        const known = await welcome(headers, outcome.userId);
        return { kind: 'signed_in', cookies: [...outcome.cookies, ...known] };
      });
    },

    signOut(headers) {
      return withDatabase(async () => {
        const session = await findSignedIn(headers);
        // better-auth's own sign-out says it is done even when PostgreSQL is away and the session lives on.
        if (session) await sessions.end(session.userId, session.sessionId);
        const answer = await auth.api.signOut({ headers: dropCookies(headers), asResponse: true });
        return answerWithCookies(200, answer.headers.getSetCookie());
      });
    },

    createUser: (user) => withDatabase(() => people.createUser(user)),

    findAccountId: (email) => withDatabase(() => people.findAccountId(email)),

    setPassword: (userId, password) => withDatabase(() => people.setPassword(userId, password)),

    forgetProvider: (userId) => withDatabase(() => people.forgetProvider(userId)),

    isInstallationAdministrator: (userId) => withDatabase(() => isInstallationAdministrator(options.pool, userId)),

    removeSecondFactor(userId) {
      return withDatabase(async () => {
        await factors.remove(userId);
        await sessions.endAll(userId, undefined);
      });
    },

    account: createAccount(parts),
    secondFactor: createSecondFactor(parts),
    provider: openProvider(),
  };

  function openProvider(): ProviderSignIn | undefined {
    if (options.provider === undefined) return undefined;
    const { finish, ...provider } = createProviderSignIn({ ...options, provider: options.provider }, { auth, welcome });
    return { ...provider, finish: (...args) => withDatabase(() => finish(...args)) };
  }
}

function refuseFor(retryAfterSeconds: number): Response {
  return new Response(null, { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } });
}

async function withDatabase<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw new DomainError('database_unavailable', {}, { cause: error });
    throw error;
  }
}
