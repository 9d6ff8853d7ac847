import type { Db } from '../db/database.ts';
import type { Operator } from '../db/operators.ts';
import { queueTestEmail } from '../db/test-emails.ts';
import type { Delivery } from '../requests/delivery.ts';

type Deps = { db: Db; delivery: Pick<Delivery, 'startLetter'>; config: { mailDomain: string } };

/** Writes to an administrator at their own address, so that they see whether emails leave and where they arrive. */
export async function sendTestEmail(deps: Deps, administrator: Operator): Promise<'queued' | 'too_soon'> {
  const emailId = await queueTestEmail(deps.db, administrator, deps.config.mailDomain);
  if (emailId === undefined) return 'too_soon';
  await deps.delivery.startLetter(emailId);
  return 'queued';
}
