import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readStartTime } from './process-identity.ts';
import { StartProblem } from './start-problem.ts';
import { waitUntil } from './wait-until.ts';

// What we start is written down under DATA_DIR/run, and whatever is written there can be stopped: by the supervisor at
// its own end, at whatever stage of the start that comes, or by the next one when the first was killed.

const stopStep = z.object({ signal: z.enum(['SIGINT', 'SIGQUIT', 'SIGTERM']), waitMs: z.number() });

const record = z.object({
  name: z.string(),
  role: z.enum(['child', 'engine']),
  pid: z.number().int().positive(),
  startedAt: z.string(),
  ownGroup: z.boolean(),
  stop: z.array(stopStep),
});

/** A process of ours: who it is, and the signals that ask it to end, each with the milliseconds it has to obey. */
export type ProcessRecord = z.infer<typeof record>;
export type StopPlan = ProcessRecord['stop'];

// SIGKILL can't be refused: what is still there after this long is stuck in the kernel, or belongs to another user.
const KILL_WAIT_MS = 1_000;

const runDir = (dataDir: string) => join(dataDir, 'run');
const recordFile = (dataDir: string, name: string) => join(runDir(dataDir), `${name}.json`);

/** Writes down a process that was just started. Synchronous: a SIGKILL of ours must find no gap between the two. */
export function recordProcess(dataDir: string, started: Omit<ProcessRecord, 'startedAt'>): void {
  const startedAt = readStartTime(started.pid);
  if (startedAt === undefined) return;
  mkdirSync(runDir(dataDir), { recursive: true, mode: 0o700 });
  const file = recordFile(dataDir, started.name);
  writeFileSync(`${file}.new`, JSON.stringify({ ...started, startedAt }));
  renameSync(`${file}.new`, file);
}

/** The recorded processes that still run and are certainly ours. Records of others are thrown away. */
export function findRecorded(dataDir: string): ProcessRecord[] {
  return listRecords(dataDir).filter((known) => {
    const running = isRunning(known);
    if (!running) forget(dataDir, known);
    return running;
  });
}

/**
 * Stops the recorded processes of a role, or those with the given names, all at the same time.
 * @throws StartProblem when one of them can't be stopped
 */
export async function stopRecorded(
  dataDir: string,
  which: (known: ProcessRecord) => boolean = () => true,
): Promise<void> {
  await Promise.all(
    findRecorded(dataDir)
      .filter(which)
      .map(async (known) => {
        await stopProcess(known);
        forget(dataDir, known);
      }),
  );
}

async function stopProcess(known: ProcessRecord): Promise<void> {
  for (const { signal, waitMs } of [...known.stop, { signal: 'SIGKILL' as const, waitMs: KILL_WAIT_MS }]) {
    if (!isRunning(known)) return;
    sendSignal(known, signal);
    if (await waitUntil(() => !isRunning(known), { timeoutMs: waitMs })) return;
  }
  throw new StartProblem(`Non riesco a fermare ${known.name} (processo ${known.pid}): è di un altro utente?`);
}

/** Ends a process at once and for good, without waiting: for the last moment of a process that must exit. */
export function killRecorded(dataDir: string): void {
  for (const known of findRecorded(dataDir)) sendSignal(known, 'SIGKILL');
}

function sendSignal({ pid, ownGroup }: ProcessRecord, signal: NodeJS.Signals): void {
  try {
    process.kill(ownGroup ? -pid : pid, signal);
  } catch {
    // Gone in the meantime, or not ours to signal: isRunning tells which.
  }
}

function isRunning({ pid, startedAt }: ProcessRecord): boolean {
  return readStartTime(pid) === startedAt;
}

function listRecords(dataDir: string): ProcessRecord[] {
  let files: string[];
  try {
    files = readdirSync(runDir(dataDir)).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
  return files.flatMap((file) => {
    try {
      return [record.parse(JSON.parse(readFileSync(join(runDir(dataDir), file), 'utf8')))];
    } catch {
      return [];
    }
  });
}

function forget(dataDir: string, { name }: ProcessRecord): void {
  rmSync(recordFile(dataDir, name), { force: true });
}
