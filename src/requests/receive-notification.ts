import type { Logger } from 'pino';
import { type Bounce, recordBounce } from '../db/bounces.ts';
import type { Db } from '../db/database.ts';
import { readDeliveryStatus } from '../mail/delivery-status.ts';

/** A notification carries at most the email that came back, a few kB of ours; what is larger is something else. */
export const longestNotification = 1024 * 1024;

/**
 * Takes a notification that an email came back.
 * @param raw the whole notification as a mail server wrote it, at most `longestNotification` bytes
 * @param municipalityId the Comune whose emails it may be about; any where it is undefined
 */
export async function receiveNotification(
  { db, log }: { db: Db; log: Logger },
  raw: Uint8Array,
  municipalityId?: string,
): Promise<Bounce | { kind: 'not_a_notification' }> {
  const status = await readDeliveryStatus(raw);
  if (status === undefined) return { kind: 'not_a_notification' };
  const bounce = await recordBounce(db, status, municipalityId);
  log.info({ municipalityId, bounce }, 'notification read');
  return bounce;
}
