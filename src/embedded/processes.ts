import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { openLogFile, readLastLines } from './log-files.ts';
import { recordProcess, type StopPlan, stopRecorded } from './process-records.ts';
import { StartProblem } from './start-problem.ts';
import { waitUntil } from './wait-until.ts';

export interface EngineCommand {
  /** Short and unique in the data folder: names the record and the log. */
  name: string;
  /** As people call it. */
  label: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  dataDir: string;
  stop: StopPlan;
  cwd?: string;
  uid?: number | undefined;
  gid?: number | undefined;
  /** Aborted once everything is being stopped: nothing may be started after that. */
  signal?: AbortSignal | undefined;
}

/** A process of the one-machine default. */
export interface Engine {
  pid: number;
  /** Resolves with how it ended, whoever ended it. */
  exited: Promise<string>;
  stop(): Promise<void>;
}

export interface StartedEngine extends Engine {
  label: string;
  hasExited(): boolean;
  logFile: string;
}

/**
 * Starts a process in a group of its own, so that a Ctrl-C in the terminal reaches the supervisor alone and engines end
 * after what uses them. Its output goes straight to its log file: it must not depend on a supervisor to read it.
 * @throws StartProblem when it can't be started
 */
export async function startEngine(engine: EngineCommand): Promise<StartedEngine> {
  const { name, label, dataDir, stop, uid, gid } = engine;
  // What a killed supervisor left under this name must not go on beside it, unknown to everybody.
  await stopRecorded(dataDir, (known) => known.name === name);
  engine.signal?.throwIfAborted();
  const log = openLogFile(dataDir, name);
  const child = spawn(engine.command, engine.args, {
    cwd: engine.cwd ?? dataDir,
    env: engine.env,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  closeSync(log.fd);
  if (child.pid !== undefined) {
    recordProcess(dataDir, { name, role: 'engine', pid: child.pid, ownGroup: true, stop });
  }
  const exited = describeExit(child);
  const pid = await waitForSpawn(child, label);
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  return {
    pid,
    label,
    exited,
    hasExited: () => gone,
    logFile: log.path,
    stop: () => stopRecorded(dataDir, (known) => known.pid === pid),
  };
}

/**
 * Waits until an engine is ready, by a condition and not by a delay.
 * @throws StartProblem when it ends first, or isn't ready in time, with the end of its log
 */
export async function waitForEngine(
  engine: StartedEngine,
  isReady: () => boolean | Promise<boolean>,
  { timeoutMs }: { timeoutMs: number },
): Promise<void> {
  const settled = await waitUntil(async () => engine.hasExited() || (await isReady()), { timeoutMs });
  if (settled && !engine.hasExited()) return;
  const what = settled ? 'si è fermato appena avviato' : `non è pronto dopo ${timeoutMs / 1_000} secondi`;
  throw new StartProblem(
    `${engine.label} ${what}; le ultime righe di ${engine.logFile}:\n${readLastLines(engine.logFile, 5)}`,
  );
}

/** How a process ended, in words. */
export function describeExit(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `codice ${code}` : `segnale ${signal}`));
    child.once('error', (error) => resolve(error.message));
  });
}

/** The pid of a child once it really runs. @throws StartProblem when it doesn't */
function waitForSpawn(child: ChildProcess, label: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new StartProblem(`${label} non parte: ${error.message}`)));
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}
