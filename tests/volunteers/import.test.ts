import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bulk, openBulk } from '../../src/db/bulk.ts';
import { listImportRows, type RowKind } from '../../src/db/volunteer-import-rows.ts';
import { beginImport, claimImport, discardImport, findImport } from '../../src/db/volunteer-imports.ts';
import { always } from '../../src/domain/availability.ts';
import { writeVolunteers } from '../../src/volunteers/export.ts';
import { applyClaimed } from '../../src/volunteers/import.ts';
import { readImport } from '../../src/volunteers/read-import.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { head, lineOf } from './csv/csv-fixture.ts';

let database: TestDatabase;
let bulk: Bulk;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  bulk = openBulk(database.url);
});
afterAll(async () => {
  await bulk.db.destroy();
  await database.drop();
});
beforeEach(async () => {
  comune = await createComune(database.db);
});

const deps = () => ({ db: database.db, bulk, now: () => new Date() });

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

async function stage(text: string, to = comune): Promise<string> {
  const importId = await beginImport(database.db, {
    municipalityId: to.id,
    operatorId: to.anna.id,
    fileName: 'v.csv',
    fileBytes: text.length,
  });
  await readImport(deps(), { municipality: to, importId, bytes: bytesOf(text), mostBytes: 1_000_000 });
  return importId;
}

const find = async (id: string, to = comune) => {
  const found = await findImport(database.db, to.id, id);
  if (found === undefined) throw new Error('the import is not there');
  return found;
};

async function apply(importId: string, { withDuplicates = false, to = comune } = {}) {
  const claimed = await claimImport(database.db, to.id, importId, { withDuplicates, operatorId: to.anna.id });
  return claimed ? await applyClaimed(deps(), to.id, importId) : { kind: 'not_claimed' };
}

const rowsOf = async (importId: string, kind: RowKind, to = comune) =>
  await listImportRows(database.db, { municipalityId: to.id, importId }, { kind, limit: 100 });

/** All that the Comune knows of its volunteers, as its own export tells it. */
async function exported(of = comune): Promise<string[]> {
  let text = '';
  for await (const piece of writeVolunteers(database.db, of.id)) text += piece;
  return text.split('\r\n').slice(1, -1).toSorted();
}

const countStaged = async () =>
  Number((await sql<{ n: string }>`select count(*) as n from volunteer_import_row`.execute(database.db)).rows[0]?.n);

const file = (...lines: string[]) => `${head}\n${lines.join('\n')}\n`;

describe('a file', () => {
  test('of new volunteers is previewed, changes nothing, and is then imported', async () => {
    const id = await stage(
      file(
        lineOf(),
        lineOf({
          email: 'b@esempio.it',
          nome: 'Bea',
          telefono: '06 1234567',
          stato: 'da approvare',
          disponibilita: '',
          competenze: '',
        }),
      ),
    );
    expect((await find(id)).state).toBe('ready');
    expect((await find(id)).counts).toEqual({ new: 2, update: 0, same: 0, duplicate: 0, error: 0 });
    expect(await exported()).toEqual([]);
    expect(await apply(id)).toEqual({ kind: 'applied' });
    expect((await find(id)).state).toBe('applied');
    const volunteers = await database.db
      .selectFrom('volunteer')
      .selectAll()
      .where('municipality_id', '=', comune.id)
      .orderBy('email')
      .execute();
    expect(volunteers).toMatchObject([
      {
        email: 'anna@esempio.it',
        approval: 'approved',
        birth_date: '1980-02-28',
        vehicle: true,
        availability: 1,
        paused_until: null,
      },
      { email: 'b@esempio.it', approval: 'pending', telephone: '+39061234567', availability: always },
    ]);
    expect(volunteers.every(({ confirmed_at }) => confirmed_at !== null)).toBe(true);
    const events = await database.db
      .selectFrom('volunteer_event')
      .select(['event', 'by_operator'])
      .where('municipality_id', '=', comune.id)
      .execute();
    expect(events).toEqual(Array(2).fill({ event: 'imported', by_operator: comune.anna.id }));
    expect(await countStaged()).toBe(0);
    expect(await apply(id)).toEqual({ kind: 'not_claimed' });
  });

  test('says of each row what it would do', async () => {
    const known = await addVolunteer(database.db, comune);
    await database.db
      .updateTable('volunteer')
      .set({
        email: 'nota@esempio.it',
        telephone: '+390611111',
        birth_date: '1970-01-01',
        given_name: 'Vito',
        family_name: 'Volontario',
      })
      .where('id', '=', known)
      .execute();
    const person = (n: number) => ({ email: `p${n}@esempio.it`, telefono: `333 000 000${n}`, nome: `Persona ${n}` });
    const id = await stage(
      file(
        lineOf({ ...person(1), email: 'NOTA@esempio.it' }),
        lineOf({ ...person(2), telefono: '06 11111' }),
        lineOf({ ...person(3), cognome: 'volontario', nome: 'VITO', data_nascita: '1970-01-01' }),
        lineOf(person(4)),
        lineOf({ ...person(5), telefono: person(4).telefono }),
        lineOf({ ...person(6), nome: 'persona 4' }),
        lineOf({ ...person(7), email: 'P4@esempio.it' }),
        lineOf({ ...person(8), zone: '' }),
        lineOf({ ...person(9), zone: 'altrove', max_richieste: '0' }),
      ),
    );
    const kinds = await Promise.all((['new', 'update', 'duplicate', 'error'] as const).map((kind) => rowsOf(id, kind)));
    expect(kinds[0]?.map(({ row }) => row)).toEqual([5]);
    expect(kinds[1]?.map(({ row }) => row)).toEqual([2]);
    expect(kinds[2]?.map(({ row, matchedBy, duplicateOf }) => [row, matchedBy, duplicateOf])).toEqual([
      [3, 'telephone', { volunteerId: known, name: 'Volontario Vito' }],
      [4, 'person', { volunteerId: known, name: 'Volontario Vito' }],
      [6, 'telephone', { row: 5 }],
      [7, 'person', { row: 5 }],
      [8, 'email', { row: 5 }],
    ]);
    expect(kinds[3]?.map(({ row, errors }) => [row, errors])).toEqual([
      [9, [{ column: 'zone', why: 'required', value: '' }]],
      [
        10,
        [
          { column: 'zone', why: 'unknown', value: 'altrove' },
          { column: 'max_richieste', why: 'maxOpenOffers', value: '0' },
        ],
      ],
    ]);
    expect(await apply(id)).toEqual({ kind: 'not_claimed' });
    expect(await discardImport(database.db, comune.id, id)).toBe(true);
    expect(await countStaged()).toBe(0);
  });

  test('with duplicates leaves them out, or takes them in when asked, but never two of one address', async () => {
    const lines = [
      lineOf(),
      lineOf({ email: 'b@esempio.it', nome: 'Bea' }),
      lineOf({ nome: 'Carla', telefono: '06 1234567' }),
    ];
    expect(await apply(await stage(file(...lines)))).toEqual({ kind: 'applied' });
    expect(await exported()).toHaveLength(1);
    const other = await createComune(database.db);
    expect(await apply(await stage(file(...lines), other), { withDuplicates: true, to: other })).toEqual({
      kind: 'applied',
    });
    expect(await exported(other)).toHaveLength(2);
  });

  test('updates what its columns say, and keeps what they do not', async () => {
    await apply(await stage(file(lineOf())));
    const before = await database.db
      .selectFrom('volunteer')
      .selectAll()
      .where('municipality_id', '=', comune.id)
      .executeTakeFirstOrThrow();
    const changes = await stage(
      'cognome;nome;email;telefono;zone;lingue;data_nascita\nBianchi;Anna;ANNA@esempio.it;3331234567;collina;en|it;\n',
    );
    expect((await find(changes)).counts).toMatchObject({ update: 1, new: 0 });
    await apply(changes);
    const after = await database.db
      .selectFrom('volunteer')
      .selectAll()
      .where('municipality_id', '=', comune.id)
      .executeTakeFirstOrThrow();
    expect(after).toMatchObject({
      id: before.id,
      family_name: 'Bianchi',
      birth_date: '1980-02-28',
      vehicle: true,
      availability: 1,
      version: before.version + 1,
    });
    expect((await exported())[0]).toContain(';guida;collina;en|it;');
  });

  test('does not undo what an operator decided, and keeps a pause until a day', async () => {
    await apply(await stage(file(lineOf())));
    await sql`update volunteer set approval = 'suspended' where municipality_id = ${comune.id}`.execute(database.db);
    const id = await stage(file(lineOf()));
    expect((await rowsOf(id, 'error'))[0]?.errors).toEqual([{ column: 'stato', why: 'decided', value: '' }]);
    await sql`update volunteer set approval = 'approved', paused_until = '2090-01-01' where municipality_id = ${comune.id}`.execute(
      database.db,
    );
    expect((await find(await stage(file(lineOf({ stato: 'in pausa' }))))).counts).toMatchObject({ same: 1 });
    expect((await find(await stage(file(lineOf())))).counts).toMatchObject({ update: 1 });
  });

  test("knows another Comune's volunteers and zones as little as its import", async () => {
    const other = await createComune(database.db);
    await apply(await stage(file(lineOf()), other), { to: other });
    const id = await stage(file(lineOf()));
    expect((await find(id)).counts).toMatchObject({ new: 1 });
    expect(await findImport(database.db, other.id, id)).toBeUndefined();
    expect(await rowsOf(id, 'new', other)).toEqual([]);
    expect(await claimImport(database.db, other.id, id, { withDuplicates: false })).toBe(false);
    expect(await discardImport(database.db, other.id, id)).toBe(false);
  });
});

describe('an export', () => {
  test('imports as it is: here it changes nothing, elsewhere it makes the same', async () => {
    const names = ['=1+1', '+39', '-x', '@a', "'=b", 'Nicolò "il lungo"; ecc', "D'Amico"];
    const standings = ['attivo', 'in pausa', 'da approvare', 'sospeso', 'non accettato'];
    const lines = names.map((name, n) =>
      lineOf({
        cognome: `"${name.replaceAll('"', '""')}"`.replace(/^"(['=+\-@])/, '"\'$1'),
        email: `v${n}@esempio.it`,
        telefono: `333000000${n}`,
        data_nascita: n % 2 === 0 ? '' : '03/04/1975',
        stato: standings[n % 5] ?? '',
        disponibilita: n % 3 === 0 ? '' : 'mar-sera|sab-dom',
        competenze: n % 2 === 0 ? '' : 'lis|ascolto',
      }),
    );
    await apply(await stage(file(...lines)));
    const first = await exported();
    expect(first).toHaveLength(names.length);
    let text = '';
    for await (const piece of writeVolunteers(database.db, comune.id)) text += piece;
    const again = await stage(text);
    expect((await find(again)).counts).toEqual({ new: 0, update: 0, same: names.length, duplicate: 0, error: 0 });
    const other = await createComune(database.db);
    expect(await apply(await stage(text, other), { to: other })).toEqual({ kind: 'applied' });
    expect(await exported(other)).toEqual(first);
  });

  test('leaves out who has not confirmed their address', async () => {
    const id = await addVolunteer(database.db, comune);
    await database.db.updateTable('volunteer').set({ confirmed_at: null }).where('id', '=', id).execute();
    expect(await exported()).toEqual([]);
  });
});

describe('between the preview and «Importa»', () => {
  test('somebody may register with an address of the file: nothing is imported, and the preview says so', async () => {
    const id = await stage(file(lineOf(), lineOf({ email: 'b@esempio.it', nome: 'Bea', telefono: '06 1234567' })));
    const known = await addVolunteer(database.db, comune);
    await database.db.updateTable('volunteer').set({ email: 'b@esempio.it' }).where('id', '=', known).execute();
    expect(await apply(id)).toEqual({ kind: 'changed' });
    expect(await find(id)).toMatchObject({ state: 'ready', changed: true, counts: { new: 1, update: 1 } });
    expect(await exported()).toHaveLength(1);
    expect(await apply(id)).toEqual({ kind: 'applied' });
    expect(await exported()).toHaveLength(2);
  });

  test('two may press at once: one import happens', async () => {
    const id = await stage(file(lineOf()));
    const both = await Promise.all([apply(id), apply(id)]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['applied', 'not_claimed']);
    expect(await exported()).toHaveLength(1);
  });

  test('a zone may be taken away: the import fails whole, and can be pressed again', async () => {
    const id = await stage(
      file(lineOf({ zone: 'collina' }), lineOf({ email: 'b@esempio.it', nome: 'B', telefono: '06 1234567' })),
    );
    await database.db
      .deleteFrom('zone')
      .where('municipality_id', '=', comune.id)
      .where('code', '=', 'collina')
      .execute();
    await expect(apply(id)).rejects.toThrow(/foreign key/);
    expect(await exported()).toEqual([]);
  });
});

describe('what breaks off', () => {
  test('in the middle of a file leaves nothing of it', async () => {
    async function* broken() {
      yield Buffer.from(file(...Array.from({ length: 2_000 }, (_, n) => lineOf({ email: `v${n}@esempio.it` }))));
      throw new Error('the disk is gone');
    }
    const before = await countStaged();
    const importId = await beginImport(database.db, { municipalityId: comune.id, fileName: 'v.csv', fileBytes: 1 });
    const reading = readImport(deps(), { municipality: comune, importId, bytes: broken(), mostBytes: 1e9 });
    await expect(reading).rejects.toThrow('the disk is gone');
    expect(await countStaged()).toBe(before);
  });

  test('with its process is seen as interrupted, and one that was applying can be pressed again', async () => {
    const id = await stage(file(lineOf()));
    await claimImport(database.db, comune.id, id, { withDuplicates: false });
    expect(await apply(id)).toEqual({ kind: 'not_claimed' });
    await sql`update volunteer_import set alive_at = now() - interval '16 seconds' where id = ${id}`.execute(
      database.db,
    );
    expect(await find(id)).toMatchObject({ state: 'ready', applyInterrupted: true });
    expect(await apply(id)).toEqual({ kind: 'applied' });
    const reading = await beginImport(database.db, { municipalityId: comune.id, fileName: randomUUID(), fileBytes: 1 });
    expect((await find(reading)).state).toBe('reading');
    await sql`update volunteer_import set alive_at = now() - interval '16 seconds' where id = ${reading}`.execute(
      database.db,
    );
    expect((await find(reading)).state).toBe('interrupted');
  });

  test('of previews nobody pressed «Importa» under, the next import takes away what is a day old', async () => {
    const id = await stage(file(lineOf()));
    await sql`update volunteer_import set started_at = now() - interval '25 hours', alive_at = now() - interval '1 hour' where id = ${id}`.execute(
      database.db,
    );
    await stage(file(lineOf()));
    expect((await find(id)).state).toBe('discarded');
    expect(await rowsOf(id, 'new')).toEqual([]);
  });
});
