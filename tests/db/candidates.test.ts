import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBulk } from '../../src/db/bulk.ts';
import { changeInBulk } from '../../src/db/candidates.ts';
import type { Db } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { markDispatched } from '../../src/db/status.ts';
import { beginImport, claimImport } from '../../src/db/volunteer-imports.ts';
import { applyClaimed } from '../../src/volunteers/import.ts';
import { readImport } from '../../src/volunteers/read-import.ts';
import { addSomeVolunteers, addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain } from '../support/request-fixture.ts';
import { head, lineOf } from '../volunteers/csv/csv-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

async function readCandidates({ id }: Comune) {
  const rows = await db
    .selectFrom('candidate')
    .selectAll()
    .where('municipality_id', '=', id)
    .orderBy('volunteer_id')
    .orderBy('skill_code')
    .execute();
  return rows.map((row) => ({
    ...row,
    skills: row.skills.toSorted(),
    zones: row.zones.toSorted(),
    needs: row.needs.toSorted(),
    languages: row.languages.toSorted(),
  }));
}

/** Those that stand there are those that would be made from nothing, and the lists are as long as they say. */
async function expectInStep(comune: Comune) {
  const stored = await readCandidates(comune);
  await sql`select rebuild_candidates(array(select id from volunteer where municipality_id = ${comune.id}))`.execute(
    db,
  );
  expect(stored).toEqual(await readCandidates(comune));
  const { rows } = await sql<{ skill_code: string; length: number; told: number }>`
    select skill_code, count(*)::int as length, (select sum(change)::int from candidate_count n
      where n.municipality_id = c.municipality_id and n.skill_code = c.skill_code) as told
    from candidate c where municipality_id = ${comune.id} group by municipality_id, skill_code`.execute(db);
  for (const { length, told } of rows) expect(told).toBe(length);
  return stored;
}

describe('the candidates', () => {
  it('follow every change of a volunteer, and go with them', async () => {
    const comune = await createComune(db);
    const [one = '', two = ''] = await addSomeVolunteers(db, comune, 3);
    const owner = { municipality_id: comune.id, volunteer_id: one };
    expect(await expectInStep(comune)).toHaveLength(12);
    await db.deleteFrom('volunteer_skill').where('volunteer_id', '=', one).where('skill_code', '=', 'lis').execute();
    await db
      .insertInto('volunteer_language')
      .values({ ...owner, language_code: 'en' })
      .execute();
    await db
      .insertInto('volunteer_need')
      .values({ ...owner, need_code: 'spesa' })
      .execute();
    await db.deleteFrom('volunteer_zone').where('volunteer_id', '=', one).where('zone_code', '=', 'centro').execute();
    await db.updateTable('volunteer').set({ vehicle: true, availability: 5 }).where('id', '=', one).execute();
    const changed = (await expectInStep(comune)).filter((row) => row.volunteer_id === one);
    expect(changed.map((row) => row.skill_code)).toEqual(['', 'ascolto', 'guida']);
    for (const row of changed) {
      expect(row).toMatchObject({ zones: ['collina'], languages: ['en'], needs: ['spesa'], vehicle: true });
    }
    for (const change of [
      { approval: 'suspended' as const },
      { approval: 'approved' as const, paused_until: '2099-01-01' },
      { paused_until: null, email_invalid_at: new Date() },
    ]) {
      await db.updateTable('volunteer').set(change).where('id', '=', two).execute();
      const rows = await expectInStep(comune);
      expect(rows.filter((row) => !row.free).map((row) => row.volunteer_id)).toEqual([two, two, two, two]);
    }
    // As a merge takes the later time over from the other one, with no offer made.
    const lastOffered = new Date('2026-11-01T08:00:00Z');
    await db.updateTable('volunteer').set({ last_offered_at: lastOffered }).where('id', '=', one).execute();
    const offered = (await expectInStep(comune)).filter((row) => row.volunteer_id === one);
    expect(offered.map((row) => row.last_offered_at)).toEqual([lastOffered, lastOffered, lastOffered]);
    await db.deleteFrom('volunteer').where('id', '=', two).execute();
    expect(await expectInStep(comune)).toHaveLength(7);
  });

  it('follow the offers: those made, and those that are closed', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 6);
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
    await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
    const asked = (await expectInStep(comune)).filter((row) => row.open_offers === 1);
    expect(asked).toHaveLength(20);
    await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
    await recordDecision(db, comune.bruno, requestId, { kind: 'close' });
    expect((await expectInStep(comune)).filter((row) => row.open_offers > 0)).toEqual([]);
  });

  it('are made once for many who change in one transaction', async () => {
    const comune = await createComune(db);
    const [one = '', two = ''] = await addSomeVolunteers(db, comune, 2);
    await db.transaction().execute((tx) =>
      changeInBulk(
        tx,
        () => sql`select unnest(${[one, two]}::uuid[])`,
        async () => {
          await tx.deleteFrom('volunteer_skill').where('volunteer_id', '=', one).execute();
          await tx.updateTable('volunteer').set({ vehicle: true }).where('id', 'in', [one, two]).execute();
          const untold = await tx.selectFrom('candidate').select('vehicle').where('volunteer_id', '=', one).execute();
          expect(untold).toEqual(Array(4).fill({ vehicle: false }));
        },
      ),
    );
    expect(await expectInStep(comune)).toHaveLength(5);
    // And afterwards each by itself again.
    await addVolunteer(db, comune, { skills: [] });
    expect(await expectInStep(comune)).toHaveLength(6);
  });

  it('are made of the rows of an import, and anew of those it changes', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 2);
    const bulk = openBulk(database.url);
    const importFile = async (...lines: string[]) => {
      const given = { municipalityId: comune.id, operatorId: comune.anna.id, fileName: 'v.csv', fileBytes: 1 };
      const importId = await beginImport(db, given);
      async function* bytes() {
        yield Buffer.from(`${head}\n${lines.join('\n')}\n`);
      }
      const deps = { db, bulk, now: () => new Date() };
      await readImport(deps, { municipality: comune, importId, bytes: bytes(), mostBytes: 1e6 });
      await claimImport(db, comune.id, importId, { withDuplicates: true });
      expect(await applyClaimed(deps, comune.id, importId)).toEqual({ kind: 'applied' });
    };
    const person = (n: number) => ({ email: `p${n}@esempio.it`, nome: `P${n}`, telefono: `347000000${n}` });
    await importFile(
      lineOf({ ...person(1), competenze: 'guida|ascolto', lingue: '' }),
      lineOf({ ...person(2), competenze: '', stato: 'in pausa' }),
      lineOf({ ...person(3), stato: 'da approvare', disponibilita: 'mar', automunito: 'no' }),
    );
    const made = (await expectInStep(comune)).slice(8);
    expect(made.map((row) => [row.skill_code, row.free])).toEqual([
      ['', true],
      ['ascolto', true],
      ['guida', true],
      ['', false],
      ['', false],
      ['guida', false],
    ]);
    await importFile(
      lineOf({ ...person(1), competenze: 'guida', zone: 'collina' }),
      lineOf({ ...person(2), competenze: '', stato: 'attivo' }),
      lineOf(person(4)),
    );
    const changed = (await expectInStep(comune)).slice(8);
    expect(changed.map((row) => [row.skill_code, row.free, row.zones])).toEqual([
      ['', true, ['collina']],
      ['guida', true, ['collina']],
      ['', true, ['centro']],
      ['', false, ['centro']],
      ['guida', false, ['centro']],
      ['', true, ['centro']],
      ['guida', true, ['centro']],
    ]);
    await bulk.db.destroy();
  });
});
