import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

// `npm run check:imports` says that the project keeps its import rules; this says that the rules would notice.

/** For each rule one file that breaks it: a rule whose pattern matches nothing would let everything pass. */
const breaches = [
  [
    'domain-imports-nothing-of-ours',
    'src/domain/a.ts',
    "import type { Db } from '../db/database.ts';\nexport type A = Db;",
  ],
  ['domain-does-no-io', 'src/domain/b.ts', "import { readFileSync } from 'node:fs';\nexport const b = readFileSync;"],
  [
    'workflows-are-deterministic',
    'workflows/a.ts',
    "import { randomUUID } from 'node:crypto';\nexport const a = randomUUID;",
  ],
  [
    'workflows-are-deterministic',
    'workflows/b.ts',
    "import type { Db } from '../src/db/database.ts';\nexport type B = Db;",
  ],
  ['workflows-see-only-types-of-activities', 'workflows/c.ts', "import { run } from '../activities/run.ts';\nrun();"],
  [
    'activities-are-given-what-they-need',
    'activities/a.ts',
    "import { env } from '../src/config.ts';\nexport const a = env;",
  ],
  [
    'web-is-given-what-it-needs',
    'web/pages/a.tsx',
    "import { sql } from 'kysely';\nexport const A = () => <p>{String(sql)}</p>;",
  ],
  [
    'web-is-given-what-it-needs',
    'web/b.ts',
    "import type { Client } from '@temporalio/client';\nexport type B = Client;",
  ],
  ['web-knows-no-workers', 'web/c.ts', "import { run } from '../activities/run.ts';\nrun();"],
  ['sql-stays-in-src-db', 'src/requests/a.ts', "import pg from 'pg';\nexport const a = pg;"],
  [
    'smtp-stays-in-src-mail',
    'src/requests/b.ts',
    "import { createTransport } from 'nodemailer';\nexport const b = createTransport;",
  ],
  [
    'temporal-client-stays-in-src-temporal',
    'src/requests/c.ts',
    "import type { Client } from '@temporalio/client';\nexport type C = Client;",
  ],
  [
    'temporal-worker-stays-in-src-worker',
    'activities/b.ts',
    "import { Worker } from '@temporalio/worker';\nexport const b = Worker;",
  ],
  [
    'only-composition-roots-construct',
    'src/requests/d.ts',
    "import { open } from '../db/database.ts';\nexport const d = open();",
  ],
  [
    'sign-in-stays-in-src-sign-in',
    'web/d.ts',
    "import { betterAuth } from 'better-auth';\nexport const d = betterAuth;",
  ],
  ['nobody-imports-a-process', 'src/requests/e.ts', "import '../web.ts';"],
  [
    'the-one-machine-default-is-for-start',
    'src/requests/f.ts',
    "import { start } from '../embedded/engine.ts';\nstart();",
  ],
  ['nobody-imports-tests', 'src/requests/g.ts', "import { help } from '../../tests/support/help.ts';\nhelp();"],
  ['no-cycles', 'src/requests/h.ts', "import { i } from './i.ts';\nexport const h = () => i;"],
  ['production-needs-no-dev-dependencies', 'web/e.ts', "import { build } from 'esbuild';\nexport const e = build;"],
  ['no-undeclared-packages', 'src/requests/j.ts', "import { Server } from '@grpc/grpc-js';\nexport const j = Server;"],
  ['no-unresolvable', 'src/requests/k.ts', "import { missing } from './missing.ts';\nmissing();"],
] as const;

/** What breaks no rule though it looks a little like it. */
const innocent = {
  'src/db/database.ts': "import pg from 'pg';\nexport const open = () => new pg.Pool();\nexport type Db = pg.Pool;",
  'src/config.ts': 'export const env = process.env;',
  'src/web.ts': "import { open } from './db/database.ts';\nopen();",
  'src/embedded/engine.ts': "import { execa } from 'execa';\nexport const start = () => execa('true');",
  'src/requests/i.ts': "import { h } from './h.ts';\nexport const i = () => h;",
  'src/requests/l.ts':
    "import type { Db } from '../db/database.ts';\nimport type { M } from './m.ts';\nexport type L = Db | M;",
  'src/requests/m.ts': "import type { L } from './l.ts';\nexport type M = L;",
  'activities/run.ts': "import type { Db } from '../src/db/database.ts';\nexport const run = (db?: Db) => db;",
  'workflows/d.ts':
    "import { sleep } from '@temporalio/workflow';\nimport type { run } from '../activities/run.ts';\nexport const d = () => sleep(1) as unknown as typeof run;",
  'tests/support/help.ts':
    "import { sql } from 'kysely';\nimport { open } from '../../src/db/database.ts';\nexport const help = () => [sql, open];",
};

const cruiseResult = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'easycare-imports-'));
  let violations: { from: string; rule: { name: string } }[] = [];

  beforeAll(async () => {
    for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
      copyFileSync(name, join(folder, name));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const files = [...breaches.map(([, path, content]) => [path, content] as const), ...Object.entries(innocent)];
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const program = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const options = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
    const folders = ['src', 'workflows', 'activities', 'web', 'tests'];
    const { stdout } = await execa(process.execPath, [program, ...options, ...folders], { cwd: folder, reject: false });
    violations = cruiseResult.parse(JSON.parse(stdout)).summary.violations;
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(breaches)('%s notices %s', (rule, path) => {
    expect(violations.filter(({ from }) => from === path).map((violation) => violation.rule.name)).toContain(rule);
  });

  test('let pass what they are not about', () => {
    // The cycle of h.ts is i.ts's too, whichever is named.
    const unexpected = violations.filter(
      ({ from, rule }) => from in innocent && !(rule.name === 'no-cycles' && from === 'src/requests/i.ts'),
    );
    expect(unexpected).toEqual([]);
  });

  test('are each tried here', async () => {
    const { default: config } = await import(resolve('.dependency-cruiser.mjs'));
    const names = z.object({ forbidden: z.array(z.object({ name: z.string() })) }).parse(config).forbidden;
    expect(new Set(breaches.map(([rule]) => rule))).toEqual(new Set(names.map(({ name }) => name)));
  });
});
