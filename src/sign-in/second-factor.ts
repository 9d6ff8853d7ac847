import { z } from 'zod';
import type { SecondFactors } from '../db/second-factors.ts';
import type { Sessions } from '../db/sign-in-sessions.ts';
import type { Limited } from './account.ts';
import type { Auth } from './auth.ts';
import { keepOnly, pickCookies } from './cookies.ts';
import { readRefusal } from './library-answer.ts';
import { findLiveSession, type SignedIn } from './live-session.ts';
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts';
import type { TryLimit } from './try-limit.ts';

/** What doesn't show who they are: the password, or how long ago they came from the provider. */
type NotShown = { kind: 'wrong_password' } | { kind: 'sign_in_again' };
/** By what a person shows, within a session, who they are. */
export type Proof = 'password' | 'came_just_now' | 'sign_in_again';
type Refused = { kind: 'refused' };

/** A person's own second factor: an app's codes (TOTP, RFC 6238), and recovery codes for when there is no app. */
export type SecondFactor = {
  /** What is asked of them before their second factor changes. */
  askFor(person: SignedIn): Promise<Proof>;
  /** Makes a secret, which counts for nothing until `confirm`. @returns it as an `otpauth:` address */
  start(
    person: SignedIn,
    password: string,
    headers: Headers,
  ): Promise<{ kind: 'started'; uri: string } | NotShown | Limited | { kind: 'already_on' }>;
  /** The app shows a right code: from now on it is asked for. Every other session ends, and this one is a new one. */
  confirm(
    person: SignedIn,
    code: string,
    headers: Headers,
  ): Promise<{ kind: 'on'; recoveryCodes: string[]; cookies: string[] } | Refused | Limited | { kind: 'not_started' }>;
  /** New recovery codes; the old ones are worth nothing any more. */
  renewRecoveryCodes(
    person: SignedIn,
    password: string,
    headers: Headers,
  ): Promise<{ kind: 'renewed'; recoveryCodes: string[] } | NotShown | Limited>;
  turnOff(
    person: SignedIn,
    password: string,
    headers: Headers,
  ): Promise<{ kind: 'off'; cookies: string[] } | NotShown | Limited>;
  countRecoveryCodes(userId: string): Promise<number>;
  /** How many of these people have no second factor. */
  countWithout(userIds: readonly string[]): Promise<number>;
};

type Parts = { auth: Auth; sessions: Sessions; factors: SecondFactors; tries: TryLimit };

/** Who has no password is believed for this long after they showed who they are: then the same person still sits there. */
const justNowMs = 10 * 60_000;

const started = z.object({ totpURI: z.string() });

export function createSecondFactor({ auth, sessions, factors, tries }: Parts): SecondFactor {
  const sessionOf = (headers: Headers) => keepOnly(headers, 'session_token') ?? new Headers();

  async function giveRecoveryCodes(userId: string): Promise<string[]> {
    const codes = makeRecoveryCodes();
    await factors.storeRecoveryCodes(userId, codes.map(hashRecoveryCode));
    return codes;
  }

  async function askFor({ userId, shownAt }: SignedIn): Promise<Proof> {
    const { internalAdapter } = await auth.$context;
    if (await internalAdapter.findCredentialAccount(userId)) return 'password';
    return Date.now() - shownAt.getTime() < justNowMs ? 'came_just_now' : 'sign_in_again';
  }

  return {
    askFor,

    async start(person, password, headers) {
      const { sessionId, secondFactor } = person;
      if (secondFactor) return { kind: 'already_on' };
      if ((await askFor(person)) === 'sign_in_again') return { kind: 'sign_in_again' };
      const turn = await tries.takeOwn(sessionId);
      if (!turn.allowed) return { kind: 'limited', retryAfterSeconds: turn.retryAfterSeconds };
      const answer = await auth.api.enableTwoFactor({
        body: { password, method: 'totp' },
        headers: sessionOf(headers),
        asResponse: true,
      });
      const refusal = await readRefusal(answer);
      if (refusal === 'TOTP_ALREADY_ENABLED') return { kind: 'already_on' };
      if (refusal !== undefined) return { kind: 'wrong_password' };
      await turn.succeed();
      return { kind: 'started', uri: started.parse(await answer.json()).totpURI };
    },

    async confirm({ userId, sessionId, secondFactor }, typed, headers) {
      // It is on already, so nothing that is typed here may be told right or wrong.
      if (secondFactor) return { kind: 'not_started' };
      const turn = await tries.takeOwn(sessionId);
      if (!turn.allowed) return { kind: 'limited', retryAfterSeconds: turn.retryAfterSeconds };
      const code = readAppCode(typed);
      if (code === undefined || !(await factors.spendCode(userId, code))) return { kind: 'refused' };
      const answer = await auth.api.verifyTOTP({ body: { code }, headers: sessionOf(headers), asResponse: true });
      const refusal = await readRefusal(answer);
      if (refusal === 'TOTP_NOT_ENABLED') return { kind: 'not_started' };
      if (refusal !== undefined) return { kind: 'refused' };
      await turn.succeed();
      const cookies = pickCookies(answer, 'session_token');
      const renewed = await findLiveSession({ auth, sessions }, toRequest(cookies));
      await sessions.endAll(userId, renewed?.sessionId);
      return { kind: 'on', recoveryCodes: await giveRecoveryCodes(userId), cookies };
    },

    async renewRecoveryCodes(person, password, headers) {
      if ((await askFor(person)) === 'sign_in_again') return { kind: 'sign_in_again' };
      const turn = await tries.takeOwn(person.sessionId);
      if (!turn.allowed) return { kind: 'limited', retryAfterSeconds: turn.retryAfterSeconds };
      const answer = await auth.api.generateBackupCodes({
        body: { password },
        headers: sessionOf(headers),
        asResponse: true,
      });
      if ((await readRefusal(answer)) !== undefined) return { kind: 'wrong_password' };
      await turn.succeed();
      return { kind: 'renewed', recoveryCodes: await giveRecoveryCodes(person.userId) };
    },

    async turnOff(person, password, headers) {
      if ((await askFor(person)) === 'sign_in_again') return { kind: 'sign_in_again' };
      const turn = await tries.takeOwn(person.sessionId);
      if (!turn.allowed) return { kind: 'limited', retryAfterSeconds: turn.retryAfterSeconds };
      const answer = await auth.api.disableTwoFactor({
        body: { password },
        headers: sessionOf(headers),
        asResponse: true,
      });
      if ((await readRefusal(answer)) !== undefined) return { kind: 'wrong_password' };
      await turn.succeed();
      return { kind: 'off', cookies: pickCookies(answer, 'session_token') };
    },

    countRecoveryCodes: (userId) => factors.countRecoveryCodes(userId),

    countWithout: (userIds) => factors.countWithout(userIds),
  };
}

/** Six digits, with the space that apps show in the middle or without. */
export function readAppCode(typed: string): string | undefined {
  const code = typed.replace(/\s/g, '');
  return /^\d{6}$/.test(code) ? code : undefined;
}

/** A request as the browser sends it next. */
function toRequest(cookies: string[]): Headers {
  return new Headers({ cookie: cookies.map((line) => line.split(';', 1)[0]).join('; ') });
}
