import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type ChildProgram, keepRunning, runToEnd } from './embedded/children.ts';
import { keepSecret } from './embedded/data-dir.ts';
import { addDemoData } from './embedded/demo-data.ts';
import type { InstanceLock } from './embedded/instance-lock.ts';
import { choosePort } from './embedded/ports.ts';
import { killRecorded, stopRecorded } from './embedded/process-records.ts';
import { renderScreen } from './embedded/screen.ts';
import { startEngines } from './embedded/start-engines.ts';
import { StartProblem } from './embedded/start-problem.ts';
import { takeOver } from './embedded/take-over.ts';
import { waitUntil } from './embedded/wait-until.ts';

// `npm start`: the whole system on one machine, for trying it and for working on it. See docs for production, where web
// and worker run by themselves and nothing is embedded.

const root = fileURLToPath(new URL('..', import.meta.url));

// The web answers within seconds; a cold and busy machine may take a minute to compile everything once.
const READY_TIMEOUT_MS = 120_000;

// Everything stops within 10 s. Each step has its own limit; this one is for what they don't foresee.
const STOP_TIMEOUT_MS = 9_500;

// Costs nothing, and a new `npm start` in the meantime waits a second before it refuses.
const PARENT_CHECK_MS = 250;

const stopping = new AbortController();
let dataDir: string | undefined;
let lock: InstanceLock | undefined;

const log = (line: string) => console.log(line);

async function start(): Promise<void> {
  const { empty } = readFlags();
  if (existsSync('.env')) process.loadEnvFile('.env');
  if (process.env['NODE_ENV'] === 'production') {
    throw new StartProblem('Con NODE_ENV=production «npm start» non parte: usa «npm run web» e «npm run worker».');
  }
  const folder = resolve(readVariable('DATA_DIR') ?? '.data');
  lock = await takeOver(folder, log);
  dataDir = folder;
  log('Avvio EasyCare…');

  const port = await choosePort(readPort(), 'EasyCare', log);
  const publicUrl = readVariable('PUBLIC_URL') ?? `http://127.0.0.1:${port}`;
  const engines = startEngines(
    {
      databaseUrl: readVariable('DATABASE_URL'),
      databaseOwnerUrl: readVariable('DATABASE_OWNER_URL'),
      temporalAddress: readVariable('TEMPORAL_ADDRESS'),
      temporalUiUrl: readVariable('TEMPORAL_UI_URL'),
      smtpUrl: readVariable('SMTP_URL'),
    },
    { dataDir: folder, log, signal: stopping.signal, onEnd: (sentence) => void stop(1, sentence) },
  );
  const common = {
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    SESSION_SECRET: readVariable('SESSION_SECRET') ?? keepSecret(folder, 'session-secret'),
    DATA_DIR: folder,
  };

  const ownDatabase = readVariable('DATABASE_URL') === undefined;
  async function prepareData({ databaseUrl, ownerUrl }: { databaseUrl: string; ownerUrl: string }) {
    const urls = { DATABASE_URL: databaseUrl, DATABASE_OWNER_URL: ownerUrl };
    const cli = describeProgram('cli', folder, { ...common, ...urls });
    await runToEnd({ ...cli, name: 'migrate', args: ['migrate'] });
    const operator = empty ? undefined : await addDemoData({ ...cli, name: 'demo' }, { ownDatabase });
    return { databaseUrl, ownerUrl, operator };
  }

  const [data, temporal, mail] = await Promise.all([
    engines.database.then(prepareData),
    engines.temporal,
    engines.mail,
  ]);
  const variables = {
    ...common,
    DATABASE_URL: data.databaseUrl,
    TEMPORAL_ADDRESS: temporal.temporalAddress,
    TEMPORAL_NAMESPACE: readVariable('TEMPORAL_NAMESPACE') ?? 'default',
    ...(temporal.temporalUiUrl !== undefined && { TEMPORAL_UI_URL: temporal.temporalUiUrl }),
    SMTP_URL: mail.smtpUrl,
  };
  const connectionsFile = writeConnections(folder, { ...variables, DATABASE_OWNER_URL: data.ownerUrl });
  for (const name of ['web', 'worker']) void keepRunning(describeProgram(name, folder, variables));
  await waitForWeb(port);
  log(renderScreen({ ...temporal, ...mail, publicUrl, operator: data.operator, dataDir: folder, connectionsFile }));
}

function describeProgram(name: string, folder: string, variables: Record<string, string>): ChildProgram {
  // Neither web nor worker knows the owner's password: only what is named here is passed on.
  const { DATABASE_OWNER_URL: _, ...own } = process.env;
  const env = { ...own, ...variables };
  return { name, entry: `src/${name}.ts`, env, dataDir: folder, root, log, signal: stopping.signal };
}

/** Leaves what web and worker were told beside the data, and who owns them, for the command line program. */
function writeConnections(folder: string, variables: Record<string, string>): string {
  const file = join(folder, 'connections.env');
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  return file;
}

async function waitForWeb(port: number): Promise<void> {
  let notReady = 'non risponde';
  const isReady = async () => {
    stopping.signal.throwIfAborted();
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) });
      if (!answer.ok) notReady = (await answer.text()).slice(0, 300);
      return answer.ok;
    } catch {
      return false;
    }
  };
  if (await waitUntil(isReady, { timeoutMs: READY_TIMEOUT_MS, everyMs: 100 })) return;
  throw new StartProblem(
    `EasyCare non è pronto dopo ${READY_TIMEOUT_MS / 1_000} secondi (${notReady}); i registri sono in ${dataDir}/logs.`,
  );
}

/**
 * npm may die without our hearing of it: killed, or because the shell between us takes the signal that npm passes on.
 * Nobody could stop us from the terminal any more, so that counts as a signal.
 */
function stopWithNpm(): void {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) void stop(0);
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Stops everything, children first and engines last, at whatever stage the start is; then exits. Once. */
async function stop(code: number, sentence?: string): Promise<void> {
  // npm passes a Ctrl-C on that the terminal has already sent us: a second signal means nothing more than the first.
  if (stopping.signal.aborted) return;
  stopping.abort();
  if (sentence !== undefined) console.error(sentence);
  if (dataDir === undefined) process.exit(code);
  const folder = dataDir;
  log('Fermo tutto…');
  lock?.announceStop();
  setTimeout(() => {
    killRecorded(folder);
    process.exit(1);
  }, STOP_TIMEOUT_MS);
  try {
    await stopRecorded(folder, ({ role }) => role === 'child');
    await stopRecorded(folder);
    log('Fermato: i dati restano dove sono.');
  } catch (problem) {
    console.error(problem instanceof Error ? problem.message : problem);
    process.exit(1);
  }
  process.exit(code);
}

function readVariable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

function readFlags(): { empty: boolean } {
  try {
    return parseArgs({ options: { empty: { type: 'boolean', default: false } } }).values;
  } catch {
    throw new StartProblem('«npm start» conosce una sola opzione, -- --empty: senza dati dimostrativi.');
  }
}

function readPort(): number {
  const port = Number(readVariable('PORT') ?? 3000);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartProblem(`PORT deve essere un numero fra 1 e 65535, non «${process.env['PORT']}».`);
}

function explain(problem: unknown): string {
  if (problem instanceof StartProblem) return problem.message;
  return problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
}

// A terminal that is closed takes our output away, but not our duty to stop what we started.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
process.on('uncaughtException', (problem) => void stop(1, explain(problem)));
stopWithNpm();

start().catch((problem: unknown) => stop(1, explain(problem)));
