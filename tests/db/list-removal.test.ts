import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefusedValue } from '../../src/db/availability.ts';
import { findUsage, removeEntry } from '../../src/db/list-removal.ts';
import { changeEntry, readList, restoreEntry } from '../../src/db/lists.ts';
import { findMunicipality } from '../../src/db/municipalities.ts';
import { insertSubmission } from '../../src/db/submissions.ts';
import { decideRemoval, type ListKind, listKinds, mostCounted } from '../../src/domain/comune-lists.ts';
import { addSomeVolunteers, addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { explainQueries } from '../support/query-plan.ts';

let database: TestDatabase;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  comune = await createComune(database.db);
});

const seen = async () => ({
  municipalityId: comune.id,
  version: (await readList(database.db, comune.id, 'need')).version,
});
const usageOf = (kind: ListKind, code: string) => findUsage(database.db, comune.id, { kind, code });
const remove = async (kind: ListKind, code: string) =>
  await removeEntry(database.db, comune.anna, (await seen()).version, { kind, code });
const codesOf = async (kind: ListKind) =>
  (await readList(database.db, comune.id, kind)).entries.map(({ code }) => code);

/** Requests that came in, the first of them open, with skills and languages; one statement however many they are. */
async function addRequests(count: number, { open = count, need = 'trasporto', zone = 'centro' } = {}): Promise<void> {
  await sql`
    with r as (
      insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
        given_name, family_name, telephone, address, zone_code, description, status, imported_at, imported_by)
      select ${comune.id}::uuid, regexp_replace(translate(to_char(i, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'),
        repeat('s', 32), i::text, sha256(i::text::bytea), 'citizen', ${need}, 'Maria', 'Rossi', '+393331234567', 'Via',
        ${zone}, 'Aiuto', case when i <= ${open} then 'awaiting_operator' else 'discarded' end, now(), ${comune.anna.id}
      from generate_series(1, ${count}::int) i returning municipality_id, id),
    s as (insert into help_request_skill (municipality_id, request_id, skill_code) select r.*, 'guida' from r)
    insert into help_request_language (municipality_id, request_id, language_code) select r.*, 'en' from r`.execute(
    database.db,
  );
}

const inUse = [
  ['need', 'trasporto'],
  ['zone', 'centro'],
  ['skill', 'guida'],
  ['language', 'en'],
] as const;

describe('what a removal would touch', () => {
  it.each(inUse)('counts the requests, open and closed, and the volunteers of a %s', async (kind, code) => {
    await addRequests(5, { open: 2 });
    const [id] = await addSomeVolunteers(database.db, comune, 3);
    await sql`insert into volunteer_need values (${comune.id}, ${id}, 'trasporto')`.execute(database.db);
    await sql`insert into volunteer_language values (${comune.id}, ${id}, 'en')`.execute(database.db);
    expect(await usageOf(kind, code)).toMatchObject({
      requests: { open: 2, closed: 3 },
      volunteers: kind === 'zone' || kind === 'skill' ? 3 : 1,
      withoutOther: kind === 'need' ? 1 : 0,
      isLast: false,
    });
  });

  it('names the needs that require it and the zones next to it', async () => {
    await changeEntry(
      database.db,
      await seen(),
      { kind: 'zone', code: 'centro' },
      { label: 'Centro', neighbours: ['collina'] },
    );
    expect((await usageOf('skill', 'guida'))?.relatives).toEqual([{ code: 'trasporto', label: 'Accompagnamento' }]);
    expect((await usageOf('zone', 'collina'))?.relatives).toEqual([{ code: 'centro', label: 'Centro' }]);
    expect(await usageOf('zone', 'boh')).toBeUndefined();
  });

  it('counts no further than a thousand, of requests and of volunteers', async () => {
    await addRequests(mostCounted + 50);
    await sql`
      with v as (
        insert into volunteer (municipality_id, given_name, family_name, email, telephone)
        select ${comune.id}::uuid, 'Vito', 'V', i || '@volontari.example', '+393330000002'
        from generate_series(1, ${mostCounted + 50}::int) i returning municipality_id, id)
      insert into volunteer_skill (municipality_id, volunteer_id, skill_code) select v.*, 'lis' from v`.execute(
      database.db,
    );
    for (const [kind, code] of inUse) {
      const { open, closed } = (await usageOf(kind, code))?.requests ?? { open: 0, closed: 0 };
      expect(open + closed).toBe(mostCounted + 1);
    }
    expect((await usageOf('skill', 'lis'))?.volunteers).toBe(mostCounted + 1);
    // Nobody waits for the deletion of what very many have.
    expect(await remove('skill', 'lis')).toEqual({ kind: 'saved', became: 'retired' });
  });

  it('reads no table that grows from end to end', async () => {
    await addRequests(3_000, { need: 'spesa', zone: 'collina' });
    await sql`analyze`.execute(database.db);
    for (const [kind, code] of [...inUse, ['need', 'spesa'], ['zone', 'collina']] as const) {
      const nodes = await explainQueries(database.db, (db) => findUsage(db, comune.id, { kind, code }));
      const scanned = nodes.filter(({ node, relation }) => node === 'Seq Scan' && relation?.startsWith('help_request'));
      expect(scanned).toEqual([]);
    }
  });
});

describe('a removed entry', () => {
  it.each(inUse)('of the list of each %s is retired where a request refers to it', async (kind, code) => {
    await addRequests(1, { open: 0 });
    expect(await remove(kind, code)).toEqual({ kind: 'saved', became: 'retired' });
    const { entries } = await readList(database.db, comune.id, kind);
    expect(entries.find((entry) => entry.code === code)?.retired).toBe(true);
    const found = await findMunicipality(database.db, comune.slug);
    const name = ({ need: 'needs', zone: 'zones', skill: 'skills', language: 'languages' } as const)[kind];
    expect(found?.[name].map((entry) => entry.code)).not.toContain(code);
    expect(found?.retired[name].map((entry) => entry.code)).toEqual([code]);
    expect(await remove(kind, code)).toEqual({ kind: 'not_found' });
    expect(await restoreEntry(database.db, await seen(), { kind, code })).toEqual({ kind: 'saved' });
    expect((await codesOf(kind)).at(-1)).toBe(code);
  });

  it.each(listKinds)('of the list of each %s is gone where none does, volunteers and defaults first', async (kind) => {
    const { db } = database;
    const id = await addVolunteer(db, comune);
    for (const need of ['spesa', 'trasporto']) {
      await sql`insert into volunteer_need values (${comune.id}, ${id}, ${need})`.execute(db);
    }
    await sql`insert into volunteer_language values (${comune.id}, ${id}, 'en')`.execute(db);
    const trasporto = { kind: 'need', code: 'trasporto' } as const;
    const defaults = { skills: ['guida'], vehicle: false, languages: ['en'], languagesMatch: 'any' as const };
    await changeEntry(db, await seen(), trasporto, { label: 'Trasporto', defaults });
    const collina = { kind: 'zone', code: 'collina' } as const;
    await changeEntry(db, await seen(), collina, { label: 'Collina', neighbours: ['centro'] });

    const code = ({ need: 'trasporto', zone: 'centro', skill: 'guida', language: 'en' } as const)[kind];
    expect(await remove(kind, code)).toEqual({ kind: 'saved', became: 'deleted' });
    expect(await codesOf(kind)).not.toContain(code);
    const events = await db
      .selectFrom('volunteer_event')
      .select(['event', 'by_operator'])
      .where('volunteer_id', '=', id)
      .execute();
    expect(events).toEqual([{ event: 'changed', by_operator: comune.anna.id }]);
    // The lists that volunteers are chosen from follow.
    const { rows } = await sql<{ codes: string[] }>`
      select distinct needs || zones || skills || languages as codes from candidate where volunteer_id = ${id}`.execute(
      db,
    );
    expect(rows).toEqual([{ codes: expect.not.arrayContaining([code]) }]);
  });

  it.each([
    ['need', 'spesa', 'volunteer_need'],
    ['zone', 'collina', 'volunteer_zone'],
  ] as const)(
    'is retired where a volunteer has no other %s: none would mean all, or nowhere',
    async (kind, code, table) => {
      const id = await addVolunteer(database.db, comune, { zones: ['collina'] });
      await sql`insert into volunteer_need values (${comune.id}, ${id}, 'spesa')`.execute(database.db);
      expect((await usageOf(kind, code))?.withoutOther).toBe(1);
      expect(await remove(kind, code)).toEqual({ kind: 'saved', became: 'retired' });
      const { rows } = await sql`select from ${sql.table(table)} where volunteer_id = ${id}`.execute(database.db);
      expect(rows).toHaveLength(1);
    },
  );

  it('is not asked of new requests any more', async () => {
    await addRequests(1);
    await remove('skill', 'guida');
    const { entries } = await readList(database.db, comune.id, 'need');
    expect(entries.find(({ code }) => code === 'trasporto')?.defaults.skills).toEqual([]);
  });

  it('is never the last zone or need, though languages may all go', async () => {
    expect(await remove('zone', 'collina')).toEqual({ kind: 'saved', became: 'deleted' });
    expect(await remove('zone', 'centro')).toEqual({ kind: 'last' });
    const zone = await usageOf('zone', 'centro');
    expect(zone && decideRemoval(zone)).toBe('kept');
    for (const code of ['it', 'en']) expect((await remove('language', code)).kind).toBe('saved');
    expect(await codesOf('language')).toEqual([]);
  });

  it('stays one of two that two operators remove at the same instant', async () => {
    const { version } = await seen();
    const both = await Promise.all(
      ['centro', 'collina'].map((code) => removeEntry(database.db, comune.bruno, version, { kind: 'zone', code })),
    );
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['saved', 'stale']);
    expect(await codesOf('zone')).toHaveLength(1);
  });

  it('is retired after all where somebody takes it up while it is being deleted', async () => {
    const { db } = database;
    const { promise: committed, resolve: commit } = Promise.withResolvers<void>();
    const { promise: inserted, resolve: tellInserted } = Promise.withResolvers<void>();
    const other = db.transaction().execute(async (tx) => {
      await sql`
        insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
          given_name, family_name, telephone, address, zone_code, description)
        values (${comune.id}, 'AAAA-AAAA', repeat('s', 32), 'k', sha256('k'), 'citizen', 'spesa', 'M', 'R',
          '+393331234567', 'Via', 'centro', 'Aiuto')`.execute(tx);
      tellInserted();
      await committed;
    });
    await inserted;
    const removal = remove('need', 'spesa');
    await untilSomebodyWaits();
    commit();
    await other;
    expect(await removal).toEqual({ kind: 'saved', became: 'retired' });
  });

  it('deleted while a request that names it was on its way makes a value that is refused, not a failure', async () => {
    const { db } = database;
    await remove('need', 'spesa');
    const submission = {
      need: 'spesa',
      requester: {
        givenName: 'Ada',
        familyName: 'Zorzi',
        telephone: '+393331234567',
        address: 'Via dei Mille 12',
        zone: 'centro',
      },
      description: 'Aiuto',
      privacyNoticeRead: true as const,
      channel: 'citizen' as const,
    };
    const inserted = insertSubmission(db, {
      municipalityId: comune.id,
      submission,
      idempotencyKey: 'k',
      fingerprint: Buffer.alloc(32),
      reference: 'AAAA-AAAA',
      secret: 's'.repeat(32),
      apiKeyId: null,
      submittedBy: null,
      mailDomain: 'comune.example',
    });
    const problem = await inserted.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isRefusedValue(problem)).toBe(true);
  });

  it('of another Comune is as if it were not there', async () => {
    const other = await createComune(database.db);
    await sql`insert into skill values (${other.id}, 'sua', 'Sua', 9)`.execute(database.db);
    expect(await remove('skill', 'sua')).toEqual({ kind: 'not_found' });
    await remove('skill', 'lis');
    expect((await readList(database.db, other.id, 'skill')).entries.map(({ code }) => code)).toContain('lis');
  });
});

async function untilSomebodyWaits(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        database.db,
      );
      return rows.length;
    })
    .toBeGreaterThan(0);
}
