import { ensureDataDir } from './data-dir.ts';
import { type InstanceLock, readLockHolder, takeInstanceLock } from './instance-lock.ts';
import type { Log } from './ports.ts';
import { findRecorded, stopRecorded } from './process-records.ts';
import { StartProblem } from './start-problem.ts';
import { waitUntil } from './wait-until.ts';

// One that is stopping needs 10 s at the most.
const STOPPING_TIMEOUT_MS = 12_000;

// One whose npm was killed notices it within this.
const NOTICE_TIMEOUT_MS = 1_000;

/**
 * Takes the data folder for this process, and stops what a killed one left running on it.
 * @throws StartProblem when another `npm start` runs on it; one that is stopping is waited for
 */
export async function takeOver(dataDir: string, log: Log): Promise<InstanceLock> {
  ensureDataDir(dataDir);
  const lock = takeInstanceLock(dataDir) ?? (await waitForLock(dataDir, log));
  const left = findRecorded(dataDir);
  if (left.length > 0) {
    log(`Fermo quello che un avvio interrotto ha lasciato in funzione: ${left.map(({ name }) => name).join(', ')}.`);
    await stopRecorded(dataDir, ({ role }) => role === 'child');
    await stopRecorded(dataDir);
  }
  return lock;
}

async function waitForLock(dataDir: string, log: Log): Promise<InstanceLock> {
  let lock: InstanceLock | undefined;
  const take = () => {
    lock = takeInstanceLock(dataDir);
    return lock !== undefined;
  };
  const isStopping = () => readLockHolder(dataDir).isStopping;
  await waitUntil(() => take() || isStopping(), { timeoutMs: NOTICE_TIMEOUT_MS, everyMs: 100 });
  if (lock === undefined && isStopping()) {
    log('Aspetto che EasyCare finisca di fermarsi…');
    await waitUntil(take, { timeoutMs: STOPPING_TIMEOUT_MS, everyMs: 100 });
  }
  if (lock !== undefined) return lock;
  const { pid } = readLockHolder(dataDir);
  const which = pid === undefined ? '' : ` (processo ${pid})`;
  throw new StartProblem(`EasyCare è già in funzione${which} con i dati in ${dataDir}: non ne avvio un altro.`);
}
