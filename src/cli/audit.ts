import { pipeline } from 'node:stream/promises';
import { type Anchor, type Breach, verifyChain } from '../audit/verify.ts';
import { writeAudit } from '../audit/write-csv.ts';
import { listAnchors } from '../db/audit-anchors.ts';
import { findOrphanedBatch, readChain, readChainState } from '../db/audit-chain.ts';
import { appendAudit } from '../db/audit-entries.ts';
import type { Db } from '../db/database.ts';
import { auditPeriod } from '../domain/audit.ts';
import { usualLanguage } from '../domain/language.ts';
import { textsIn } from '../i18n/i18n.ts';
import type { Commands } from './command.ts';
import { findComune } from './find-comune.ts';

/** The audit trail: whether it is as it was, and what it holds. */
export function createAuditCommands(db: Db): Commands {
  return {
    usage: `
  audit verify --comune SLUG [--anchor HEAD] whether the audit trail is as it was, also up to a head that was told
  audit export --comune SLUG --from DAY --to DAY
                                        the CSV of a period, on standard output`,
    run: {
      'audit verify': async (_, { comune, anchor }) => await verifyTrail(db, (await findComune(db, comune)).id, anchor),
      'audit export': async (_, { comune, from, to }) =>
        await exportTrail(db, (await findComune(db, comune)).id, { from, to }),
    },
  };
}

/**
 * Makes a Comune's chain anew and says the first thing that is not as it was.
 * @param given a head in hexadecimal, from an email or a log; the heads that the database remembers count in any case
 * @returns 0 where all is as it was, else 1
 */
async function verifyTrail(db: Db, municipalityId: string, given: string | undefined): Promise<number> {
  if (given !== undefined && !/^[0-9a-f]{64}$/i.test(given)) {
    throw new Error('--anchor is a head of 64 hexadecimal digits.');
  }
  const told = given === undefined ? [] : [{ hash: Buffer.from(given, 'hex') }];
  const remembered = await listAnchors(db, municipalityId);
  const verified = await verifyChain(readChain(db, municipalityId), {
    anchors: [...remembered, ...told],
    orphaned: await findOrphanedBatch(db, municipalityId),
  });
  if (verified.kind === 'broken') {
    console.log(`Not as it was: ${describeBreach(verified.breach)}`);
    return 1;
  }
  const { batches, entries, head } = verified;
  const { unsealed, unsealedSince } = await readChainState(db, municipalityId);
  console.log(`As it was: ${entries} entries in ${batches} batches. Head: ${head?.toString('hex') ?? 'none yet'}.`);
  if (unsealedSince !== null) console.log(`Not yet sealed: ${unsealed}, since ${unsealedSince.toISOString()}.`);
  console.log(`Heads told outside that it goes through: ${remembered.length + told.length}.`);
  return 0;
}

function describeBreach(breach: Breach): string {
  switch (breach.kind) {
    case 'entry_altered':
      return `entry ${breach.entryId}, in batch ${breach.batch}, was altered.`;
    case 'entry_removed':
      return `entry ${breach.entryId}, in batch ${breach.batch}, was removed.`;
    case 'entry_added':
      return `entry ${breach.entryId} was added to batch ${breach.batch} later.`;
    case 'batch_altered':
      return `batch ${breach.batch} was altered.`;
    case 'batch_rewritten':
      return `batch ${breach.batch} was made anew: the next one follows another.`;
    case 'batch_removed':
      return `batch ${breach.batch} was removed.`;
    case 'anchor_missing':
      return `the head ${describeAnchor(breach.anchor)} is not in the chain: its end was cut off or made anew.`;
  }
}

function describeAnchor({ hash, day }: Anchor): string {
  return `${hash.toString('hex')}${day === undefined ? '' : `, told on ${day},`}`;
}

/** Writes the CSV of a period to standard output; that somebody did is recorded first. */
async function exportTrail(
  db: Db,
  municipalityId: string,
  given: { from?: string | undefined; to?: string | undefined },
): Promise<number> {
  const period = auditPeriod.safeParse(given);
  if (!period.success) throw new Error('Name the days with --from YYYY-MM-DD --to YYYY-MM-DD, the first one first.');
  await appendAudit(db, municipalityId, { action: 'export', of: { kind: 'audit', ids: [] } });
  const file = writeAudit(db, municipalityId, period.data, textsIn(usualLanguage));
  await pipeline(file, process.stdout, { end: false });
  return 0;
}
