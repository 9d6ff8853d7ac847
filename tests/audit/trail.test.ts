import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepAudits } from '../../src/audit/keep-audits.ts';
import { type Anchor, type Verified, verifyChain } from '../../src/audit/verify.ts';
import { listAnchors } from '../../src/db/audit-anchors.ts';
import { findOrphanedBatch, readChain, readChainState, sealAudit } from '../../src/db/audit-chain.ts';
import { appendAudit } from '../../src/db/audit-entries.ts';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { loadEmailContent } from '../../src/db/email-content.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { findLettersWithoutRun } from '../../src/db/undelivered.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { mailDomain } from '../support/request-fixture.ts';

let database: TestDatabase;
let owner: Db;
let app: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.db;
  app = openDatabase(database.appUrl, { max: 4 });
});
afterAll(async () => {
  await app.destroy();
  await database.drop();
});
beforeEach(async () => {
  comune = await createComune(owner);
});

const ofComune = <T>(work: () => Promise<T>) => forMunicipality(comune.id, work);
const seal = () => ofComune(() => sealAudit(app));

async function append(count = 1, db: Db = app): Promise<void> {
  const by = { kind: 'operator', id: comune.anna.id } as const;
  for (let i = 0; i < count; i += 1) {
    const of = { kind: 'request', ids: [crypto.randomUUID(), crypto.randomUUID()] } as const;
    await ofComune(() => appendAudit(db, comune.id, { action: 'read', of }, by));
  }
}

async function verify(anchors: Anchor[] = []): Promise<Verified> {
  const orphaned = await findOrphanedBatch(owner, comune.id);
  return await verifyChain(readChain(owner, comune.id), { anchors, orphaned });
}

const breach = async (anchors?: Anchor[]) => {
  const verified = await verify(anchors);
  return verified.kind === 'broken' ? verified.breach : undefined;
};

/** The entries' ids, in their order. */
async function entries(): Promise<string[]> {
  const rows = await owner
    .selectFrom('audit_entry')
    .select('id')
    .where('municipality_id', '=', comune.id)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

async function tamper(...statements: ReturnType<typeof sql>[]): Promise<void> {
  for (const statement of statements) {
    const { numAffectedRows } = await statement.execute(owner);
    expect(Number(numAffectedRows)).toBeGreaterThan(0);
  }
}

describe('the application', () => {
  test('appends, and says neither when nor which entry it is', async () => {
    await append();
    const [entry] = await owner
      .selectFrom('audit_entry')
      .selectAll()
      .where('municipality_id', '=', comune.id)
      .execute();
    expect(entry).toMatchObject({ actor_kind: 'operator', action: 'read', batch_number: null });
    for (const column of ['at', 'batch_number'] as const) {
      const value = column === 'at' ? sql`now() - interval '1 year'` : sql`1`;
      const insert = sql`insert into audit_entry (municipality_id, actor_kind, action, ${sql.ref(column)})
        values (${comune.id}, 'system', 'read', ${value})`;
      await expect(ofComune(() => insert.execute(app))).rejects.toThrow(/permission denied/);
    }
  });

  test.each(['audit_entry', 'audit_batch', 'audit_anchor'])('changes and removes nothing of %s', async (table) => {
    const name = sql.table(table);
    for (const statement of [
      sql`update ${name} set municipality_id = municipality_id`,
      sql`delete from ${name}`,
      sql`truncate ${name}`,
    ]) {
      await expect(ofComune(() => statement.execute(app))).rejects.toThrow(/permission denied/);
    }
  });

  test.each(['audit_batch', 'audit_anchor'])('adds nothing to %s by itself', async (table) => {
    const statement = sql`insert into ${sql.table(table)} select * from ${sql.table(table)}`;
    await expect(ofComune(() => statement.execute(app))).rejects.toThrow(/permission denied/);
  });

  test('appends for no other Comune, and reads of no other', async () => {
    const other = await createComune(owner);
    await append();
    const theirs = () => appendAudit(app, other.id, { action: 'settings' });
    await expect(ofComune(theirs)).rejects.toThrow(/row-level security/);
    const seen = await forMunicipality(other.id, () => app.selectFrom('audit_entry').selectAll().execute());
    expect(seen).toEqual([]);
  });
});

describe('sealing', () => {
  test('makes the hashes that are made again here, batch upon batch', async () => {
    for (const count of [1, 3, 2]) {
      await append(count);
      await ofComune(() => appendAudit(app, comune.id, { action: 'settings' }));
      await seal();
    }
    const state = await readChainState(owner, comune.id);
    expect(state).toMatchObject({ unsealed: 0, unsealedSince: null, head: { number: 3 } });
    expect(await verify()).toEqual({ kind: 'intact', batches: 3, entries: 9, head: state.head?.hash });
  });

  test('with nothing to seal makes no batch', async () => {
    await seal();
    expect((await readChainState(owner, comune.id)).head).toBeUndefined();
  });

  test('passes over nothing that commits late: it comes into the next batch', async () => {
    const late = Promise.withResolvers<void>();
    const inserted = Promise.withResolvers<void>();
    const slow = ofComune(() =>
      app.transaction().execute(async (tx) => {
        await appendAudit(tx, comune.id, { action: 'settings' });
        inserted.resolve();
        await late.promise;
      }),
    );
    await inserted.promise;
    await append();
    await seal();
    expect(await verify()).toMatchObject({ kind: 'intact', batches: 1, entries: 1 });
    late.resolve();
    await slow;
    const [first] = await entries();
    await seal();
    expect(await verify()).toMatchObject({ kind: 'intact', batches: 2, entries: 2 });
    const { batch_number } = await owner
      .selectFrom('audit_entry')
      .select('batch_number')
      .where('id', '=', first ?? '')
      .executeTakeFirstOrThrow();
    expect(batch_number).toBe(2);
  });

  test('by two at once puts every entry into one batch', async () => {
    await append(6);
    await Promise.all([seal(), seal(), seal()]);
    expect(await verify()).toMatchObject({ kind: 'intact', batches: 1, entries: 6 });
  });
});

describe('of what somebody did to the tables', () => {
  let ids: string[];
  // Whoever owns the tables can take away the key that stands in the way.
  beforeAll(async () => {
    await sql`alter table audit_entry drop constraint audit_entry_municipality_id_batch_number_fkey`.execute(owner);
  });
  beforeEach(async () => {
    for (let batch = 0; batch < 3; batch += 1) {
      await append(3);
      await seal();
    }
    ids = await entries();
    expect(await breach()).toBeUndefined();
  });
  const id = (index: number) => ids[index] ?? '';

  test.each([
    ['who', sql`actor_id = gen_random_uuid()`],
    ['when', sql`at = at + interval '1 microsecond'`],
    ['what', sql`action = 'list'`],
    ['whose', sql`subject_ids = subject_ids[1:1]`],
    ['the call', sql`call_id = gen_random_uuid()`],
  ])('an entry with another %s is named', async (_, set) => {
    await tamper(sql`update audit_entry set ${set} where id = ${id(4)}`);
    expect(await breach()).toEqual({ kind: 'entry_altered', entryId: id(4), batch: 2 });
  });

  test('an entry that is gone is named, and one that was pushed in', async () => {
    await tamper(sql`delete from audit_entry where id = ${id(7)}`);
    expect(await breach()).toEqual({ kind: 'entry_removed', entryId: id(7), batch: 3 });
    await tamper(sql`insert into audit_entry (municipality_id, actor_kind, action, batch_number)
      values (${comune.id}, 'system', 'read', 1)`);
    const added = (await entries()).at(-1);
    expect(await breach()).toEqual({ kind: 'entry_added', entryId: added, batch: 1 });
  });

  test('two entries that changed places: the first one is named', async () => {
    await tamper(sql`
      update audit_entry e set actor_id = o.actor_id, subject_ids = o.subject_ids, at = o.at from audit_entry o
      where (e.id, o.id) in ((${id(3)}, ${id(4)}), (${id(4)}, ${id(3)}))`);
    expect(await breach()).toEqual({ kind: 'entry_altered', entryId: id(3), batch: 2 });
  });

  test('a batch that was altered is named, with the entry made to agree', async () => {
    await tamper(
      sql`update audit_entry set action = 'list' where id = ${id(4)}`,
      sql`update audit_batch b set entry_hashes[2] = (select audit_entry_hash(e) from audit_entry e where e.id = ${id(4)})
        where b.municipality_id = ${comune.id} and b.number = 2`,
    );
    expect(await breach()).toEqual({ kind: 'batch_altered', batch: 2 });
  });

  test('a batch that is gone is named, in the middle and, where entries are left of it, at the end', async () => {
    await tamper(sql`delete from audit_batch where municipality_id = ${comune.id} and number = 3`);
    expect(await breach()).toEqual({ kind: 'batch_removed', batch: 3 });
    await tamper(sql`delete from audit_batch where municipality_id = ${comune.id} and number = 1`);
    expect(await breach()).toEqual({ kind: 'batch_removed', batch: 1 });
  });

  test('a tail that was cut off shows by its head that was told, and so does one sealed anew', async () => {
    const { head } = await readChainState(owner, comune.id);
    const told = { hash: head?.hash ?? Buffer.alloc(0) };
    expect(await breach([told])).toBeUndefined();
    await tamper(
      sql`delete from audit_entry where municipality_id = ${comune.id} and batch_number = 3`,
      sql`delete from audit_batch where municipality_id = ${comune.id} and number = 3`,
    );
    expect(await breach()).toBeUndefined();
    expect(await breach([told])).toEqual({ kind: 'anchor_missing', anchor: told });
    await append(3);
    await seal();
    expect(await verify()).toMatchObject({ kind: 'intact', batches: 3 });
    expect(await breach([told])).toEqual({ kind: 'anchor_missing', anchor: told });
  });
});

describe('each day', () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const letters: string[] = [];
  const delivery = {
    startLetter: async (emailId: string) => {
      letters.push(emailId);
      return 'delivered' as const;
    },
  };
  const keepOn = async (day: string) => {
    lines.length = 0;
    letters.length = 0;
    await keepAudits({ db: app, delivery, log, mailDomain, now: () => new Date(`${day}T12:00:00Z`) });
  };
  const ageEntries = () =>
    sql`update audit_entry set at = at - interval '2 minutes'
    where municipality_id = ${comune.id} and batch_number is null`.execute(owner);
  const nameOfficer = (email: string | null) =>
    owner.updateTable('municipality').set({ privacy_officer_email: email }).where('id', '=', comune.id).execute();

  test('what stands for a minute is sealed, and the head is logged and written once to whom the Comune named', async () => {
    await nameOfficer('dpo@comune.example');
    await append(2);
    await keepOn('2026-12-01');
    expect((await readChainState(owner, comune.id)).unsealed).toBe(2);
    await ageEntries();
    await keepOn('2026-12-01');
    const head = (await readChainState(owner, comune.id)).head?.hash.toString('hex');
    const told = lines
      .map((line): unknown => JSON.parse(line))
      .find((line) => JSON.stringify(line).includes(comune.id));
    expect(told).toMatchObject({ municipalityId: comune.id, day: '2026-12-01', batch: 1, head });
    expect(letters).toHaveLength(1);
    const [emailId] = letters;
    const email = await owner
      .selectFrom('email')
      .selectAll()
      .where('id', '=', emailId ?? '')
      .executeTakeFirstOrThrow();
    expect(email).toMatchObject({ kind: 'audit_head_to_officer', state: 'queued', run_started_at: null });
    expect(await ofComune(() => loadEmailContent(app, email))).toMatchObject({
      recipient: { address: 'dpo@comune.example' },
      day: '2026-12-01',
      batch: 1,
      head,
    });
    // Should nobody start its run, the monitor finds it.
    await sql`update email set created_at = now() - interval '1 minute' where id = ${emailId}`.execute(owner);
    expect((await findLettersWithoutRun(app)).map(({ id }) => id)).toContain(emailId);

    await keepOn('2026-12-01');
    expect([lines, letters]).toEqual([[], []]);
    // Nothing new: the head that was told still stands.
    await keepOn('2026-12-02');
    expect([lines, letters]).toEqual([[], []]);
    await append();
    await ageEntries();
    await keepOn('2026-12-03');
    expect(letters).toHaveLength(1);
    const anchors = await listAnchors(owner, comune.id);
    expect(anchors.map(({ day, batchNumber }) => [day, batchNumber])).toEqual([
      ['2026-12-01', 1],
      ['2026-12-03', 2],
    ]);
    expect(await verify(anchors)).toMatchObject({ kind: 'intact', batches: 2, entries: 3 });
  });

  test('a Comune that named nobody has its head logged alone, and one that took the name away is not written to', async () => {
    await append();
    await ageEntries();
    await keepOn('2026-12-04');
    expect(lines.filter((line) => line.includes(comune.id))).toHaveLength(1);
    expect(letters).toEqual([]);
    await nameOfficer('dpo@comune.example');
    await append();
    await ageEntries();
    await keepOn('2026-12-05');
    const [emailId = ''] = letters;
    await nameOfficer(null);
    const email = await owner.selectFrom('email').selectAll().where('id', '=', emailId).executeTakeFirstOrThrow();
    expect(await ofComune(() => loadEmailContent(app, email))).toBeUndefined();
  });
});
