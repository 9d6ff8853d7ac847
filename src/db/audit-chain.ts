import { sql } from 'kysely';
import type { Batch, SealedEntry } from '../audit/chain.ts';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';

/** Enough for an hour of a large Comune; sealing them takes a fraction of a second. */
const mostInABatch = 5_000;

/** Seals what stands unsealed for a minute, in each Comune where there is any. */
export async function sealAudits(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from municipalities_to_seal() found (id)`.execute(db);
  for (const { id } of rows) await forMunicipality(id, () => sealAudit(db));
}

/** Seals all that stands unsealed in the Comune that is worked for. */
export async function sealAudit(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ sealed: number }>`select seal_audit(${mostInABatch}) as sealed`.execute(db);
    if ((rows[0]?.sealed ?? 0) < mostInABatch) return;
  }
}

/** Every batch of a Comune, each with the entries that are said to be in it: one at a time, however many there are. */
export async function* readChain(
  db: Db,
  municipalityId: string,
): AsyncGenerator<{ batch: Batch; entries: SealedEntry[] }> {
  for (let after = 0; ; ) {
    const batch = await db
      .selectFrom('audit_batch')
      .select([
        'municipality_id as municipalityId',
        'number',
        sql<string>`audit_moment(sealed_at)`.as('sealedAt'),
        'entry_ids as entryIds',
        'entry_hashes as entryHashes',
        'previous_hash as previousHash',
        'hash',
      ])
      .where('municipality_id', '=', municipalityId)
      .where('number', '>', after)
      .orderBy('number')
      .limit(1)
      .executeTakeFirst();
    if (batch === undefined) return;
    yield { batch, entries: await readEntries(db, municipalityId, batch.number) };
    after = batch.number;
  }
}

async function readEntries(db: Db, municipalityId: string, batchNumber: number): Promise<SealedEntry[]> {
  return await db
    .selectFrom('audit_entry')
    .select([
      'id',
      'municipality_id as municipalityId',
      sql<string>`audit_moment(at)`.as('at'),
      'actor_kind as actorKind',
      'actor_id as actorId',
      'action',
      'subject_kind as subjectKind',
      'subject_ids as subjectIds',
      'call_id as callId',
    ])
    .where('municipality_id', '=', municipalityId)
    .where('batch_number', '=', batchNumber)
    .orderBy('id')
    .execute();
}

/** The first batch that is not there, though entries are said to be in it. */
export async function findOrphanedBatch(db: Db, municipalityId: string): Promise<number | undefined> {
  const { rows } = await sql<{ number: number | null }>`
    select min(batch_number) as number from audit_entry e
    where municipality_id = ${municipalityId} and batch_number is not null and not exists (
      select from audit_batch b where b.municipality_id = e.municipality_id and b.number = e.batch_number)`.execute(db);
  return rows[0]?.number ?? undefined;
}

export type ChainState = {
  head: { number: number; hash: Buffer; sealedAt: Date } | undefined;
  /** How many entries wait to be sealed, and since when the first one does. */
  unsealed: number;
  unsealedSince: Date | null;
};

/** Where the chain of a Comune ends, and what waits to be sealed. */
export async function readChainState(db: Db, municipalityId: string): Promise<ChainState> {
  const head = await db
    .selectFrom('audit_batch')
    .select(['number', 'hash', 'sealed_at as sealedAt'])
    .where('municipality_id', '=', municipalityId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { unsealed, since } = await db
    .selectFrom('audit_entry')
    .select([({ fn }) => fn.countAll<string>().as('unsealed'), ({ fn }) => fn.min<Date | null>('at').as('since')])
    .where('municipality_id', '=', municipalityId)
    .where('batch_number', 'is', null)
    .executeTakeFirstOrThrow();
  return { head, unsealed: Number(unsealed), unsealedSince: since };
}
