import type { Logger } from 'pino';
import { anchorAudits } from '../db/audit-anchors.ts';
import { sealAudits } from '../db/audit-chain.ts';
import type { Db } from '../db/database.ts';
import { forMunicipality } from '../db/municipality-scope.ts';
import { dayInItaly } from '../domain/submission.ts';
import type { Delivery } from '../requests/delivery.ts';

type Deps = { db: Db; delivery: Pick<Delivery, 'startLetter'>; log: Logger; mailDomain: string; now: () => Date };

/**
 * Seals the audit trails, and tells each day's head where nobody who can write to the database can take it back: in the
 * log, and by email to the Comune's data protection officer.
 */
export async function keepAudits({ db, delivery, log, mailDomain, now }: Deps): Promise<void> {
  await sealAudits(db);
  for (const anchor of await anchorAudits(db, { day: dayInItaly(now()), mailDomain })) {
    const { municipalityId, day, batchNumber, hash, emailId } = anchor;
    log.info({ municipalityId, day, batch: batchNumber, head: hash.toString('hex') }, 'audit trail anchored');
    if (emailId !== undefined) await forMunicipality(municipalityId, () => delivery.startLetter(emailId));
  }
}
