import { mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the logs, beneath the data folder. */
function findLogDir(dataDir: string): string {
  return join(dataDir, 'logs');
}

/**
 * Opens a fresh log file for one process. The log of the run before stays beside it as `NAME.log.1`: enough to look at
 * what went wrong last time, and nothing to prune.
 */
export function openLogFile(dataDir: string, name: string): { fd: number; path: string } {
  mkdirSync(findLogDir(dataDir), { recursive: true });
  const path = join(findLogDir(dataDir), `${name}.log`);
  try {
    renameSync(path, `${path}.1`);
  } catch {
    // The first run has nothing to put aside.
  }
  return { fd: openSync(path, 'a', 0o600), path };
}

/** The last lines of a log that aren't empty, to say in one sentence why something ended. */
export function readLastLines(path: string, howMany: number): string {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return lines
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .slice(-howMany)
      .join('\n');
  } catch {
    return '';
  }
}
