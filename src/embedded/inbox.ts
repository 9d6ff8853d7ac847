import { mkdirSync, writeFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureDataDir } from './data-dir.ts';
import { isListening, type Log } from './ports.ts';
import type { StopPlan } from './process-records.ts';
import { type Engine, startEngine, waitForEngine } from './processes.ts';

export interface InboxOptions {
  dataDir: string;
  smtpPort: number;
  webPort: number;
  log: Log;
  signal?: AbortSignal | undefined;
}

export interface StartedInbox extends Engine {
  smtpUrl: string;
  webUrl: string;
}

// It closes its sockets at once, but waits for whoever is still connected.
const STOP: StopPlan = [{ signal: 'SIGTERM', waitMs: 1_500 }];

// A second as a rule; it first reads all the mails of the runs before.
const READY_TIMEOUT_MS = 60_000;

/**
 * Starts the inbox that catches every email and shows it in a web page, on loopback; mails stay across restarts.
 * @throws StartProblem when it doesn't become ready
 */
export async function startInbox({ dataDir, smtpPort, webPort, signal }: InboxOptions): Promise<StartedInbox> {
  ensureDataDir(dataDir);
  const mailDir = join(dataDir, 'inbox', 'mails');
  mkdirSync(mailDir, { recursive: true, mode: 0o700 });
  // Without one it looks for its configuration in every folder upwards, and in MAILDEV_ variables: either could make it
  // relay mails to the world.
  const config = join(dataDir, 'inbox', 'maildev.json');
  writeFileSync(config, '{}\n');
  const program = join(dirname(findPackageJSON('maildev', import.meta.url) ?? ''), 'dist', 'bin', 'maildev.js');
  const engine = await startEngine({
    name: 'inbox',
    label: 'La posta di prova',
    command: process.execPath,
    args: [
      program,
      ...['--ip', '127.0.0.1', '--smtp', String(smtpPort)],
      ...['--web-ip', '127.0.0.1', '--web', String(webPort)],
      ...['--mail-directory', mailDir, '--config', config],
    ],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MAILDEV_'))),
    dataDir,
    stop: STOP,
    signal,
  });
  const webUrl = `http://127.0.0.1:${webPort}`;
  const isReady = async () => (await isListening(smtpPort)) && (await answersBrowser(webUrl));
  await waitForEngine(engine, isReady, { timeoutMs: READY_TIMEOUT_MS });
  const { pid, exited, stop } = engine;
  return { pid, exited, stop, smtpUrl: `smtp://127.0.0.1:${smtpPort}`, webUrl };
}

async function answersBrowser(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { headers: { accept: 'text/html' } })).ok;
  } catch {
    return false;
  }
}
