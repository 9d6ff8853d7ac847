import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { type Db, openDatabase, openPool } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { findMunicipality, type Municipality } from '../src/db/municipalities.ts';
import type { Operator } from '../src/db/operators.ts';
import { addDemoData } from '../src/demo/add-demo-data.ts';
import { demoMunicipality } from '../src/demo/demo-data.ts';
import { chooseAnyPort } from '../src/embedded/ports.ts';
import { startPostgres } from '../src/embedded/postgres.ts';
import { killRecorded, stopRecorded } from '../src/embedded/process-records.ts';
import { startTemporal } from '../src/embedded/temporal.ts';
import { findTemporal } from '../src/embedded/temporal-binary.ts';
import { createSignIn } from '../src/sign-in.ts';
import { type BenchProcess, startProcess } from './processes.ts';

/** Where a group of figures is measured: fresh engines with the settings of `npm start`, and the demo Comune. */
export type Stage = {
  dataDir: string;
  databaseUrl: string;
  temporalAddress: string;
  /** The roots of the engines' process trees. */
  enginePids: { temporal: number; postgresql: number };
  db: Db;
  client: Client;
  municipality: Municipality;
  operator: Operator;
  startSink(): Promise<BenchProcess & { url: string }>;
  startWorker(smtpUrl: string, variables?: Record<string, string>): Promise<BenchProcess>;
  startTwin(variables?: Record<string, string>): Promise<BenchProcess>;
  startWeb(variables: Record<string, string>): Promise<BenchProcess & { url: string }>;
  startBareWeb(): Promise<BenchProcess & { url: string }>;
  close(): Promise<void>;
};

/** The interval between two digests, in seconds: with the usual minute every preparation would wait for it. */
const digestIntervalSeconds = 1;

/** @param postgresFlags further flags of the server, to look closer at it; they change what is measured */
export async function openStage({ postgresFlags = [] }: { postgresFlags?: string[] } = {}): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'easycare-bench-'));
  // As root, PostgreSQL runs under another name and must pass through.
  chmodSync(dataDir, 0o711);
  const discard = () => {
    killRecorded(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('exit', discard);
  const log = (line: string) => console.log(line);
  const [postgres, temporal] = await Promise.all([
    chooseAnyPort().then((port) => startPostgres({ dataDir, port, postgresFlags, log: () => {} })),
    startServer(dataDir, log),
  ]);
  const db = openDatabase(postgres.ownerUrl);
  await migrate(db);
  const secret = randomUUID() + randomUUID();
  const { municipality, operator } = await addDemoOffice(db, postgres.ownerUrl, secret);
  const connection = await Connection.connect({ address: temporal.address });

  const variables = {
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    MAIL_FROM: 'Comune di Esempio <easycare@comune.example>',
    SESSION_SECRET: secret,
  };
  const start = (entry: string, readyLine: string, env: Record<string, string> = {}) =>
    startProcess(entry, { dataDir, env: { ...variables, ...env }, readyLine });
  const startServing = async (entry: string, env: Record<string, string>) => {
    const port = String(await chooseAnyPort());
    const url = `http://127.0.0.1:${port}`;
    return { ...(await start(entry, 'web ready', { PORT: port, PUBLIC_URL: url, ...env })), url };
  };

  return {
    dataDir,
    databaseUrl: postgres.ownerUrl,
    temporalAddress: temporal.address,
    enginePids: { temporal: temporal.pid, postgresql: postgres.pid },
    db,
    client: new Client({ connection }),
    municipality,
    operator,
    async startSink() {
      const port = String(await chooseAnyPort());
      return {
        ...(await start('bench/smtp-sink.ts', 'sink ready', { SINK_PORT: port })),
        url: `smtp://127.0.0.1:${port}`,
      };
    },
    startWorker: (smtpUrl, env = {}) => start('src/worker.ts', 'worker ready', { SMTP_URL: smtpUrl, ...env }),
    startTwin: (env) => start('bench/twin-worker.ts', 'worker ready', env),
    startWeb: (env) => startServing('src/web.ts', env),
    // With a table of its own, which only the owner may make.
    startBareWeb: () => startServing('bench/bare-web.ts', { DATABASE_URL: postgres.ownerUrl }),
    async close() {
      await db.destroy();
      await connection.close();
      await stopRecorded(dataDir);
      process.off('exit', discard);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function startServer(dataDir: string, log: (line: string) => void) {
  const binary = await findTemporal(log, { dataDir });
  const [port, uiPort] = [await chooseAnyPort(), await chooseAnyPort()];
  return await startTemporal({ binary, dataDir, port, uiPort, log });
}

async function addDemoOffice(db: Db, databaseUrl: string, secret: string) {
  const pool = openPool(databaseUrl, { schema: 'auth', max: 1 });
  const signIn = createSignIn({ pool, publicUrl: 'http://127.0.0.1', secret, production: false });
  await addDemoData({ db, signIn }, randomUUID());
  await pool.end();
  await db.updateTable('municipality').set({ digest_interval_seconds: digestIntervalSeconds }).execute();
  const municipality = await findMunicipality(db, demoMunicipality.slug);
  if (municipality === undefined) throw new Error('the demo Comune is not there');
  const operator = await db
    .selectFrom('operator')
    .select(['id', 'municipality_id as municipalityId', 'name', 'email', 'role'])
    .executeTakeFirstOrThrow();
  return { municipality, operator };
}
