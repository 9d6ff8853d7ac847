import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureDataDir, keepSecret } from './data-dir.ts';
import { readLastLines } from './log-files.ts';
import type { Log } from './ports.ts';
import { type PostgresCluster, prepareCluster } from './postgres-cluster.ts';
import type { StopPlan } from './process-records.ts';
import { type Engine, type StartedEngine, startEngine, waitForEngine } from './processes.ts';

export interface PostgresOptions {
  /** The whole data folder: PostgreSQL's own is `postgres` in it. */
  dataDir: string;
  port: number;
  log: Log;
  /** Further flags of the server, for tests: durability costs time that throwaway data isn't worth. */
  postgresFlags?: string[];
  signal?: AbortSignal | undefined;
}

export interface StartedPostgres extends Engine {
  /** For who owns the tables: migrations and administration. */
  ownerUrl: string;
  /** For web and worker, who see the rows of one Comune at a time. */
  url: string;
  port: number;
}

// SIGINT is PostgreSQL's fast shutdown (open transactions are rolled back), a matter of a tenth of a second unless the
// last checkpoint is large; SIGQUIT leaves the rest to recovery at the next start, and needs no time.
const STOP: StopPlan = [
  { signal: 'SIGINT', waitMs: 2_500 },
  { signal: 'SIGQUIT', waitMs: 500 },
];

// Under a second as a rule; recovery after a SIGKILL reads at most a checkpoint's worth of log.
const READY_TIMEOUT_MS = 60_000;

// The processes of a server that was killed see it and end by themselves, within moments.
const ORPHANS_TIMEOUT_MS = 10_000;

/**
 * Starts PostgreSQL on loopback, with its data beneath the data folder and the database `easycare`; made at first.
 * @throws StartProblem with one sentence that says what to do
 */
export async function startPostgres(options: PostgresOptions): Promise<StartedPostgres> {
  const { dataDir, port, log, signal } = options;
  ensureDataDir(dataDir);
  const password = keepSecret(dataDir, 'postgres-password');
  if (!existsSync(join(dataDir, 'postgres')))
    log("Creo l'archivio di PostgreSQL (pochi secondi, solo la prima volta)…");
  const cluster = await prepareCluster(dataDir, password, signal);
  disownPidFile(cluster.dir);
  const engine = await startServer(cluster, options);
  const { pid, exited, stop } = engine;
  const urlOf = (role: string, secret: string) => `postgres://${role}:${secret}@127.0.0.1:${port}/easycare`;
  const ownerUrl = urlOf('easycare', password);
  return { pid, exited, stop, port, ownerUrl, url: urlOf('easycare_app', cluster.appPassword) };
}

async function startServer(cluster: PostgresCluster, options: PostgresOptions): Promise<StartedEngine> {
  const deadline = Date.now() + ORPHANS_TIMEOUT_MS;
  for (;;) {
    const engine = await spawnServer(cluster, options);
    try {
      await waitForEngine(engine, () => isReady(cluster.dir, engine.pid), { timeoutMs: READY_TIMEOUT_MS });
      return engine;
    } catch (problem) {
      await engine.stop();
      const mayPass = readLastLines(engine.logFile, 5).includes('pre-existing shared memory block');
      if (!mayPass || Date.now() > deadline) throw problem;
      await delay(250);
    }
  }
}

function spawnServer(cluster: PostgresCluster, { dataDir, port, signal, postgresFlags = [] }: PostgresOptions) {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // A socket file would need a folder that the other user may write, with a path under 108 characters.
    'unix_socket_directories=',
    // Details carry the values of rows: people's lives, which logs are not for.
    'log_error_verbosity=terse',
  ].flatMap((setting) => ['-c', setting]);
  const { command, args } = cluster.account.wrap(cluster.postgres, ['-D', cluster.dir, ...settings, ...postgresFlags]);
  return startEngine({
    name: 'postgres',
    label: 'PostgreSQL',
    command,
    args,
    ...cluster.account.as,
    // Where that user surely may be; ours could be a folder it can't enter.
    cwd: '/',
    env: withoutClientVariables(process.env),
    dataDir,
    stop: STOP,
    signal,
  });
}

/** The server's own word that it is ready, where pg_ctl looks for it too: the eighth line of its pid file. */
function isReady(clusterDir: string, pid: number): boolean {
  const lines = readPidFile(clusterDir)?.split('\n') ?? [];
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/**
 * A killed server leaves its pid file; if its pid was meanwhile given to somebody else, the next server takes that one
 * for a rival and refuses to start. It never takes its own parent for a rival: so we put ourselves there. The rest of
 * the file stays, because its shared memory key is what really protects the data from two servers.
 */
function disownPidFile(clusterDir: string): void {
  const content = readPidFile(clusterDir);
  if (content === undefined) return;
  writeFileSync(join(clusterDir, 'postmaster.pid'), content.replace(/^\d+/, String(process.pid)));
}

function readPidFile(clusterDir: string): string | undefined {
  try {
    return readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8');
  } catch {
    return undefined;
  }
}

// PGDATA, PGPORT and the like are somebody's settings for another server.
function withoutClientVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PG')));
}
