import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// docs/security.md is read by those who can't read the code: what it claims must at least be there.

const text = readFileSync('docs/security.md', 'utf8');

/** Levels 1 and 2 of OWASP ASVS 5.0.0: of each section the numbers that are, without those of level 3. */
const sections =
  '1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2 2.1.1-3 2.2.1-3 2.3.1-4 2.4.1-1 3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2 ' +
  '4.1.1-3 4.2.1-1 4.3.1-2 4.4.1-4 5.1.1-1 5.2.1-3 5.3.1-2 5.4.1-3 6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 ' +
  '6.6.1-3 6.8.1-4 7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2 8.1.1-2 8.2.1-3 8.3.1-1 8.4.1-1 10.1.1-2 10.2.1-2 10.5.1-5 11.1.1-2 ' +
  '11.2.1-3 11.3.1-3 11.4.1-4 11.5.1-1 11.6.1-1 12.1.1-3 12.2.1-2 12.3.1-4 13.1.1-1 13.2.1-5 13.3.1-2 13.4.1-5 ' +
  '14.1.1-2 14.2.1-4 14.3.1-3 15.1.1-3 15.2.1-3 15.3.1-7 16.1.1-1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3';
const required = sections.split(' ').flatMap((section) => {
  const [, within, first, last] = /^(\d+\.\d+)\.(\d+)-(\d+)$/.exec(section) ?? [];
  const length = Number(last) - Number(first) + 1;
  return Array.from({ length }, (_, at) => `${within}.${Number(first) + at}`);
});

const rows = text
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map((line) => {
    const [number = '', asks = '', verdict = '', shown = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    return { number, asks, verdict, shown };
  });

test('every requirement of levels 1 and 2 stands there once, in order, but for what does not apply as a whole', () => {
  expect(rows.map(({ number }) => number)).toEqual(required);
  for (const chapter of ['V9', 'V10', 'V17']) {
    expect(text).toMatch(new RegExp(`^### ${chapter} .*\\n\\n[\\d.–, ]+: does not apply\\. .+$`, 'm'));
  }
});

test('each has a verdict, and a reason unless it is to come', () => {
  for (const { number, asks, verdict, shown } of rows) {
    expect(asks, number).not.toBe('');
    expect(['holds', 'does not apply', 'open', 'to come'], number).toContain(verdict);
    if (verdict !== 'to come') expect(shown, number).not.toBe('');
  }
});

test('what is named as showing it is there: tests, sources and pages', () => {
  const named = [...text.matchAll(/`([\w./-]+\.(?:tsx?|yml))`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(150);
  const lost = named.filter((path) => !existsSync(path.endsWith('.test.ts') ? `tests/${path}` : path));
  expect(lost.filter((path) => !existsSync(path))).toEqual([]);
  const links = [...text.matchAll(/\]\(((?:decisions\/)?[\w-]+\.md)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(10);
  for (const path of links) expect(existsSync(`docs/${path}`), path).toBe(true);
});
