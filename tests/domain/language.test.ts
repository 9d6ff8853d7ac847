import { expect, test } from 'vitest';
import { matchLanguage } from '../../src/domain/language.ts';

test.each([
  [undefined, 'it'],
  ['', 'it'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['DE-it', 'de'],
  ['en-GB,en;q=0.9,it;q=0.8', 'en'],
  ['it;q=0.5, fr', 'fr'],
  ['fr;q=0.5, de;q=0.7', 'de'],
  ['ro, es;q=0.9, fr;q=0.1', 'fr'],
  ['ro, es', 'it'],
  ['*', 'it'],
  ['ro, *;q=0.5', 'it'],
  ['en;q=0, de;q=0.1', 'de'],
  ['en;q=0', 'it'],
  ['en;q=nine', 'en'],
  ['en;Q=0.2;x=y, fr;q=0.3', 'fr'],
  ['__proto__, constructor;q=1, \0', 'it'],
  [`${'x,'.repeat(5_000)}en`, 'it'],
])('%j is answered in %s', (header, language) => {
  expect(matchLanguage(header)).toBe(language);
});
