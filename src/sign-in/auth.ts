import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { ProviderConfig } from '../config.ts';
import type { openPool } from '../db/database.ts';
import { usualLanguage } from '../domain/language.ts';
import { passwordLength } from '../domain/password.ts';
import { textsIn } from '../i18n/i18n.ts';
import { cookiePrefix } from './cookies.ts';
import { createProviderSession } from './provider-session.ts';

/**
 * OWASP's choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane; about 30 ms here.
 * 2 is Argon2id: the package's enum is a type only.
 */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A day at the desk; then the password again. Fixed and never renewed, so that a stolen cookie ends too. */
const sessionSeconds = 12 * 60 * 60;

/** Long enough to find the telephone and wait for the next code, short for what stands open on a shared desk. */
const codeWaitSeconds = 5 * 60;

export type SignInOptions = {
  /** `openPool`: the sign-in tables stand in its search path. */
  pool: ReturnType<typeof openPool>;
  publicUrl: string;
  secret: string;
  production: boolean;
  /** Through whom people can also sign in, if through anybody. */
  provider?: ProviderConfig | undefined;
};

export const hashPassword = (password: string) => hash(password, argon2id);

/** better-auth, set up for this service; only `src/sign-in` knows it. */
export function openAuth({ pool, publicUrl, secret, production }: SignInOptions) {
  const secure = isSecure({ publicUrl, production });
  return betterAuth({
    appName: textsIn(usualLanguage)('citizen:site.name'),
    database: pool,
    baseURL: publicUrl,
    secret,
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: passwordLength.longest,
      password: {
        hash: hashPassword,
        verify: ({ hash: stored, password }) => verify(stored, password),
      },
    },
    plugins: [
      twoFactor({
        twoFactorCookieMaxAge: codeWaitSeconds,
        // Who comes through a provider has none; they show who they are there: `second-factor.ts`.
        allowPasswordless: true,
        // Ours are kept as hashes, which for the plugin are the codes: `recovery-codes.ts`.
        backupCodeOptions: { storeBackupCodes: 'plain', customBackupCodesGenerate: () => [] },
        // It would lock a person out from everywhere; ours counts strangers apart: `try-limit.ts`.
        accountLockout: { enabled: false },
      }),
      createProviderSession({ codeWaitSeconds }),
    ],
    session: {
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      // Without defaults of the library's, which would overwrite them when it renews a session: the table has them.
      additionalFields: {
        authenticatedAt: { type: 'date', required: false, input: false },
        strongProvider: { type: 'boolean', required: false, input: false },
      },
    },
    advanced: {
      cookiePrefix: `${secure ? '__Host-' : ''}${cookiePrefix}`,
      // It would put `__Secure-` before the name, which any host beneath the Comune's domain may set as well.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure },
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
}
export type Auth = ReturnType<typeof openAuth>;

/** Whether cookies go over HTTPS only. */
export function isSecure({ publicUrl, production }: { publicUrl: string; production: boolean }): boolean {
  return production || publicUrl.startsWith('https:');
}
