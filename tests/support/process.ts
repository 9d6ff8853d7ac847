import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One of the product's own processes, run as it runs in earnest. */
export type ProductProcess = {
  /** Everything it wrote so far. */
  output(): string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it as an administrator would. @returns its exit code and how long it took, in milliseconds */
  stop(): Promise<{ code: number | null; ms: number }>;
  /** Halts it and lets it go on, as an overloaded machine does. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
};

export function startProcess(entry: 'web' | 'worker', env: Record<string, string>): ProductProcess {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', `src/${entry}.ts`], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const end = async (signal: NodeJS.Signals) => {
    const begin = Date.now();
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return { code: child.exitCode, ms: Date.now() - begin };
  };
  return {
    output: () => output,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    signal: (signal) => {
      child.kill(signal);
    },
  };
}
