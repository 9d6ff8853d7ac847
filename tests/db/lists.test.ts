import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addEntry, changeEntry, moveEntry, readList } from '../../src/db/lists.ts';
import { findMunicipality } from '../../src/db/municipalities.ts';
import { type ListKind, listKinds, noDefaults } from '../../src/domain/comune-lists.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  comune = await createComune(database.db);
});

const read = (kind: ListKind) => readList(database.db, comune.id, kind);
const seen = async () => ({ municipalityId: comune.id, version: (await read('need')).version });
const codesOf = async (kind: ListKind) => (await read(kind)).entries.map(({ code }) => code);

describe('an entry that is added', () => {
  it.each(listKinds)('stands at the end of the list of each %s, with a code that no other has', async (kind) => {
    const { db } = database;
    const before = await codesOf(kind);
    expect(await addEntry(db, comune.id, kind, 'Città alta')).toEqual({ kind: 'added', code: 'citta-alta' });
    expect(await addEntry(db, comune.id, kind, 'Citta alta')).toEqual({ kind: 'added', code: 'citta-alta-2' });
    expect(await addEntry(db, comune.id, kind, 'CITTÀ ALTA')).toEqual({ kind: 'label_exists' });
    expect(await codesOf(kind)).toEqual([...before, 'citta-alta', 'citta-alta-2']);
    expect((await read(kind)).entries.at(-1)).toMatchObject({ defaults: noDefaults, neighbours: [], retired: false });
  });

  it('is one of each that two operators add at the same instant', async () => {
    const added = await Promise.all(
      ['Porto', 'porto', 'Pórto', 'Lido'].map((label) => addEntry(database.db, comune.id, 'zone', label)),
    );
    expect(added.filter(({ kind }) => kind === 'added')).toHaveLength(3);
    expect(new Set(await codesOf('zone')).size).toBe(5);
  });

  it('is refused where the list is full', async () => {
    for (let i = 0; i < 97; i += 1) await addEntry(database.db, comune.id, 'skill', `Competenza ${i}`);
    expect(await addEntry(database.db, comune.id, 'skill', 'Una di troppo')).toEqual({ kind: 'list_full' });
  });
});

describe('a change of the settings', () => {
  it('is made by one of two at the same instant, and the other is told', async () => {
    const version = await seen();
    const outcomes = await Promise.all(
      ['Uno', 'Due', 'Tre'].map((label) =>
        changeEntry(database.db, version, { kind: 'zone', code: 'centro' }, { label, neighbours: [] }),
      ),
    );
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['saved', 'stale', 'stale']);
  });

  it('of one Comune leaves another’s codes as they are', async () => {
    const other = await createComune(database.db);
    await changeEntry(
      database.db,
      await seen(),
      { kind: 'zone', code: 'centro' },
      { label: 'Piazza', neighbours: ['collina'] },
    );
    const { entries, version } = await readList(database.db, other.id, 'zone');
    expect(version).toBe(1);
    expect(entries.map(({ label, neighbours }) => [label, neighbours])).toEqual([
      ['Centro', []],
      ['Collina', []],
    ]);
    expect(await changeEntry(database.db, await seen(), { kind: 'zone', code: 'boh' }, { label: 'X' })).toEqual({
      kind: 'not_found',
    });
  });

  it('gives both zones their neighbour, and takes it from both', async () => {
    const { db } = database;
    const neighboursOf = async () => (await read('zone')).entries.map(({ neighbours }) => neighbours);
    const collina = { kind: 'zone', code: 'collina' } as const;
    const give = async (neighbours: string[]) =>
      (await changeEntry(db, await seen(), collina, { label: 'Collina', neighbours })).kind;
    expect([await give(['centro', 'centro']), await neighboursOf()]).toEqual(['saved', [['collina'], ['centro']]]);
    expect([await give(['centro']), await neighboursOf()]).toEqual(['saved', [['collina'], ['centro']]]);
    expect(await give(['collina'])).toBe('invalid');
    expect([await give([]), await neighboursOf()]).toEqual(['saved', [[], []]]);
  });

  it('gives a need what it requires, and refuses what stands in no list', async () => {
    const { db } = database;
    const need = { kind: 'need', code: 'spesa' } as const;
    const defaults = {
      skills: ['lis', 'guida'],
      vehicle: true,
      languages: ['en', 'it'],
      languagesMatch: 'all' as const,
    };
    const change = async (given: typeof defaults) =>
      changeEntry(db, await seen(), need, { label: 'Spesa', defaults: given });
    expect(await change(defaults)).toEqual({ kind: 'saved' });
    expect((await read('need')).entries[0]?.defaults).toEqual({ ...defaults, skills: ['guida', 'lis'] });
    expect(await change({ ...defaults, skills: ['boh'], languages: ['xx'] })).toEqual({
      kind: 'invalid',
      errors: ['skills', 'languages'].map((path) => ({ path, message: 'validation.choose' })),
    });
    expect((await read('need')).entries[0]?.defaults.skills).toEqual(['guida', 'lis']);
    expect(await change({ ...noDefaults, languagesMatch: 'all' })).toEqual({ kind: 'saved' });
    expect((await read('need')).entries[0]?.defaults).toEqual({ ...noDefaults, languagesMatch: 'all' });
  });

  it('puts a list in order, with no place twice', async () => {
    const { db } = database;
    const move = async (code: string, direction: 'up' | 'down') =>
      (await moveEntry(db, await seen(), { kind: 'skill', code }, direction)).kind;
    expect([await move('lis', 'up'), await codesOf('skill')]).toEqual(['saved', ['guida', 'lis', 'ascolto']]);
    expect([await move('guida', 'up'), await codesOf('skill')]).toEqual(['saved', ['guida', 'lis', 'ascolto']]);
    expect([await move('guida', 'down'), await codesOf('skill')]).toEqual(['saved', ['lis', 'guida', 'ascolto']]);
    expect(await move('boh', 'down')).toBe('not_found');
    const found = await findMunicipality(db, comune.slug);
    expect(found?.skills.map(({ code }) => code)).toEqual(['lis', 'guida', 'ascolto']);
  });
});
