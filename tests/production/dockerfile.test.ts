import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

type Instruction = { word: string; rest: string };

/** The instructions of each stage, continued lines joined and comments left out. */
function readStages(text: string): {
  before: Instruction[];
  stages: { name: string; base: string; body: Instruction[] }[];
} {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const instructions = lines
    .join('\n')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [word = '', ...rest] = line.trim().split(/\s+/);
      return { word, rest: rest.join(' ') };
    });
  const starts = instructions.flatMap(({ word }, index) => (word === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => {
    const [base = '', , name = ''] = (instructions[start]?.rest ?? '').split(' ');
    return { name, base, body: instructions.slice(start + 1, starts[index + 1]) };
  });
  return { before: instructions.slice(0, starts[0]), stages };
}

const { before, stages } = readStages(readFileSync('Dockerfile', 'utf8'));
const runtime = stages.at(-1);
const all = (word: string) => runtime?.body.filter((one) => one.word === word).map(({ rest }) => rest) ?? [];

describe('the Dockerfile', () => {
  test('builds, installs and runs in stages of one pinned Node, the one of package.json', () => {
    const { devDependencies } = z
      .object({ devDependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    expect(stages.map(({ name, base }) => [name, base])).toEqual([
      ['build', `\${NODE}`],
      ['packages', `\${NODE}`],
      ['runtime', `\${NODE}`],
    ]);
    expect(before).toEqual([{ word: 'ARG', rest: `NODE=node:${devDependencies.node}-trixie-slim` }]);
  });

  test('brings no development dependency and runs no install script', () => {
    const [build, packages] = stages.map(({ body }) => body.find(({ word }) => word === 'RUN')?.rest);
    expect(build).toContain('npm ci --ignore-scripts');
    expect(packages).toMatch(/^npm pkg delete devDependencies && npm ci --ignore-scripts --omit=dev --omit=peer /);
    expect(all('RUN')).toEqual([]);
    expect(all('COPY').filter((copy) => copy.startsWith('--from=build'))).toEqual(['--from=build /app/dist dist']);
  });

  test('builds the workflows and the rest beforehand', () => {
    expect(stages[0]?.body.at(-1)).toEqual({ word: 'RUN', rest: 'node build.mjs' });
  });

  test('copies only what exists', () => {
    const copied = stages.flatMap(({ body }) =>
      body.filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from')),
    );
    const sources = copied.flatMap(({ rest }) => rest.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(6);
    for (const source of sources) expect(existsSync(source), source).toBe(true);
  });

  test('runs as a user who is not root, in production', () => {
    expect(all('USER')).toEqual(['1000:1000']);
    expect(all('ENV')).toContain('NODE_ENV=production');
    expect(all('CMD')).toEqual(['["node", "--enable-source-maps", "dist/web.js"]']);
  });

  test('sees whether web lives, not whether all it needs is there', () => {
    const [check = ''] = all('HEALTHCHECK');
    expect(check).toContain('/healthz');
    expect(check).not.toContain('/readyz');
  });

  test('is made from nothing but what it names', () => {
    const ignored = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignored[0]).toBe('*');
    for (const line of ignored.slice(1)) expect(line).toMatch(/^!/);
    expect(ignored).not.toContain('!.env');
  });
});
