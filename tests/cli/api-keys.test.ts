import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { recogniseApiKey } from '../../src/db/api-keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  for (const slug of ['borgo', 'valle']) {
    await sql`insert into municipality (slug, name, office_telephone) values (${slug}, 'Comune', '+390612345678')`.execute(
      database.db,
    );
  }
});
afterAll(() => database.drop());

async function run(...args: string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: database.url };
  const options = { cwd: root, env, extendEnv: false, reject: false };
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', ...args],
    options,
  );
  return { exitCode, stdout, stderr };
}

const listed = z.object({ id: z.uuid(), name: z.string(), revokedAt: z.string().nullable() });

test('a key is made, listed without its secret, and ended by its own Comune alone', async () => {
  const made = await run('api-key', 'create', 'Portale', 'submit', '200', '--comune', 'borgo');
  expect(made).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^easycare_[\w-]{39}$/) });
  const { id: borgo } = await database.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'borgo')
    .executeTakeFirstOrThrow();
  const shown = () => recogniseApiKey(database.db, borgo, made.stdout);
  expect(await shown()).toMatchObject({ scope: 'submit', perHour: 200 });

  const again = await run('api-key', 'create', 'portale', 'read', '1', '--comune', 'borgo');
  expect(again).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('portale') });

  const { stdout } = await run('api-key', 'list', '--comune', 'borgo');
  expect(stdout).not.toContain(made.stdout.slice('easycare_aaaaaa_'.length));
  const { id, ...key } = listed.parse(JSON.parse(stdout));
  expect(key).toEqual({ name: 'Portale', revokedAt: null });

  expect((await run('api-key', 'revoke', id, '--comune', 'valle')).exitCode).toBe(1);
  expect(await shown()).toBeDefined();
  expect(await run('api-key', 'revoke', id, '--comune', 'borgo')).toMatchObject({ exitCode: 0, stdout: 'Revoked.' });
  expect(await shown()).toBeUndefined();
});

test('what is wrong makes none, and says what', async () => {
  const create = async (...words: string[]) => await run('api-key', 'create', ...words);
  expect((await create('Uno', 'write', '1', '--comune', 'valle')).stderr).toContain('scope');
  expect((await create('Uno', 'read', '10001', '--comune', 'valle')).stderr).toContain('perHour');
  expect((await create('Uno', 'read', '1')).stderr).toContain('--comune');
  expect(await run('api-key', 'list', '--comune', 'valle')).toMatchObject({ exitCode: 0, stdout: '' });
});

test('what is no command is answered with all there are', async () => {
  const asked = await run('api-key', 'steal');
  expect(asked).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^npm run cli -- COMMAND\n/) });
  for (const command of ['migrate', 'operator create', 'api-key create', 'volunteers import', 'requests recover']) {
    expect(asked.stderr).toContain(`\n  ${command} `);
  }
});
