import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readStartTime } from '../../src/embedded/process-identity.ts';
import { recordProcess } from '../../src/embedded/process-records.ts';
import { takeOver } from '../../src/embedded/take-over.ts';

const lockModule = new URL('../../src/embedded/instance-lock.ts', import.meta.url).href;
const silent = () => undefined;

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(inject('runDir'), 'lock-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** Another process that holds the lock; a line on its standard input makes it say that it stops, the next one end. */
async function holdLock(): Promise<ChildProcess> {
  const script = `
    const { takeInstanceLock } = await import(${JSON.stringify(lockModule)});
    const lock = takeInstanceLock(${JSON.stringify(dataDir)});
    process.stdin.once('data', () => {
      lock.announceStop();
      console.log('stopping');
      process.stdin.once('data', () => process.exit(0));
    });
    console.log('held');`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

test('a second start on the same data says so in one sentence', async () => {
  const holder = await holdLock();
  await expect(takeOver(dataDir, silent)).rejects.toThrow(
    `EasyCare è già in funzione (processo ${holder.pid}) con i dati in ${dataDir}: non ne avvio un altro.`,
  );
});

test('it takes over at once from one that was killed', async () => {
  const holder = await holdLock();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await takeOver(dataDir, silent);
  lock.release();
});

test('it waits for one that is stopping', async () => {
  const holder = await holdLock();
  holder.stdin?.write('stop\n');
  if (holder.stdout !== null) await once(holder.stdout, 'data');
  const lock = await takeOver(dataDir, () => holder.stdin?.write('end\n'));
  lock.release();
});

test('it stops what a killed one left behind', async () => {
  const left = spawn(process.execPath, ['-e', "setInterval(() => {}, 1000); console.log('ready')"]);
  children.push(left);
  await once(left.stdout, 'data');
  if (left.pid === undefined) throw new Error('no pid');
  recordProcess(dataDir, { name: 'web', role: 'child', pid: left.pid, ownGroup: false, stop: [] });
  const said: string[] = [];
  const lock = await takeOver(dataDir, (line) => said.push(line));
  lock.release();
  expect(readStartTime(left.pid)).toBeUndefined();
  expect(said).toEqual(['Fermo quello che un avvio interrotto ha lasciato in funzione: web.']);
});
