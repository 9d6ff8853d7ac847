import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

/** What the standard requires of version 0.4, and as it requires it: https://yml.publiccode.tools/schema.core.html */
const description = z.object({
  genericName: z.string().max(35),
  shortDescription: z.string().min(1).max(150),
  longDescription: z.string().min(150).max(10_000),
  features: z.array(z.string().min(1).max(100)).min(1),
});
const publiccode = z.object({
  publiccodeYmlVersion: z.string().regex(/^0\.[4-9]$/),
  name: z.string().min(1),
  url: z.url(),
  releaseDate: z.iso.date(),
  softwareVersion: z.string(),
  developmentStatus: z.enum(['concept', 'development', 'beta', 'stable', 'obsolete']),
  softwareType: z.literal('standalone/web'),
  platforms: z.array(z.string()).min(1),
  categories: z.array(z.string()).min(1),
  description: z.record(z.string().regex(/^[a-z]{2}$/), description),
  legal: z.object({ license: z.string() }),
  maintenance: z.object({
    type: z.enum(['internal', 'community']),
    contacts: z.array(z.object({ name: z.string().min(1) })).min(1),
  }),
  localisation: z.object({ localisationReady: z.boolean(), availableLanguages: z.array(z.string()).min(1) }),
});

const read = () => publiccode.parse(parse(readFileSync('publiccode.yml', 'utf8')));

test('publiccode.yml has what its standard requires, in Italian and English', () => {
  expect(Object.keys(read().description)).toEqual(['it', 'en']);
});

test('and says of version, licence and languages what is so', () => {
  const { version, license } = z
    .object({ version: z.string(), license: z.string() })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const { softwareVersion, legal, localisation } = read();
  expect([softwareVersion, legal.license]).toEqual([version, license]);
  const languages = globSync('src/i18n/*/').map((folder) => basename(folder));
  expect(localisation.availableLanguages.toSorted()).toEqual(languages.toSorted());
});
