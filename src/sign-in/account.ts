import type { Sessions } from '../db/sign-in-sessions.ts';
import { type Browser, readBrowser } from '../domain/browser.ts';
import { judgePassword, type PasswordProblem, passwordLength } from '../domain/password.ts';
import { type Auth, hashPassword } from './auth.ts';
import type { Devices } from './devices.ts';
import type { SignedIn } from './live-session.ts';
import type { TryLimit } from './try-limit.ts';

export type OwnSession = { id: string; startedAt: Date; lastSeenAt: Date; browser: Browser; isThis: boolean };

export type Limited = { kind: 'limited'; retryAfterSeconds: number };
export type PasswordChange =
  | { kind: 'changed'; endedSessions: number }
  | { kind: 'wrong_password' }
  | { kind: 'rejected'; problem: PasswordProblem | 'unchanged' }
  | Limited;

/** What a person who is signed in does with their own sign-in. */
export type Account = {
  /** Whether they have a password; who has none comes through a provider. */
  hasPassword(userId: string): Promise<boolean>;
  listSessions(person: SignedIn): Promise<OwnSession[]>;
  /** @returns whether they had such a session */
  endSession(person: SignedIn, sessionId: string): Promise<boolean>;
  /** @returns how many there were */
  endOtherSessions(person: SignedIn): Promise<number>;
  /**
   * Asks for the current password, and ends every other session: whoever knew the old one is out.
   * @param headers of the request, whose browser stays known
   */
  changePassword(
    person: SignedIn,
    passwords: { current: string; next: string; municipalities: readonly string[] },
    headers: Headers,
  ): Promise<PasswordChange>;
};

type Parts = { auth: Auth; sessions: Sessions; devices: Devices; tries: TryLimit };

export function createAccount({ auth, sessions, devices, tries }: Parts): Account {
  return {
    async hasPassword(userId) {
      const { internalAdapter } = await auth.$context;
      return (await internalAdapter.findCredentialAccount(userId)) !== null;
    },

    async listSessions({ userId, sessionId }) {
      const rows = await sessions.list(userId);
      return rows.map(({ browser, ...row }) => ({
        ...row,
        browser: readBrowser(browser),
        isThis: row.id === sessionId,
      }));
    },

    endSession: ({ userId }, sessionId) => sessions.end(userId, sessionId),

    endOtherSessions: ({ userId, sessionId }) => sessions.endAll(userId, sessionId),

    async changePassword({ userId, sessionId, email, name }, { current, next, municipalities }, headers) {
      const turn = await tries.takeOwn(sessionId);
      if (!turn.allowed) return { kind: 'limited', retryAfterSeconds: turn.retryAfterSeconds };
      const { internalAdapter, password } = await auth.$context;
      const stored = (await internalAdapter.findCredentialAccount(userId))?.password;
      const isRight =
        typeof stored === 'string' &&
        current.length <= passwordLength.longest &&
        (await password.verify({ hash: stored, password: current }));
      if (!isRight) return { kind: 'wrong_password' };
      await turn.succeed();
      const problem = next === current ? 'unchanged' : judgePassword(next, { email, name, municipalities });
      if (problem !== undefined) return { kind: 'rejected', problem };
      await internalAdapter.updatePassword(userId, await hashPassword(next));
      const endedSessions = await sessions.endAll(userId, sessionId);
      await devices.forgetOthers(userId, headers);
      return { kind: 'changed', endedSessions };
    },
  };
}
