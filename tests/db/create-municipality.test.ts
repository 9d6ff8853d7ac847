import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMunicipality, municipalityDefinition } from '../../src/db/create-municipality.ts';
import { readList } from '../../src/db/lists.ts';
import { findMunicipality } from '../../src/db/municipalities.ts';
import { noDefaults } from '../../src/domain/comune-lists.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let example: Record<string, unknown>;
beforeAll(async () => {
  database = await createTestDatabase();
  example = JSON.parse(await readFile('docs/comune.example.json', 'utf8'));
});
afterAll(() => database.drop());

describe('a Comune from its JSON file', () => {
  it('has its languages, its neighbours both ways round, and what each need requires', async () => {
    const { db } = database;
    const { id } = await createMunicipality(db, municipalityDefinition.parse(example));
    const needs = (await readList(db, id, 'need')).entries;
    expect(needs.map(({ code, defaults }) => [code, defaults])).toEqual([
      ['spesa', { ...noDefaults, skills: ['spesa'] }],
      ['farmaci', { ...noDefaults, skills: ['farmaci'] }],
      ['trasporto', { ...noDefaults, skills: ['guida'], vehicle: true }],
      ['interprete', { ...noDefaults, languages: ['ar', 'en'] }],
    ]);
    expect((await readList(db, id, 'zone')).entries.map(({ code, neighbours }) => [code, neighbours])).toEqual([
      ['centro', ['frazioni']],
      ['frazioni', ['centro']],
    ]);
    expect((await readList(db, id, 'language')).entries.map(({ label }) => label)).toEqual([
      'Italiano',
      'Inglese',
      'Arabo',
    ]);
  });

  it('has its links in the footer and its own words', async () => {
    const { db } = database;
    const { links, ...definition } = { ...example, slug: 'con-collegamenti', links: example['footerLinks'] };
    await createMunicipality(db, municipalityDefinition.parse(definition));
    const found = await findMunicipality(db, 'con-collegamenti');
    expect(found?.footerLinks).toEqual(links);
    expect(found?.helpText).toBe(example['helpText']);
    const some = { ...definition, slug: 'con-uno', footerLinks: { faq: 'https://www.borgo.example/faq' } };
    await createMunicipality(db, municipalityDefinition.parse(some));
    expect((await findMunicipality(db, 'con-uno'))?.footerLinks).toEqual({
      accessibility: null,
      portal: null,
      services: null,
      legalNotes: null,
      faq: 'https://www.borgo.example/faq',
      reportInefficiency: null,
    });
  });

  it('may leave out what it does not use', () => {
    const { neighbours: _, languages: __, footerLinks: ___, helpText: ____, ...rest } = example;
    const needs = [{ code: 'spesa', label: 'Spesa' }];
    expect(municipalityDefinition.parse({ ...rest, needs })).toMatchObject({ neighbours: [], languages: [] });
  });

  it.each([
    ['a neighbour that is no zone', { neighbours: [['centro', 'boh']] }, 'neighbours.0'],
    ['a zone next to itself', { neighbours: [['centro', 'centro']] }, 'neighbours.0'],
    ['a skill of no list', { needs: [{ code: 'x', label: 'X', skills: ['boh'] }] }, 'needs.0.skills'],
    ['a language of no list', { needs: [{ code: 'x', label: 'X', languages: ['boh'] }] }, 'needs.0.languages'],
    ['a link that is not https', { footerLinks: { faq: 'http://borgo.example' } }, 'footerLinks.faq'],
    ['three zones as a pair', { neighbours: [['centro', 'frazioni', 'centro']] }, 'neighbours.0'],
  ])('is refused with where it is wrong: %s', (_, over, path) => {
    const { error } = municipalityDefinition.safeParse({ ...example, ...over });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
