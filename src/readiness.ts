import type { Db } from './db/database.ts';
import { checkDatabase } from './db/health.ts';
import type { Mailer } from './mail/mailer.ts';
import type { RequestRuns } from './temporal.ts';

/** Which parts answer; what is false is named to whoever asks. */
export type Readiness = { postgresql: boolean; temporal: boolean; mail: boolean; worker: boolean };

export function isReady(readiness: Readiness): boolean {
  return Object.values(readiness).every(Boolean);
}

/** Asks every part at once. */
export async function checkReadiness({
  db,
  runs,
  mailer,
}: {
  db: Db;
  runs: RequestRuns;
  mailer: Mailer;
}): Promise<Readiness> {
  const [database, temporal, mail] = await Promise.all([checkDatabase(db), runs.isReachable(), mailer.check()]);
  return { ...database, temporal, mail };
}
