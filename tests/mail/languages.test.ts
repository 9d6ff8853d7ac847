import { describe, expect, test } from 'vitest';
import { languages } from '../../src/domain/language.ts';
import { emailKinds } from '../../src/domain/mail.ts';
import { textsIn } from '../../src/i18n/i18n.ts';
import italian from '../../src/i18n/it/email.json' with { type: 'json' };
import type { TextTree } from '../../src/i18n/texts.ts';
import { compose } from './compose-fixture.ts';

/** The keys of all that an email can say word for word, without anything put into it. */
function listKeys(tree: TextTree, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, text]) => {
    if (typeof text !== 'string') return listKeys(text, `${path}${key}.`);
    return text.includes('{{') ? [] : [`email:${path}${key}`];
  });
}
const wordForWord = listKeys(italian);

describe.each(languages)('in %s', (language) => {
  const t = textsIn(language);

  test.each(emailKinds)('%s is whole: no key, no place left open, nothing of another language', (kind) => {
    const { subject, text, html } = compose(kind, undefined, language);
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${language}">`));
    for (const said of [subject, text, html])
      expect(said).not.toMatch(/(?:email|domain):[a-z]|_one|_other|\{\{|undefined/);
    expect(text).toContain(t('email:farewell'));
    const foreign = languages
      .filter((other) => other !== language)
      .flatMap((other) => wordForWord.map((key) => [textsIn(other)(key), t(key)] as const))
      .filter(([other, own]) => other !== own && other.includes(' ') && !own.includes(other))
      .filter(([other]) => text.includes(other));
    expect(foreign).toEqual([]);
  });
});

test.each([
  ['it', 'mercoledì 25 novembre 2026, pomeriggio'],
  ['en', 'Wednesday, 25 November 2026, '],
  ['de', 'Mittwoch, 25. November 2026, '],
  ['fr', 'mercredi 25 novembre 2026, '],
] as const)('a day is written as in %s', (language, day) => {
  expect(compose('dispatch_to_lead', undefined, language).text).toContain(day);
});
