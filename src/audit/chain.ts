import { createHash } from 'node:crypto';

/** An entry as it was sealed. Numbers of PostgreSQL's and moments, in microseconds since 1970, come as text. */
export type SealedEntry = {
  id: string;
  municipalityId: string;
  at: string;
  actorKind: string;
  actorId: string | null;
  action: string;
  subjectKind: string | null;
  subjectIds: readonly string[];
  callId: string | null;
};

/** A batch: which entries it holds, what each came to, and the batch it follows. */
export type Batch = {
  municipalityId: string;
  number: number;
  sealedAt: string;
  entryIds: readonly string[];
  entryHashes: readonly Buffer[];
  previousHash: Buffer;
  hash: Buffer;
};

/** What the first batch follows. */
export const beginning: Buffer = Buffer.alloc(32);

/** As `audit_entry_hash` of the migration makes it: no part can hold the line that stands between two. */
export function hashEntry(entry: SealedEntry): Buffer {
  return hash([
    'entry',
    entry.id,
    entry.municipalityId,
    entry.at,
    entry.actorKind,
    entry.actorId ?? '-',
    entry.action,
    entry.subjectKind ?? '-',
    entry.subjectIds.join(','),
    entry.callId ?? '-',
  ]);
}

/** As `seal_audit` of the migration makes it. */
export function hashBatch(batch: Omit<Batch, 'hash'>): Buffer {
  const listed = batch.entryIds.map((id, index) => `${id}:${batch.entryHashes[index]?.toString('hex')}`).join(',');
  return hash([
    'batch',
    batch.municipalityId,
    String(batch.number),
    batch.sealedAt,
    batch.previousHash.toString('hex'),
    listed,
  ]);
}

function hash(parts: readonly string[]): Buffer {
  return createHash('sha256').update(parts.join('|')).digest();
}
