import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { listHelpRequests } from '../../src/db/help-request-table.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
const people = {
  rossi: { givenName: 'Maria Luisa', familyName: 'Rossi', telephone: '+393331112233' },
  percent: { givenName: 'Cento%', familyName: 'Per_cento', telephone: '+393331112244' },
  slash: { givenName: 'Barra\\', familyName: "D'Angelo", telephone: '+390612345678' },
  accent: { givenName: 'Èlia', familyName: 'Però', telephone: '+393471112255' },
};
type Person = keyof typeof people;
const ids = new Map<string, Person>();
const references = new Map<Person, string>();

const isPerson = (name: string): name is Person => name in people;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  for (const name of Object.keys(people).filter(isPerson)) {
    const id = await addAwaiting(db, comune, { requester: people[name] });
    ids.set(id, name);
    const { reference } = await db
      .selectFrom('help_request')
      .select('reference')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    references.set(name, reference);
  }
  await addSubmitted(db, comune, { requester: people.rossi });
  await addAwaiting(db, await createComune(db), { requester: people.rossi });
});
afterAll(() => database.drop());

async function search(q: string): Promise<string[]> {
  const { items } = await listHelpRequests(db, { municipalityId: comune.id, q, limit: 50 });
  return items.map((row) => ids.get(row.id) ?? 'not in the table').toSorted();
}

const everyone = Object.keys(people).toSorted();

describe('a search', () => {
  it.each<[string, Person[]]>([
    ['rossi', ['rossi']],
    ['ROSSI', ['rossi']],
    ['  rossi   maria ', ['rossi']],
    ['luisa ross', ['rossi']],
    ['rossi bruno', []],
    ["d'angelo", ['slash']],
    ['ÈLIA', ['accent']],
    ['pero\u0300', ['accent']],
    ['333 111 2233', ['rossi']],
    ['+39 333 1112233', ['rossi']],
    ['333.111.22', ['percent', 'rossi']],
    ['333-1112244', ['percent']],
    ['06/12345678', ['slash']],
    ['0039 333 1112233', ['rossi']],
    ['(06) 1234 5678', ['slash']],
  ])('for «%s» finds %j', async (q, found) => {
    expect(await search(q)).toEqual(found);
  });

  it.each<[string, Person[]]>([
    ['%', ['percent']],
    ['_', ['percent']],
    ['\\', ['slash']],
    ['o%', ['percent']],
    ['m%a', []],
    ['ross_', []],
    ['\\%', []],
  ])('takes the signs of LIKE as they are: «%s» finds %j', async (q, found) => {
    expect(await search(q)).toEqual(found);
  });

  it('finds a reference as people type it', async () => {
    for (const [name, reference] of references) {
      const compact = reference.replace('-', '');
      const typed = [
        reference,
        reference.toLowerCase(),
        compact,
        ` ${compact.toLowerCase()} `,
        reference.replace('-', ' '),
      ];
      for (const q of typed) expect(await search(q)).toEqual([name]);
      expect(await search(reference.slice(0, 6))).toContain(name);
    }
  });

  it('shows the whole table where there is nothing to look for', async () => {
    for (const q of ['', '   ', '\0', 'a\0b', '\ud800']) expect(await search(q)).toEqual(everyone);
  });

  it('answers with rows of the table, whatever is typed', async () => {
    const signs = fc.string({ unit: fc.constantFrom(...'%_\\\'"; roi+39-()😀\0\ud83d\n'.split('')), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(signs, fc.string({ unit: 'binary', maxLength: 200 })), async (q) => {
        for (const name of await search(q)) expect(everyone).toContain(name);
      }),
      { numRuns: 300 },
    );
  });

  it('is cut at a hundred characters, also between the halves of one', async () => {
    expect(await search(`${' '.repeat(95)}rossi${'x'.repeat(500)}`)).toEqual(['rossi']);
    expect(await search(`${'x'.repeat(99)}😀`)).toEqual([]);
  });
});
