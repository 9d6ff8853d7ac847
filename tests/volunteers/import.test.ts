import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { claimImport, discardImport, findImport } from '../../src/db/volunteer-imports.ts';
import { always } from '../../src/domain/availability.ts';
import { writeVolunteers } from '../../src/volunteers/export.ts';
import { addVolunteer, createComune } from '../support/comune-fixture.ts';
import { lineOf } from './csv/csv-fixture.ts';

import { apply, comune, countStaged, database, exported, file, find, rowsOf, stage } from './import-fixture.ts';

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
