import { type Batch, beginning, hashBatch, hashEntry, type SealedEntry } from './chain.ts';

/** A head that was told outside: on a day, or as whoever asks has it from an email or a log. */
export type Anchor = { hash: Buffer; day?: string };

/** The first thing that is not as it was. */
export type Breach =
  | { kind: 'entry_altered' | 'entry_removed' | 'entry_added'; entryId: string; batch: number }
  /** The batch's own row says something else than its hash. */
  | { kind: 'batch_altered'; batch: number }
  /** It agrees with itself, and not with what the next one follows. */
  | { kind: 'batch_rewritten'; batch: number }
  | { kind: 'batch_removed'; batch: number }
  /** The chain agrees with itself, and lacks a head that was told: its end was cut off or made anew. */
  | { kind: 'anchor_missing'; anchor: Anchor };

export type Verified =
  | { kind: 'intact'; batches: number; entries: number; head: Buffer | undefined }
  | { kind: 'broken'; breach: Breach };

/** The batch, and the entries that are said to be in it, by id. */
export type StoredBatch = { batch: Batch; entries: readonly SealedEntry[] };

/**
 * Makes every hash anew, from the first batch on.
 * @param stored in the order of their numbers
 * @param anchors heads that the chain has to go through, the oldest first
 * @param orphaned the first batch that is not there, though entries are said to be in it
 */
export async function verifyChain(
  stored: AsyncIterable<StoredBatch>,
  { anchors, orphaned }: { anchors: readonly Anchor[]; orphaned: number | undefined },
): Promise<Verified> {
  let head: Buffer | undefined;
  let number = 0;
  let count = 0;
  const heads = new Set<string>();
  for await (const { batch, entries } of stored) {
    const breach = findBreach({ batch, entries }, { number, hash: head ?? beginning });
    if (breach !== undefined) return { kind: 'broken', breach };
    ({ number, hash: head } = batch);
    heads.add(head.toString('hex'));
    count += entries.length;
  }
  if (orphaned !== undefined) return { kind: 'broken', breach: { kind: 'batch_removed', batch: orphaned } };
  const missing = anchors.find(({ hash }) => !heads.has(hash.toString('hex')));
  if (missing !== undefined) return { kind: 'broken', breach: { kind: 'anchor_missing', anchor: missing } };
  return { kind: 'intact', batches: number, entries: count, head };
}

function findBreach({ batch, entries }: StoredBatch, previous: { number: number; hash: Buffer }): Breach | undefined {
  if (batch.number !== previous.number + 1) return { kind: 'batch_removed', batch: previous.number + 1 };
  if (!hashBatch(batch).equals(batch.hash)) return { kind: 'batch_altered', batch: batch.number };
  if (!batch.previousHash.equals(previous.hash)) {
    return previous.number === 0
      ? { kind: 'batch_altered', batch: batch.number }
      : { kind: 'batch_rewritten', batch: previous.number };
  }
  return findEntryBreach(batch, entries);
}

function findEntryBreach(batch: Batch, entries: readonly SealedEntry[]): Breach | undefined {
  const there = new Map(entries.map((entry) => [entry.id, entry]));
  for (const [index, entryId] of batch.entryIds.entries()) {
    const entry = there.get(entryId);
    if (entry === undefined) return { kind: 'entry_removed', entryId, batch: batch.number };
    const sealed = batch.entryHashes[index];
    if (sealed === undefined || !hashEntry(entry).equals(sealed)) {
      return { kind: 'entry_altered', entryId, batch: batch.number };
    }
    there.delete(entryId);
  }
  const [added] = there.keys();
  return added === undefined ? undefined : { kind: 'entry_added', entryId: added, batch: batch.number };
}
