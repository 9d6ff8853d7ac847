import { join } from 'node:path';
import { execa } from 'execa';
import type { Log } from './ports.ts';
import { recordProcess } from './process-records.ts';

// Often enough that nobody thinks it hangs.
const PROGRESS_EVERY_MS = 15_000;

export interface Build {
  go: string;
  version: string;
  env: NodeJS.ProcessEnv;
  log: Log;
  /** Where the build is written down, so that it can be ended even when we were killed. */
  dataDir: string | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Builds `temporal` with Go into a folder, saying how it goes.
 * @returns its path, or undefined when Go can't build it, after having said why
 */
export async function buildTemporal(dir: string, options: Build): Promise<string | undefined> {
  const { go, version, env, log, dataDir, signal } = options;
  log(`Compilo Temporal ${version} con Go: circa 4 minuti con 2 processori, solo la prima volta…`);
  const startedAt = Date.now();
  const build = execa(go, ['install', '-v', `github.com/temporalio/cli/cmd/temporal@v${version}`], {
    // No C compiler needed. Our own GOBIN, since GOBIN is where `go install` puts what it made.
    env: { ...env, GOBIN: dir, CGO_ENABLED: '0' },
    extendEnv: false,
    reject: false,
    lines: true,
    // The compilers that Go starts are not in our hands, and it doesn't take them along when it is killed: in a group
    // of their own they can all be ended together.
    detached: true,
  });
  if (dataDir !== undefined && build.pid !== undefined) {
    recordProcess(dataDir, { name: 'temporal-build', role: 'engine', pid: build.pid, ownGroup: true, stop: [] });
  }
  let downloaded = 0;
  let compiled = 0;
  const report = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    log(`  … ${seconds} s: ${compiled > 0 ? `${compiled} pacchetti compilati` : `${downloaded} moduli scaricati`}`);
  }, PROGRESS_EVERY_MS);
  const stopWhenAsked = () => killGroup(build.pid);
  process.once('exit', stopWhenAsked);
  signal?.addEventListener('abort', stopWhenAsked, { once: true });
  try {
    let lastLine = '';
    for await (const line of build.iterable({ from: 'stderr' })) {
      lastLine = line;
      if (line.startsWith('go: downloading')) downloaded += 1;
      else compiled += 1;
    }
    const { failed, shortMessage } = await build;
    signal?.throwIfAborted();
    if (!failed) return join(dir, 'temporal');
    log(`Go non riesce a compilarlo (${lastLine || shortMessage}).`);
    return undefined;
  } finally {
    clearInterval(report);
    process.off('exit', stopWhenAsked);
    signal?.removeEventListener('abort', stopWhenAsked);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already over.
  }
}
