import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assetFiles } from '../../web/asset-files.ts';

const text = readFileSync('docs/conformity.md', 'utf8');

test('every test that docs/conformity.md names is there', () => {
  const named = [...text.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !existsSync(`tests/${name}`))).toEqual([]);
});

test('it tells of each of the model’s criteria', () => {
  const services = ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9', '1.10', '2.1', '2.2'];
  const others = ['3.1', '3.2', '3.3', '4.1', '5.1', '5.2'];
  for (const number of [...services, ...others]) expect(text).toContain(`| C.SE.${number} |`);
  for (const number of ['1.1', '1.2', '1.3', '2.1', ...others]) expect(text).toContain(`| C.SI.${number} |`);
});

test('titles and paragraphs are set in the model’s fonts alone (C.SE.1.3)', () => {
  const styles = [...assetFiles].filter(([name]) => name.endsWith('.css')).map(([, { body }]) => String(body));
  const families = styles.flatMap((css) =>
    [...css.matchAll(/font-family:\s*([^;}]+)/g)].map(([, family = '']) =>
      family.split(',')[0]?.replace(/["']/g, '').trim(),
    ),
  );
  const allowed = ['Titillium Web', 'Lora', 'Roboto Mono', 'inherit', 'var(--bs-font-monospace)'];
  expect(families.length).toBeGreaterThan(4);
  expect(
    [...new Set(families)]
      .filter(Boolean)
      .filter((family) => !allowed.includes(family ?? '') && !family?.startsWith('var(--bs-')),
  ).toEqual([]);
});
