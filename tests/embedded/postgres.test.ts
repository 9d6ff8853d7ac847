import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { forgetSecret } from '../../src/embedded/data-dir.ts';
import { chooseAnyPort } from '../../src/embedded/ports.ts';
import { type StartedPostgres, startPostgres } from '../../src/embedded/postgres.ts';
import { stopRecorded } from '../../src/embedded/process-records.ts';

let dataDir: string;
const options = async () => ({ dataDir, port: await chooseAnyPort(), log: () => undefined });
const pidFile = () => join(dataDir, 'postgres', 'postmaster.pid');

beforeEach(() => {
  // As root this folder is closed to the user that PostgreSQL runs as: it must work all the same.
  dataDir = mkdtempSync(join(inject('runDir'), 'postgres-'));
});

afterEach(async () => {
  await stopRecorded(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});

async function query(postgres: Pick<StartedPostgres, 'ownerUrl'>, sql: string): Promise<unknown[]> {
  const client = new pg.Client(postgres.ownerUrl);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('makes the database, keeps the data across a stop, and after a SIGKILL', async () => {
  const first = await startPostgres(await options());
  await query(first, "CREATE TABLE kept AS SELECT 'perché' AS word");
  const [who] = await query(first, 'SELECT current_database() AS database, usesuper FROM pg_user WHERE usename = user');
  expect(who).toEqual({ database: 'easycare', usesuper: false });
  expect(statSync(join(dataDir, 'secrets', 'postgres-password')).mode & 0o777).toBe(0o600);
  await first.stop();
  expect(await first.exited).toBe('codice 0');

  const second = await startPostgres(await options());
  expect(await query(second, 'SELECT upper(word) AS word FROM kept')).toEqual([{ word: 'PERCHÉ' }]);
  process.kill(second.pid, 'SIGKILL');
  await second.exited;

  // The worst that a killed server can leave: a pid file whose pid now belongs to another process of the same user.
  const { uid, gid } = statSync(join(dataDir, 'postgres'));
  const stranger = spawn('sleep', ['600'], { uid, gid, cwd: '/' });
  await once(stranger, 'spawn');
  writeFileSync(pidFile(), readFileSync(pidFile(), 'utf8').replace(/^\d+/, String(stranger.pid)));
  const third = await startPostgres(await options());
  expect(await query(third, 'SELECT word FROM kept')).toEqual([{ word: 'perché' }]);
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  stranger.kill('SIGKILL');
  await third.stop();
});

test('one that still runs is stopped by the next start, which goes on with its data', async () => {
  const left = await startPostgres(await options());
  await query(left, 'CREATE TABLE kept AS SELECT 1 AS number');
  const next = await startPostgres(await options());
  await left.exited;
  expect(await query(next, 'SELECT number FROM kept')).toEqual([{ number: 1 }]);
});

test('web and worker get a role that can neither create nor take on what is not theirs', async () => {
  const { url } = await startPostgres(await options());
  const app = { ownerUrl: url };
  const [who] = await query(
    app,
    'SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user',
  );
  expect(who).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
  await expect(query(app, 'CREATE TABLE public.mine (id int)')).rejects.toThrow(/permission denied/);
  await expect(query(app, 'SET ROLE easycare')).rejects.toThrow(/permission denied/);
});

test('a cluster of an earlier release, or of a start that was broken off, gets the role', async () => {
  const first = await startPostgres(await options());
  await query(first, 'CREATE TABLE kept AS SELECT 1 AS number');
  await first.stop();
  forgetSecret(dataDir, 'postgres-app-password');
  const second = await startPostgres(await options());
  const [who] = await query({ ownerUrl: second.url }, 'SELECT current_user AS name');
  expect(who).toEqual({ name: 'easycare_app' });
  expect(await query(second, 'SELECT number FROM kept')).toEqual([{ number: 1 }]);
});

test('nobody gets in without the password', async () => {
  const postgres = await startPostgres(await options());
  const wrong = { ownerUrl: postgres.ownerUrl.replace(/easycare:[^@]+@/, 'easycare:wrong@') };
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  const superuser = { ownerUrl: postgres.ownerUrl.replace(/easycare:[^@]+@/, 'postgres:postgres@') };
  await expect(query(superuser, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});
