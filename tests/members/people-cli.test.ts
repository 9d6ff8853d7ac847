import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await sql`insert into municipality (slug, name, office_telephone) values ('borgo', 'Borgo', '+390612345678')`.execute(
    database.db,
  );
});
afterAll(() => database.drop());

/** Runs the command line program with a password on its standard input. */
async function run(...args: string[]) {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: database.url };
  const options = { cwd: root, env, extendEnv: false, reject: false, input: 'prova-prova-prova-1\n' };
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    ['--import', 'tsx', 'src/cli.ts', ...args],
    options,
  );
  return { exitCode, stdout, stderr };
}

const people = async () =>
  await database.db.selectFrom('operator').select(['email', 'role', 'disabled_at']).orderBy('email').execute();

/** Each run of the program takes seconds where much else runs: few of them a test. */
const create = (name: string, ...more: string[]) =>
  run('operator', 'create', `${name}@borgo.example`, name, '--comune', 'borgo', ...more);

test('the first person of a Comune is its administrator, others are operators', async () => {
  expect(await create('ada')).toMatchObject({
    exitCode: 0,
    stdout: 'Created: ada@borgo.example. Role: administrator.',
  });
  expect((await create('bea')).stdout).toBe('Created: bea@borgo.example. Role: operator.');
});

test('or what is said, where there is such a role', async () => {
  expect((await create('carlo', '--role', 'clerk')).stdout).toContain('Role: clerk.');
  const king = await create('dino', '--role', 'king');
  expect([king.exitCode, king.stderr]).toEqual([1, expect.stringContaining('administrator, operator, clerk')]);
});

test('again lets in who was taken out, and never takes the last administrator away', async () => {
  await database.db.updateTable('operator').set({ disabled_at: new Date() }).where('role', '=', 'clerk').execute();
  expect((await create('carlo')).stdout).toBe(
    'carlo@borgo.example was there already, with the password it had. Role: clerk.',
  );
  const last = await create('ada', '--role', 'operator');
  expect([last.exitCode, last.stderr]).toEqual([1, expect.stringContaining('keeps an administrator')]);
  expect(await people()).toEqual([
    { email: 'ada@borgo.example', role: 'administrator', disabled_at: null },
    { email: 'bea@borgo.example', role: 'operator', disabled_at: null },
    { email: 'carlo@borgo.example', role: 'clerk', disabled_at: null },
  ]);
});

test('an administrator of the installation works for no Comune', async () => {
  const made = await run('administrator', 'create', 'ines@servizio.example', 'Ines');
  expect(made).toMatchObject({ exitCode: 0, stdout: 'Created: ines@servizio.example.' });
  const { rows } = await sql<{ email: string }>`
    select "email" from auth."user" join auth.installation_administrator on user_id = "id"`.execute(database.db);
  expect(rows).toEqual([{ email: 'ines@servizio.example' }]);
  expect((await people()).map(({ email }) => email)).not.toContain('ines@servizio.example');
  expect((await run('administrator', 'create', 'ines@servizio.example')).exitCode).toBe(1);
});

test('who has become somebody new at the provider is a stranger to it again, and keeps their password', async () => {
  await sql`
    insert into auth.account ("id", "accountId", "providerId", "userId", "updatedAt")
    select 'x', 'id-ada', 'https://accesso.comune.example', id, now() from auth."user" where email = 'ada@borgo.example'
  `.execute(database.db);
  const forget = () => run('operator', 'provider-off', 'ada@borgo.example');
  expect(await forget()).toMatchObject({ exitCode: 0, stdout: 'Forgotten: ada@borgo.example.' });
  const { rows } = await sql`
    select "providerId" from auth.account a join auth."user" u on u.id = "userId" where email = 'ada@borgo.example'
  `.execute(database.db);
  expect(rows).toEqual([{ providerId: 'credential' }]);
  expect((await forget()).stdout).toBe('No provider knew ada@borgo.example.');
});
