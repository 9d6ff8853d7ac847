import { createHmac } from 'node:crypto';
import { createWrongTries, type Turn } from '../db/wrong-tries.ts';
import type { SignInOptions } from './auth.ts';

/** One try at something that can be guessed, counted before it is made. */
export type Try = Turn & { /** It was right: what was wrong before is forgotten. */ succeed(): Promise<void> };

/**
 * How often something may be guessed wrong at once, before each further try has to wait. Tries from a browser in which
 * the person has signed in before are counted for that browser; all the others of an account together. So strangers slow
 * down each other and never the person: OWASP's «device cookies».
 */
export type TryLimit = {
  takePassword(email: string, device: string | undefined): Promise<Try>;
  takeCode(userId: string, device: string | undefined): Promise<Try>;
  /** The password or a code once more, from within a session. */
  takeOwn(sessionId: string): Promise<Try>;
};

/**
 * Fifty: nobody mistypes that often without a pause of a day, and of twelve characters that are in no list it finds
 * nothing. NIST SP 800-63B-4, 3.2.2 allows a hundred.
 */
const freePasswords = 50;
/** At any moment three codes of a million are right: ten tries find one three times in 100,000. */
const freeCodes = 10;
/** Who sits in somebody's session and guesses their password should get nowhere soon. */
const freeOwn = 10;

export function createTryLimit({ pool, secret }: SignInOptions): TryLimit {
  const wrongTries = createWrongTries(pool);
  const take = async (free: number, ...parts: string[]): Promise<Try> => {
    const key = createHmac('sha256', secret)
      .update(JSON.stringify(['wrong-tries', ...parts]))
      .digest();
    const turn = await wrongTries.take(key, free);
    return { ...turn, succeed: () => wrongTries.clear(key) };
  };
  return {
    takePassword: (email, device = 'stranger') => take(freePasswords, 'password', email, device),
    takeCode: (userId, device = 'stranger') => take(freeCodes, 'code', userId, device),
    takeOwn: (sessionId) => take(freeOwn, 'own', sessionId),
  };
}
