import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './wait-until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A process of its own, as each part is in earnest. */
export type BenchProcess = {
  pid: number;
  /** Everything it wrote so far. */
  output(): string;
  /** Calls back for each message that it sends. */
  onMessage(callback: (message: unknown) => void): void;
  tell(message: Record<string, number>): void;
  /** Ends it as an administrator would. */
  stop(): Promise<void>;
};

const running = new Set<ChildProcess>();
// Whatever ends the benchmark, nothing of it stays behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program of the repository from its TypeScript source, with its output in a file as under `npm start`.
 * @param readyLine what it writes when it is ready
 */
export async function startProcess(
  entry: string,
  { dataDir, env, readyLine }: { dataDir: string; env: Record<string, string>; readyLine: string },
): Promise<BenchProcess> {
  const file = join(dataDir, `${entry.replaceAll('/', '-')}-${process.hrtime.bigint()}.log`);
  const fd = openSync(file, 'w');
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', fd, fd, 'ipc'],
  });
  closeSync(fd);
  running.add(child);
  const exited = once(child, 'exit').then(() => running.delete(child));
  const output = () => readFileSync(file, 'utf8');
  await waitUntil(`${entry} to be ready`, () => {
    if (child.exitCode !== null) throw new Error(`${entry} ended:\n${output().slice(-2_000)}`);
    return output().includes(readyLine);
  });
  if (child.pid === undefined) throw new Error(`${entry} has no pid`);
  return {
    pid: child.pid,
    output,
    onMessage: (callback) => void child.on('message', callback),
    tell: (message) => void child.send(message),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
