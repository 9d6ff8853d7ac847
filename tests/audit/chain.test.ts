import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Batch, beginning, hashBatch, hashEntry, type SealedEntry } from '../../src/audit/chain.ts';
import { type Anchor, type StoredBatch, type Verified, verifyChain } from '../../src/audit/verify.ts';

const municipalityId = randomUUID();

/** A chain of batches with three entries each, as PostgreSQL would seal them. */
function makeChain(batches: number): StoredBatch[] {
  let previousHash: Buffer = beginning;
  return Array.from({ length: batches }, (_, index) => {
    const entries = [1, 2, 3].map((place) => makeEntry(String(index * 3 + place)));
    const unsigned: Omit<Batch, 'hash'> = {
      municipalityId,
      number: index + 1,
      sealedAt: String(1_764_000_000_000_000 + index),
      entryIds: entries.map(({ id }) => id),
      entryHashes: entries.map(hashEntry),
      previousHash,
    };
    previousHash = hashBatch(unsigned);
    return { batch: { ...unsigned, hash: previousHash }, entries };
  });
}

function makeEntry(id: string): SealedEntry {
  return {
    id,
    municipalityId,
    at: '1764000000000001',
    actorKind: 'operator',
    actorId: randomUUID(),
    action: 'read',
    subjectKind: 'request',
    subjectIds: [randomUUID(), randomUUID()],
    callId: null,
  };
}

async function* each(chain: readonly StoredBatch[]): AsyncGenerator<StoredBatch> {
  yield* chain;
}

async function verify(chain: readonly StoredBatch[], anchors: Anchor[] = []): Promise<Verified> {
  return await verifyChain(each(chain), { anchors, orphaned: undefined });
}

const at = <T>(list: readonly T[], index: number): T => {
  const one = list[index];
  if (one === undefined) throw new Error('no such one');
  return one;
};

/** A chain with its batch at an index changed. */
function change(chain: StoredBatch[], index: number, how: (stored: StoredBatch) => StoredBatch): StoredBatch[] {
  return chain.map((stored, place) => (place === index ? how(stored) : stored));
}

test('a chain that nobody touched goes through every head', async () => {
  const chain = makeChain(4);
  const anchors = chain.map(({ batch }) => ({ hash: batch.hash }));
  expect(await verify(chain, anchors)).toEqual({
    kind: 'intact',
    batches: 4,
    entries: 12,
    head: at(chain, 3).batch.hash,
  });
  expect(await verify([])).toEqual({ kind: 'intact', batches: 0, entries: 0, head: undefined });
});

describe('of an entry', () => {
  const others: SealedEntry = {
    id: '9',
    municipalityId: randomUUID(),
    at: '1764000000000002',
    actorKind: 'volunteer',
    actorId: randomUUID(),
    action: 'list',
    subjectKind: 'volunteer',
    subjectIds: [],
    callId: randomUUID(),
  };

  test.each(Object.entries(others).filter(([name]) => name !== 'id'))('another %s is noticed', async (name, value) => {
    const chain = change(makeChain(3), 1, ({ batch, entries }) => ({
      batch,
      entries: entries.map((entry) => (entry.id === '5' ? { ...entry, [name]: value } : entry)),
    }));
    expect(await verify(chain)).toEqual({
      kind: 'broken',
      breach: { kind: 'entry_altered', entryId: '5', batch: 2 },
    });
  });

  test('that is missing, added or swapped with another the first one is named', async () => {
    const chain = makeChain(3);
    const removed = change(chain, 1, ({ batch, entries }) => ({ batch, entries: entries.toSpliced(1, 1) }));
    expect(await verify(removed)).toMatchObject({ breach: { kind: 'entry_removed', entryId: '5', batch: 2 } });
    const added = change(chain, 1, ({ batch, entries }) => ({ batch, entries: [...entries, makeEntry('99')] }));
    expect(await verify(added)).toMatchObject({ breach: { kind: 'entry_added', entryId: '99', batch: 2 } });
    const swapped = change(chain, 1, ({ batch, entries: [four, five, six] }) => ({
      batch,
      entries: [four, five, six]
        .flatMap((entry) => (entry === undefined ? [] : [entry]))
        .map((entry, place, all) => ({
          ...at(all, place === 0 ? 1 : place === 1 ? 0 : 2),
          id: entry.id,
        })),
    }));
    expect(await verify(swapped)).toMatchObject({ breach: { kind: 'entry_altered', entryId: '4', batch: 2 } });
  });
});

describe('of a batch', () => {
  const alter: [string, (batch: Batch) => Batch][] = [
    ['its hash', (batch) => ({ ...batch, hash: beginning })],
    ['its time', (batch) => ({ ...batch, sealedAt: '1' })],
    ['what it follows', (batch) => ({ ...batch, previousHash: beginning })],
    ['an entry’s hash', (batch) => ({ ...batch, entryHashes: batch.entryHashes.toReversed() })],
    ['an entry’s number', (batch) => ({ ...batch, entryIds: ['1', '2', '3'] })],
    [
      'one entry less',
      (batch) => ({ ...batch, entryIds: batch.entryIds.slice(1), entryHashes: batch.entryHashes.slice(1) }),
    ],
  ];
  test.each(alter)('%s altered is noticed', async (_, how) => {
    const chain = change(makeChain(3), 1, ({ batch, entries }) => ({ batch: how(batch), entries }));
    expect(await verify(chain)).toEqual({ kind: 'broken', breach: { kind: 'batch_altered', batch: 2 } });
  });

  test('made anew, with entries and all, the next one tells', async () => {
    const chain = change(makeChain(3), 1, ({ batch }) => {
      const entries = [makeEntry('4')];
      const unsigned = { ...batch, entryIds: ['4'], entryHashes: entries.map(hashEntry) };
      return { batch: { ...unsigned, hash: hashBatch(unsigned) }, entries };
    });
    expect(await verify(chain)).toEqual({ kind: 'broken', breach: { kind: 'batch_rewritten', batch: 2 } });
  });

  test.each([0, 1])('removed before others, its number is missing (%i)', async (index) => {
    expect(await verify(makeChain(3).toSpliced(index, 1))).toEqual({
      kind: 'broken',
      breach: { kind: 'batch_removed', batch: index + 1 },
    });
  });

  test('cut off at the end, only a head that was told shows it', async () => {
    const chain = makeChain(3);
    const told = { hash: at(chain, 2).batch.hash, day: '2026-11-29' };
    expect(await verify(chain.slice(0, 2))).toMatchObject({ kind: 'intact', batches: 2 });
    expect(await verify(chain.slice(0, 2), [told])).toEqual({
      kind: 'broken',
      breach: { kind: 'anchor_missing', anchor: told },
    });
  });

  test('made anew from the beginning, all of it, the same', async () => {
    const told = { hash: at(makeChain(3), 2).batch.hash };
    expect(await verify(makeChain(3), [told])).toMatchObject({ breach: { kind: 'anchor_missing' } });
  });
});
