import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readChainState, sealAudit } from '../../src/db/audit-chain.ts';
import { appendAudit } from '../../src/db/audit-entries.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { dayInItaly } from '../../src/domain/submission.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let database: TestDatabase;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  comune = await createComune(database.db);
});
afterAll(() => database.drop());

async function run(...args: string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: database.url };
  const command = ['--import', 'tsx', 'src/cli.ts', 'audit', ...args, '--comune', comune.slug];
  const options = { cwd: root, env, extendEnv: false, reject: false } as const;
  const { exitCode, stdout, stderr } = await execa(process.execPath, command, options);
  return { exitCode, stdout, stderr };
}

async function appendAndSeal(): Promise<string> {
  const by = { kind: 'operator', id: comune.anna.id } as const;
  const of = { kind: 'request', ids: [crypto.randomUUID()] } as const;
  await forMunicipality(comune.id, async () => {
    await appendAudit(database.db, comune.id, { action: 'read', of }, by);
    await sealAudit(database.db);
  });
  return (await readChainState(database.db, comune.id)).head?.hash.toString('hex') ?? '';
}

/** Each run of the program takes seconds where much else runs: few of them a test. */
test('the trail is verified up to a head that was told, and what is not as it was is named', async () => {
  await appendAndSeal();
  const head = await appendAndSeal();
  const right = await run('verify', '--anchor', head);
  expect(right).toMatchObject({ exitCode: 0, stderr: '' });
  expect(right.stdout).toContain(`As it was: 2 entries in 2 batches. Head: ${head}.`);

  await sql`delete from audit_entry where batch_number = 2`.execute(database.db);
  const removed = await run('verify');
  expect(removed.exitCode).toBe(1);
  expect(removed.stdout).toMatch(/^Not as it was: entry \d+, in batch 2, was removed\.$/);

  await sql`delete from audit_batch where number = 2`.execute(database.db);
  const cut = await run('verify', '--anchor', head);
  expect(cut.exitCode).toBe(1);
  expect(cut.stdout).toBe(`Not as it was: the head ${head} is not in the chain: its end was cut off or made anew.`);
  expect(await run('verify', '--anchor', 'abc')).toMatchObject({ exitCode: 1, stdout: '' });
});

test('a period is written as CSV, and that it was', async () => {
  await appendAndSeal();
  const today = dayInItaly(new Date());
  const { exitCode, stdout } = await run('export', '--from', today, '--to', today);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`;Operatore;Anna Operatrice;${comune.anna.id};dati letti;richieste;`);
  expect(stdout).toContain(';Terminale del server;;;esportazione;questo registro;tutti;');
  expect(await run('export', '--from', today)).toMatchObject({ exitCode: 1, stdout: '' });
});
