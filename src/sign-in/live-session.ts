import type { Sessions } from '../db/sign-in-sessions.ts';
import type { Auth } from './auth.ts';
import { keepOnly } from './cookies.ts';

/** Who is signed in, by which session. */
export type SignedIn = {
  userId: string;
  sessionId: string;
  name: string;
  email: string;
  /** Whether they have a second factor of ours, so that their sign-in asks for a code. */
  secondFactor: boolean;
  /** Whether this session began with two factors: with such a code, or as the provider says. */
  strong: boolean;
  /** When they last showed who they are: at the provider, or here as the session began. */
  shownAt: Date;
};

/**
 * An hour without any page: NIST SP 800-63B-4, 2.2.3 allows no more with two factors. An operator who telephones for half
 * an hour and then sends the form they had open still can; a screen left open over lunch can't be used in the afternoon.
 */
export const idleSeconds = 60 * 60;
/** When a session was last used is written once a minute, so that reading pages does not write for each. */
const markEveryMs = 60_000;

/** The live session that a request's cookie is of; one that was idle too long ends here, one that is `attended` lives on. */
export async function findLiveSession(
  { auth, sessions }: { auth: Auth; sessions: Sessions },
  headers: Headers,
  { attended }: { attended: boolean } = { attended: true },
): Promise<SignedIn | undefined> {
  const own = keepOnly(headers, 'session_token');
  const found = own && (await auth.api.getSession({ headers: own }));
  if (!found) return undefined;
  const { session, user } = found;
  const now = new Date();
  const idleMs = now.getTime() - session.updatedAt.getTime();
  if (idleMs > idleSeconds * 1000) {
    await sessions.end(user.id, session.id);
    return undefined;
  }
  if (attended && idleMs > markEveryMs) await sessions.markSeen(session.id, now);
  const secondFactor = user.twoFactorEnabled === true;
  return {
    userId: user.id,
    sessionId: session.id,
    name: user.name,
    email: user.email,
    secondFactor,
    strong: secondFactor || session.strongProvider === true,
    shownAt: session.authenticatedAt ?? session.createdAt,
  };
}
