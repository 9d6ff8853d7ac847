import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { takeInstanceLock } from '../../src/embedded/instance-lock.ts';
import { chooseAnyPort } from '../../src/embedded/ports.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { killRecorded, stopRecorded } from '../../src/embedded/process-records.ts';
import { startTemporal } from '../../src/embedded/temporal.ts';
import { findTemporal } from '../../src/embedded/temporal-binary.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A real PostgreSQL for the whole run; this role owns every table, and may create schemas and databases. */
    databaseUrl: string;
    /** The same as web and worker know it: for one Comune at a time. */
    databaseAppUrl: string;
    /** A real Temporal dev server for the whole run. */
    temporalAddress: string;
    /** The program, for a suite that needs a server of its own. */
    temporalBinary: string;
    /** A folder for what a suite starts itself, each in one of its own: nothing of it outlives the run. */
    runDir: string;
  }
}

const PREFIX = 'easycare-test-';

// Throwaway data: no waiting for the disk. And connections enough for all suites, each with pools of its own.
const FOR_TESTS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

/** Starts the real engines once for all tests, on ports and in a folder of their own, beside a running `npm start`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeAbandoned();
  const dataDir = mkdtempSync(join(tmpdir(), PREFIX));
  // As root, PostgreSQL runs under another name and must pass through.
  chmodSync(dataDir, 0o711);
  const lock = takeInstanceLock(dataDir);
  // vitest leaves at once on a signal, without any teardown: the last moment is enough to kill what has nothing to keep.
  const leave = () => discard(dataDir);
  process.once('exit', leave);

  const log = (line: string) => console.log(line);
  try {
    const [postgres, binary] = await Promise.all([startPostgresForTests(dataDir), findTemporal(log, { dataDir })]);
    const [port, uiPort] = [await chooseAnyPort(), await chooseAnyPort()];
    const temporal = await startTemporal({ binary, dataDir, port, uiPort, log, headless: true, inMemory: true });
    project.provide('databaseUrl', postgres.ownerUrl);
    project.provide('databaseAppUrl', postgres.url);
    project.provide('temporalAddress', temporal.address);
    project.provide('temporalBinary', binary);
    project.provide('runDir', dataDir);
  } catch (problem) {
    discard(dataDir);
    throw problem;
  }
  return async () => {
    await stopRecorded(dataDir);
    lock?.release();
    process.off('exit', leave);
    rmSync(dataDir, { recursive: true, force: true });
  };

  async function startPostgresForTests(folder: string) {
    const postgresFlags = FOR_TESTS.flatMap((setting) => ['-c', setting]);
    return startPostgres({ dataDir: folder, port: await chooseAnyPort(), log: () => undefined, postgresFlags });
  }
}

/** What a killed run left: its folder is there, but nobody holds its lock. */
function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dataDir = join(tmpdir(), name);
    // Without this file it may be a run that is only just beginning.
    if (!existsSync(join(dataDir, 'run', 'supervisor'))) continue;
    const lock = takeInstanceLock(dataDir);
    if (lock === undefined) continue;
    lock.release();
    discard(dataDir);
  }
}

function discard(dataDir: string): void {
  try {
    for (const suite of readdirSync(dataDir)) killRecorded(join(dataDir, suite));
    killRecorded(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  } catch {
    // What was just killed may still be writing: the next run removes the rest.
  }
}
