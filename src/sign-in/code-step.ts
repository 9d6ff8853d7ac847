import type { SecondFactors } from '../db/second-factors.ts';
import type { Limited } from './account.ts';
import type { Auth } from './auth.ts';
import { keepOnly, pickCookies } from './cookies.ts';
import type { Devices } from './devices.ts';
import { readRefusal } from './library-answer.ts';
import { hashRecoveryCode } from './recovery-codes.ts';
import { readAppCode } from './second-factor.ts';
import type { TryLimit } from './try-limit.ts';

/** After the password was right: whose code is still asked for, and the code itself. */
export type CodeStep = {
  /** Whose password was right in this browser within the last five minutes. */
  findWaiting(headers: Headers): Promise<string | undefined>;
  /**
   * The app's code or a recovery code. `expired` where nobody's password was right lately, or five codes were wrong since:
   * then the password is asked for again.
   */
  check(
    code: string,
    headers: Headers,
  ): Promise<
    { kind: 'right'; userId: string; cookies: string[] } | { kind: 'refused' } | { kind: 'expired' } | Limited
  >;
};

type Parts = { auth: Auth; factors: SecondFactors; devices: Devices; tries: TryLimit };

/** What better-auth says of a code that is wrong; a conflict (409) is one that was used at the same moment. */
const wrongCode = new Set(['INVALID_CODE', 'INVALID_BACKUP_CODE']);

/**
 * What the library's cipher (XChaCha20-Poly1305 of @noble/ciphers) says where SESSION_SECRET is not the one any more that
 * the app's key was encrypted with. No code of the app is right then; recovery codes still are.
 */
const otherSecret = 'invalid tag';

export function createCodeStep({ auth, factors, devices, tries }: Parts): CodeStep {
  async function findWaiting(headers: Headers): Promise<string | undefined> {
    const identifier = readIdentifier(headers);
    if (identifier === undefined) return undefined;
    const { internalAdapter } = await auth.$context;
    const waiting = await internalAdapter.findVerificationValue(identifier);
    return waiting && waiting.expiresAt > new Date() ? waiting.value : undefined;
  }

  /** An app's code is spent before it is tried; one that was spent goes on as a wrong one, and counts as such. */
  async function ask(userId: string, typed: string, headers: Headers): Promise<Response | 'undecipherable'> {
    const appCode = readAppCode(typed);
    if (appCode === undefined) {
      const code = hashRecoveryCode(typed);
      return await auth.api.verifyBackupCode({ body: { code }, headers, asResponse: true });
    }
    const code = (await factors.spendCode(userId, appCode)) ? appCode : '';
    try {
      return await auth.api.verifyTOTP({ body: { code }, headers, asResponse: true });
    } catch (error) {
      if (error instanceof Error && error.message === otherSecret) return 'undecipherable';
      throw error;
    }
  }

  return {
    findWaiting,

    async check(typed, headers) {
      // Without the session's cookie, with which better-auth would count no tries.
      const waiting = keepOnly(headers, 'two_factor');
      const userId = await findWaiting(headers);
      if (waiting === undefined || userId === undefined) return { kind: 'expired' };
      const turn = await tries.takeCode(userId, await devices.recogniseFor(headers, userId));
      if (!turn.allowed) return { kind: 'limited', retryAfterSeconds: turn.retryAfterSeconds };
      const answer = await ask(userId, typed, waiting);
      if (answer === 'undecipherable') return { kind: 'refused' };
      const refusal = await readRefusal(answer);
      if (refusal !== undefined) {
        return { kind: wrongCode.has(refusal) || answer.status === 409 ? 'refused' : 'expired' };
      }
      await turn.succeed();
      return { kind: 'right', userId, cookies: pickCookies(answer, 'session_token', 'two_factor') };
    },
  };
}

/** The signature after the last dot is better-auth's to check, before anything is given. */
function readIdentifier(headers: Headers): string | undefined {
  const value = keepOnly(headers, 'two_factor')
    ?.get('cookie')
    ?.replace(/^[^=]*=/, '');
  // Only what it writes itself: nothing that has to be decoded before it is looked up.
  return value === undefined ? undefined : /^(2fa-(?!attempts-)[\w-]+)[.%]/.exec(value)?.[1];
}
