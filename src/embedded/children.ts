import { spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { openLogFile, readLastLines } from './log-files.ts';
import type { Log } from './ports.ts';
import { recordProcess, type StopPlan } from './process-records.ts';
import { describeExit } from './processes.ts';
import { StartProblem } from './start-problem.ts';

/** One of our own programs, run from its TypeScript source. */
export interface ChildProgram {
  name: string;
  /** Its source file, from the root of the repository. */
  entry: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  dataDir: string;
  root: string;
  log: Log;
  signal: AbortSignal;
}

// The worker first finishes what it holds. With PostgreSQL's 3 s (the engines stop side by side) all is over in 10 s.
const STOP: StopPlan = [{ signal: 'SIGTERM', waitMs: 5_500 }];

// Short enough that nobody notices one crash, long enough that a program that can't start doesn't keep the machine busy.
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

// Whoever ran for a minute had started well: the next crash is a new story.
const STEADY_AFTER_MS = 60_000;

// What it wrote last is read a moment after its end; but somebody it started may hold its output open for ever.
const LAST_WORDS_MS = 1_000;

// pino's number for a warning; below it a line is for the log file only.
const WARNING = 40;
const logLine = z.object({ level: z.number(), msg: z.string() });

/**
 * Runs a program until everything is stopped, starting it again whenever it ends. All it writes goes to its log file;
 * its warnings and errors also to the terminal. It stays in the supervisor's process group.
 */
export async function keepRunning(program: ChildProgram): Promise<void> {
  const { name, dataDir, log, signal } = program;
  const { fd, path } = openLogFile(dataDir, name);
  const file = createWriteStream(path, { fd });
  for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const startedAt = Date.now();
    const how = await runChild(program, file);
    if (Date.now() - startedAt > STEADY_AFTER_MS) pause = FIRST_PAUSE_MS;
    // A Ctrl-C reaches the children too, and they may be gone before we hear of it: the pause tells the two apart.
    await delay(pause, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) log(`Il processo ${name} si è fermato (${how}): lo riavvio. Dettagli in ${path}.`);
  }
}

async function runChild({ name, entry, args = [], ...program }: ChildProgram, file: WriteStream): Promise<string> {
  const child = spawn(process.execPath, listArguments(entry, args, program.dataDir), {
    cwd: program.root,
    env: program.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) {
    recordProcess(program.dataDir, { name, role: 'child', pid: child.pid, ownGroup: false, stop: STOP });
  }
  let lastMessage = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    file.write(`${line}\n`);
    const message = readWarning(line);
    // The same trouble every second is one message.
    if (message === undefined || message === lastMessage || program.signal.aborted) return;
    lastMessage = message;
    program.log(`[${name}] ${message}`);
  });
  let reason: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    file.write(text);
    reason ??= /^\w*Error.*$/m.exec(text)?.[0];
  });
  const read = new Promise((resolve) => child.once('close', resolve));
  const how = await describeExit(child);
  await Promise.race([read, delay(LAST_WORDS_MS)]);
  return reason === undefined ? how : `${how}: ${reason}`;
}

function readWarning(line: string): string | undefined {
  try {
    const { level, msg } = logLine.parse(JSON.parse(line));
    return level >= WARNING ? msg : undefined;
  } catch {
    return undefined;
  }
}

// The data folder says to whoever looks at the process list whose process this is; the program itself ignores it.
function listArguments(entry: string, args: string[], dataDir: string): string[] {
  return ['--import', 'tsx', entry, ...args, `--data-dir=${dataDir}`];
}

/**
 * Runs a program to its end.
 * @returns what it printed
 * @throws StartProblem with the end of what it complained about
 */
export async function runToEnd({ name, entry, args = [], ...program }: ChildProgram): Promise<string> {
  const { fd, path } = openLogFile(program.dataDir, name);
  const file = createWriteStream(path, { fd });
  const { failed, stdout } = await execa(process.execPath, listArguments(entry, args, program.dataDir), {
    cwd: program.root,
    env: program.env,
    stdin: 'ignore',
    stderr: file,
    reject: false,
    cancelSignal: program.signal,
  });
  program.signal.throwIfAborted();
  if (!failed) return stdout;
  throw new StartProblem(`«${[entry, ...args].join(' ')}» non riesce:\n${readLastLines(path, 5) || stdout}`);
}
