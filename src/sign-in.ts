import { z } from 'zod';
import { isDatabaseUnavailable } from './db/availability.ts';
import { isInstallationAdministrator } from './db/installation-administrators.ts';
import { createSecondFactors } from './db/second-factors.ts';
import { createSignInLimit } from './db/sign-in-limit.ts';
import { createSessions } from './db/sign-in-sessions.ts';
import { DomainError } from './domain/errors.ts';
import { judgePassword, type PasswordOwner, passwordLength } from './domain/password.ts';
import { type Account, createAccount, type Limited } from './sign-in/account.ts';
import { hashPassword, openAuth, type SignInOptions } from './sign-in/auth.ts';
import { createCodeStep } from './sign-in/code-step.ts';
import { answerWithCookies, carriesSession, dropCookies, pickCookies } from './sign-in/cookies.ts';
import { createDevices } from './sign-in/devices.ts';
import { readRefusal } from './sign-in/library-answer.ts';
import { findLiveSession, idleSeconds, type SignedIn } from './sign-in/live-session.ts';
import { createSecondFactor, type SecondFactor } from './sign-in/second-factor.ts';
import { createTryLimit } from './sign-in/try-limit.ts';

export { type Account, carriesSession, type SecondFactor, type SignedIn };

/** Signing operators in and out. */
export type SignIn = {
  /** Who is signed in by these headers' cookie, and how; undefined where nobody is. */
  findSignedIn(headers: Headers): Promise<SignedIn | undefined>;
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
  /**
   * Creates a person, or finds the one of that address, whose password then stays as it is.
   * @throws RangeError where the password is too short, too long or easily guessed
   */
  createUser(user: { email: string; name: string; password: string }): Promise<{ userId: string; created: boolean }>;
  /** The account of an address that somebody can sign in to with a password; undefined where there is none. */
  findAccountId(email: string): Promise<string | undefined>;
  isInstallationAdministrator(userId: string): Promise<boolean>;
  /**
   * Sets a new password, ends every session made with the old one, and forgets the browsers of the person.
   * @throws RangeError as above
   */
  setPassword(userId: string, password: string): Promise<void>;
  /** For who has lost both telephone and recovery codes: takes the second factor away and ends every session. */
  removeSecondFactor(userId: string): Promise<void>;
  account: Account;
  secondFactor: SecondFactor;
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
  const findSignedIn = (headers: Headers) => findLiveSession(parts, headers);

  /** What the browser was signed in with before ends; it is known again from now on. @returns its Set-Cookie lines */
  async function welcome(headers: Headers, userId: string): Promise<string[]> {
    const before = await findSignedIn(headers);
    if (before !== undefined) await sessions.end(before.userId, before.sessionId);
    await sessions.clearEnded(userId);
    return [await devices.remember(headers, userId)];
  }

  return {
    findSignedIn: (headers) => withDatabase(() => findSignedIn(headers)),

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

    async createUser({ email, name, password }) {
      checkPassword(password, { email, name });
      return await withDatabase(async () => {
        const { internalAdapter } = await auth.$context;
        const found = await internalAdapter.findUserByEmail(email.toLowerCase());
        const user =
          found?.user ?? (await internalAdapter.createUser({ email, name, emailVerified: true }, { method: 'email' }));
        // Looked for on its own: a first attempt may have ended between the two rows.
        if (!(await internalAdapter.findCredentialAccount(user.id))) {
          await internalAdapter.linkAccount({
            userId: user.id,
            accountId: user.id,
            providerId: 'credential',
            password: await hashPassword(password),
          });
        }
        return { userId: user.id, created: found === null };
      });
    },

    findAccountId(email) {
      return withDatabase(async () => {
        const { internalAdapter } = await auth.$context;
        const found = await internalAdapter.findUserByEmail(email.toLowerCase());
        // One without a password is the first half of creating it: nobody can sign in to it yet.
        if (!found || !(await internalAdapter.findCredentialAccount(found.user.id))) return undefined;
        return found.user.id;
      });
    },

    isInstallationAdministrator: (userId) => withDatabase(() => isInstallationAdministrator(options.pool, userId)),

    setPassword(userId, password) {
      return withDatabase(async () => {
        const { internalAdapter } = await auth.$context;
        const user = await internalAdapter.findUserById(userId);
        checkPassword(password, { email: user?.email ?? '', name: user?.name ?? '' });
        await internalAdapter.updatePassword(userId, await hashPassword(password));
        await sessions.endAll(userId, undefined);
        await devices.forgetOthers(userId, undefined);
      });
    },

    removeSecondFactor(userId) {
      return withDatabase(async () => {
        await factors.remove(userId);
        await sessions.endAll(userId, undefined);
      });
    },

    account: createAccount(parts),
    secondFactor: createSecondFactor(parts),
  };
}

function refuseFor(retryAfterSeconds: number): Response {
  return new Response(null, { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } });
}

function checkPassword(password: string, owner: PasswordOwner): void {
  switch (judgePassword(password, owner)) {
    case undefined:
      return;
    case 'too_short':
    case 'too_long':
      throw new RangeError(`A password has ${passwordLength.shortest} to ${passwordLength.longest} characters.`);
    case 'common':
    case 'repetitive':
      throw new RangeError('This password is easily guessed: common words, one piece over and over, keys in a row.');
    case 'about_you':
      throw new RangeError('This password is easily guessed: it is made of the name or the address of its owner.');
  }
}

async function withDatabase<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw new DomainError('database_unavailable', {}, { cause: error });
    throw error;
  }
}
