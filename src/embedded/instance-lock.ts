import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

// One supervisor a data folder. A pid file can't be taken over without a race; the kernel's file lock can, and it is
// let go the very moment its holder dies, however it dies. Node offers none but SQLite's, so an empty database is it.

export interface InstanceLock {
  /** Lets a second `npm start` know that it only has to wait a little. */
  announceStop(): void;
  release(): void;
}

/** Who holds the lock, as far as it said. */
export interface LockHolder {
  pid: number | undefined;
  isStopping: boolean;
}

const holderFile = (dataDir: string) => join(dataDir, 'run', 'supervisor');

/** Takes the data folder for this process, or undefined when another living process has it. */
export function takeInstanceLock(dataDir: string): InstanceLock | undefined {
  mkdirSync(join(dataDir, 'run'), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataDir, 'run', 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
    return undefined;
  }
  const announce = (state: string) => writeFileSync(holderFile(dataDir), `${state} ${process.pid}\n`);
  announce('running');
  return {
    announceStop: () => announce('stopping'),
    release: () => database.close(),
  };
}

/** What the holder of the lock said of itself. */
export function readLockHolder(dataDir: string): LockHolder {
  try {
    const [state, pid] = readFileSync(holderFile(dataDir), 'utf8').trim().split(' ');
    return { pid: Number(pid), isStopping: state === 'stopping' };
  } catch {
    return { pid: undefined, isStopping: false };
  }
}
