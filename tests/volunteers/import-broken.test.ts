import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { beginImport, claimImport } from '../../src/db/volunteer-imports.ts';
import { readImport } from '../../src/volunteers/read-import.ts';
import { addVolunteer } from '../support/comune-fixture.ts';
import { lineOf } from './csv/csv-fixture.ts';

import { apply, comune, countStaged, database, deps, exported, file, find, rowsOf, stage } from './import-fixture.ts';

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
