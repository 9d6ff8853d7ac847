import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import { head, lineOf } from './csv/csv-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let database: TestDatabase;
let comune: Comune;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'easycare-test-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  comune = await createComune(database.db);
});

const commandOf = (...args: string[]) => ['--import', 'tsx', 'src/cli.ts', ...args, '--comune', comune.slug];
const environment = () => ({ PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: database.url });
const run = (...args: string[]) =>
  execa(process.execPath, commandOf(...args), { cwd: root, env: environment(), extendEnv: false, reject: false });

async function write(name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

const volunteers = () =>
  database.db.selectFrom('volunteer').select('email').where('municipality_id', '=', comune.id).execute();
const imports = () =>
  database.db.selectFrom('volunteer_import').select('state').where('municipality_id', '=', comune.id).execute();

describe('volunteers import', () => {
  test('previews, imports, and what it exports imports as it is', async () => {
    const file = await write(
      'right.csv',
      `${head};Note\n${lineOf()};x\n${lineOf({ email: 'b@esempio.it', nome: 'B' })};\n`,
    );
    const preview = await run('volunteers', 'import', file, '--dry-run');
    expect([preview.exitCode, preview.stdout]).toEqual([
      0,
      'New: 1. Updates: 0. As they are: 0. Duplicates: 1. Errors: 0.\nNothing was imported.',
    ]);
    expect(preview.stderr).toContain('Ignored columns: Note.\nRow 3: duplicate of row 2 (telephone).');
    expect(await volunteers()).toEqual([]);
    const imported = await run('volunteers', 'import', file, '--with-duplicates');
    expect([imported.exitCode, imported.stdout]).toEqual([0, expect.stringContaining('\nImported.')]);
    expect(await volunteers()).toHaveLength(2);
    const exported = await run('volunteers', 'export');
    const again = await run('volunteers', 'import', await write('again.csv', exported.stdout));
    expect(again.stdout).toContain('As they are: 2.');
  });

  test('lists the errors and ends with 1, having done nothing', async () => {
    const file = await write(
      'wrong.csv',
      `${head}\n${lineOf()}\n${lineOf({ email: 'a@x.it, b@y.it', zone: 'altrove' })}\n`,
    );
    const { exitCode, stderr } = await run('volunteers', 'import', file);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Riga 3, email «a@x.it, b@y.it»: ci sono più indirizzi');
    expect(stderr).toContain('Riga 3, zone «altrove»: c');
    expect(await volunteers()).toEqual([]);
  });

  test('refuses a file of 2 GB', async () => {
    const file = await write('large.csv', `${head}\n${`${lineOf()}\n`.repeat(10)}`);
    await truncate(file, 2 ** 31);
    const { exitCode, stderr } = await run('volunteers', 'import', file);
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/troppo grande|non è un CSV/)]);
    expect(await volunteers()).toEqual([]);
  });

  test('killed while it applies leaves nothing half-done, and another import goes through', async () => {
    const file = await write('kill.csv', `${head}\n${lineOf()}\n`);
    // Whoever else holds the Comune's turn stops it in the middle of its transaction.
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = database.db.transaction().execute(async (tx) => {
      await sql`lock table volunteer_event in access exclusive mode`.execute(tx);
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    const child = spawn(process.execPath, commandOf('volunteers', 'import', file), {
      cwd: root,
      env: environment(),
      stdio: 'ignore',
    });
    const exited = once(child, 'exit');
    await waitUntil('the import to wait for the table', async () => {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from pg_locks where relation = 'volunteer_event'::regclass and not granted`.execute(
        database.db,
      );
      return rows[0]?.n === '1';
    });
    child.kill('SIGKILL');
    await exited;
    held.resolve();
    await holding;
    await waitUntil('PostgreSQL to notice', async () => {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`.execute(database.db);
      return rows[0]?.n === '0';
    });
    expect(await volunteers()).toEqual([]);
    expect(await imports()).toEqual([{ state: 'applying' }]);
    expect((await run('volunteers', 'import', file)).exitCode).toBe(0);
    expect(await volunteers()).toHaveLength(1);
  });
});
