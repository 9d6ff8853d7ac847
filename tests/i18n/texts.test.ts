import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Language, languages } from '../../src/domain/language.ts';
import { texts, textsIn } from '../../src/i18n/i18n.ts';
import { completePlurals, type TextTree } from '../../src/i18n/texts.ts';

/** Every text by its whole key, `namespace:path.to.key`. */
function flatten(tree: TextTree, path: string[] = []): [string, string][] {
  return Object.entries(tree).flatMap(([key, text]) =>
    typeof text === 'string' ? [[nameOf([...path, key]), text] as [string, string]] : flatten(text, [...path, key]),
  );
}
const nameOf = ([namespace, ...path]: string[]) => `${namespace}:${path.join('.')}`;
const textsOf = (language: Language) => new Map(flatten({ ...texts[language] }));
const italian = textsOf('it');
const others = languages.filter((language) => language !== 'it');

/** `_many` is each language's own, and need not be written. */
const withoutMany = (keys: Iterable<string>) => [...keys].filter((key) => !key.endsWith('_many')).sort();
const insertedIn = (text: string | undefined) => [...new Set(text?.match(/\{\{[^}]+\}\}|\$t\([^)]+\)/g))].sort();

describe.each(others)('in %s', (language) => {
  const own = textsOf(language);

  test('there is every text, and no other', () => {
    expect(withoutMany(own.keys())).toEqual(withoutMany(italian.keys()));
  });

  test('a text inserts what the Italian one does', () => {
    const differing = [...own].filter(([key, text]) => {
      const model = italian.get(key) ?? italian.get(key.replace(/_many$/, '_other'));
      return insertedIn(text).join() !== insertedIn(model).join();
    });
    expect(differing).toEqual([]);
  });

  test('no text is empty, and a sentence is another than in Italian', () => {
    const left = [...own].filter(
      ([key, text]) => text.trim() === '' || (text.includes(' ') && text === italian.get(key)),
    );
    expect(left.filter(([key]) => !sameEverywhere.test(key))).toEqual([]);
  });
});

/** Names, words that two languages share, what is typed into a terminal, and what only puts two things side by side. */
const sameEverywhere =
  /^(account:sessions\.browsers\.samsung|citizen:start\.emptyCommand|domain:discardReason\.not_pertinent|email:dateAndPart)$/;

describe.each(languages)('counts in %s', (language) => {
  const t = textsIn(language);
  const counted = [...textsOf(language).keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6));

  test.each([0, 1, 2, 5, 1_000, 1_000_000])('%i shows no key', (count) => {
    expect(counted.length).toBeGreaterThan(40);
    for (const key of counted) expect(t(key, { count }), key).not.toBe(key.split(':')[1]);
  });

  test('have every form that the language asks for', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const complete = new Map(flatten(completePlurals({ ...texts[language] }, language)));
    const missing = counted.flatMap((key) => pluralCategories.map((form) => `${key}_${form}`));
    expect(missing.filter((key) => !complete.has(key))).toEqual([]);
  });
});

test.each([
  ['it', 'più di 1.000'],
  ['en', '1,000'],
  ['de', '1.000'],
  ['fr', '1\u202f000'],
] as const)('a number in a text is written as in %s', (language, shown) => {
  expect(textsIn(language)('volunteers:moreThan', { count: 1000, shown: 1000 })).toContain(shown);
});

test('no page or email speaks one language to everybody', () => {
  const files = globSync(['web/**/*.{ts,tsx}', 'src/mail/**/*.{ts,tsx}', 'activities/*.ts']);
  expect(files.length).toBeGreaterThan(250);
  const fixed = files.filter((file) => /textsIn\('|['"]it(-IT)?['"]/.test(readFileSync(file, 'utf8')));
  expect(fixed).toEqual([]);
});
