import { mkdirSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { ensureDataDir } from './data-dir.ts';
import { isListening, type Log } from './ports.ts';
import type { StopPlan } from './process-records.ts';
import { type Engine, startEngine, waitForEngine } from './processes.ts';

export interface TemporalOptions {
  /** The `temporal` program: see findTemporal. */
  binary: string;
  dataDir: string;
  port: number;
  uiPort: number;
  log: Log;
  /** Without the web UI. */
  headless?: boolean;
  /** Forgets everything at its end, and is quicker: for tests. */
  inMemory?: boolean;
  signal?: AbortSignal | undefined;
}

export interface StartedTemporal extends Engine {
  address: string;
  uiUrl: string;
  port: number;
  uiPort: number;
}

// It stops in 1.5 s; what it hasn't written then, SQLite's journal makes good at the next start.
const STOP: StopPlan = [{ signal: 'SIGTERM', waitMs: 3_000 }];

// Half a second as a rule; a slow disk and a first schema take longer.
const READY_TIMEOUT_MS = 60_000;

// The dev server keeps closed runs for 24 hours. 400 days: a year of audit with some margin.
const RETENTION = '9600h';

// A call within the machine takes a tenth of a second: this only bounds one that hangs.
const CALL_TIMEOUT = '5s';

/**
 * Starts Temporal's dev server on loopback, its history in a file beneath the data folder, and raises for how long it
 * keeps closed runs.
 * @throws StartProblem when it doesn't become ready
 */
export async function startTemporal(options: TemporalOptions): Promise<StartedTemporal> {
  const { binary, dataDir, port, uiPort, signal } = options;
  ensureDataDir(dataDir);
  const address = `127.0.0.1:${port}`;
  const env = cleanEnvironment();
  const engine = await startEngine({
    name: 'temporal',
    label: 'Temporal',
    command: binary,
    args: listArguments(options),
    env,
    dataDir,
    stop: STOP,
    signal,
  });
  const isReady = async () => (await isListening(port)) && (await raiseRetention(binary, address, env));
  await waitForEngine(engine, isReady, { timeoutMs: READY_TIMEOUT_MS });
  const { pid, exited, stop } = engine;
  return { pid, exited, stop, port, uiPort, address, uiUrl: `http://127.0.0.1:${uiPort}` };
}

function listArguments({ dataDir, port, uiPort, headless = false, inMemory = false }: TemporalOptions): string[] {
  const historyDir = join(dataDir, 'temporal');
  mkdirSync(historyDir, { recursive: true, mode: 0o700 });
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port)],
    ...(headless ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(inMemory ? [] : ['--db-filename', join(historyDir, 'history.sqlite')]),
    // Off by default in this server; it spares each of the five emails a round through the task queue.
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
  ];
}

/** @returns whether the server took it: the surest sign that it is ready */
async function raiseRetention(binary: string, address: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const update = ['operator', 'namespace', 'update', '--namespace', 'default', '--retention', RETENTION];
  const where = ['--address', address, '--command-timeout', CALL_TIMEOUT];
  const { failed } = await execa(binary, [...update, ...where], {
    env,
    extendEnv: false,
    reject: false,
    stdio: 'ignore',
  });
  return !failed;
}

/** The environment without somebody's settings for another Temporal, and without its question home for a new version. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(others), TEMPORAL_CONFIG_FILE: devNull, TEMPORAL_VERSION_CHECK_DISABLED: '1' };
}
