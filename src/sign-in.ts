import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { isDatabaseUnavailable } from './db/availability.ts';
import type { openPool } from './db/database.ts';
import { isInstallationAdministrator } from './db/installation-administrators.ts';
import { createSignInLimit } from './db/sign-in-limit.ts';
import { DomainError } from './domain/errors.ts';
import { passwordLength } from './domain/password.ts';

/** Signing operators in and out. */
export type SignIn = {
  /** The person whose session these headers' cookie carries; undefined where nobody is signed in. */
  findUserId(headers: Headers): Promise<string | undefined>;
  /**
   * 200 with the session's Set-Cookie, and the session that `headers` carry has ended; 401 where address or password is wrong, never saying which; 429 with
   * Retry-After after too many wrong ones from `clientAddressHeader`.
   */
  signIn(credentials: { email: string; password: string }, headers: Headers): Promise<Response>;
  /** 200 with the Set-Cookie that takes the session's cookie away; the session itself is gone too. */
  signOut(headers: Headers): Promise<Response>;
  /**
   * Creates a person, or finds the one of that address, whose password then stays as it is.
   * @throws RangeError where the password is too short or too long
   */
  createUser(user: { email: string; name: string; password: string }): Promise<{ userId: string; created: boolean }>;
  /** The account of an address that somebody can sign in to with a password; undefined where there is none. */
  findAccountId(email: string): Promise<string | undefined>;
  isInstallationAdministrator(userId: string): Promise<boolean>;
  /** Sets a new password and ends every session made with the old one. */
  setPassword(userId: string, password: string): Promise<void>;
};

/** Who asks, as the web found out; it replaces whatever a client sends under this name. */
export const clientAddressHeader = 'x-easycare-client-address';

/**
 * Thirty wrong passwords a minute from one address slow guessing down (43,000 a day, hopeless against twelve random
 * characters), while a person who mistypes never notices. Right ones don't count, so a test suite may sign in at will.
 */
const wrongTries = { tries: 30, windowMs: 60_000 };

/**
 * OWASP's choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about 30 ms here.
 * 2 is Argon2id: the package's enum is a type only.
 */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A day at the desk; then the password again. Fixed and never renewed, so that a stolen cookie ends too. */
const sessionSeconds = 12 * 60 * 60;

/** @throws from every call: DomainError database_unavailable */
export function createSignIn({
  pool,
  publicUrl,
  secret,
  production,
}: {
  /** `openPool`: the sign-in tables stand in its search path. */
  pool: ReturnType<typeof openPool>;
  publicUrl: string;
  secret: string;
  production: boolean;
}): SignIn {
  const isSecure = production || publicUrl.startsWith('https:');
  const auth = betterAuth({
    database: pool,
    baseURL: publicUrl,
    secret,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: passwordLength.longest,
      password: {
        hash: (password) => hash(password, argon2id),
        verify: ({ hash: stored, password }) => verify(stored, password),
      },
    },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    advanced: {
      cookiePrefix: isSecure ? '__Host-easycare' : 'easycare',
      // It would put `__Secure-` before the name, which any host beneath the Comune's domain may set as well.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure },
      // A session is kept without the address it was made from: nothing here needs it.
      ipAddress: { disableIpTracking: true },
      // The tables are made by our own migrations; checking them here would make the first request wait.
      database: { validateSchema: false },
    },
    // `createSignInLimit` counts instead, and says why.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // What goes wrong reaches our own log through the error that is thrown.
    logger: { disabled: true },
  });
  const limit = createSignInLimit(pool, wrongTries);

  async function endSession(headers: Headers): Promise<void> {
    const session = await auth.api.getSession({ headers });
    if (session) await (await auth.$context).internalAdapter.deleteSession(session.session.token);
  }

  return {
    async findUserId(headers) {
      return await withDatabase(async () => (await auth.api.getSession({ headers }))?.user.id);
    },

    async signIn(credentials, headers) {
      return await withDatabase(async () => {
        const address = headers.get(clientAddressHeader) ?? 'unknown';
        const turn = await limit.take(address);
        if (!turn.allowed) {
          return new Response(null, { status: 429, headers: { 'retry-after': String(turn.retryAfterSeconds) } });
        }
        // Without the request's own headers, its old cookie among them: a sign-in always makes a new session.
        const answer = await auth.api.signInEmail({ body: credentials, headers: new Headers(), asResponse: true });
        if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} to a sign-in`);
        if (!answer.ok) return new Response(null, { status: 401 });
        await limit.giveBack(address);
        // The browser forgets the session it had, so nobody could sign it out any more.
        await endSession(headers);
        return withCookiesOf(answer);
      });
    },

    async signOut(headers) {
      return await withDatabase(async () => {
        // better-auth's own sign-out says it is done even when PostgreSQL is away and the session lives on.
        await endSession(headers);
        return withCookiesOf(await auth.api.signOut({ headers, asResponse: true }));
      });
    },

    async createUser({ email, name, password }) {
      checkLength(password);
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
            password: await hash(password, argon2id),
          });
        }
        return { userId: user.id, created: found === null };
      });
    },

    async findAccountId(email) {
      return await withDatabase(async () => {
        const { internalAdapter } = await auth.$context;
        const found = await internalAdapter.findUserByEmail(email.toLowerCase());
        // One without a password is the first half of creating it: nobody can sign in to it yet.
        if (!found || !(await internalAdapter.findCredentialAccount(found.user.id))) return undefined;
        return found.user.id;
      });
    },

    async isInstallationAdministrator(userId) {
      return await withDatabase(() => isInstallationAdministrator(pool, userId));
    },

    async setPassword(userId, password) {
      checkLength(password);
      await withDatabase(async () => {
        const { internalAdapter } = await auth.$context;
        await internalAdapter.updatePassword(userId, await hash(password, argon2id));
        await internalAdapter.deleteUserSessions(userId);
      });
    },
  };
}

/** Whether a request carries a session's cookie, valid or not; `__Host-` stands before its name under HTTPS. */
export function carriesSession(headers: Headers): boolean {
  return /(?:^|[;,]\s*)(?:__Host-)?easycare\.session_token=/.test(headers.get('cookie') ?? '');
}

function checkLength(password: string): void {
  const { shortest, longest } = passwordLength;
  if (password.length < shortest || password.length > longest) {
    throw new RangeError(`A password has ${shortest} to ${longest} characters.`);
  }
}

function withCookiesOf(answer: Response): Response {
  const headers = new Headers();
  for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return new Response(null, { status: 200, headers });
}

async function withDatabase<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw new DomainError('database_unavailable', {}, { cause: error });
    throw error;
  }
}
