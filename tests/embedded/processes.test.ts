import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { readStartTime } from '../../src/embedded/process-identity.ts';
import { findRecorded, type ProcessRecord, recordProcess, stopRecorded } from '../../src/embedded/process-records.ts';
import { type EngineCommand, startEngine, waitForEngine } from '../../src/embedded/processes.ts';
import { waitUntil } from '../../src/embedded/wait-until.ts';

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(inject('runDir'), 'processes-'));
});

afterEach(async () => {
  await stopRecorded(dataDir);
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** A Node program that says `ready` and then waits. */
async function spawnProgram(script: string): Promise<number> {
  const source = `${script}; setInterval(() => {}, 1000); console.log('ready')`;
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  if (child.pid === undefined) throw new Error('no pid');
  return child.pid;
}

function describeChild(pid: number, stop: ProcessRecord['stop'] = [{ signal: 'SIGTERM', waitMs: 10_000 }]) {
  return { name: `test-${pid}`, role: 'child' as const, pid, ownGroup: false, stop };
}

function describeEngine(script: string): EngineCommand {
  const source = `${script}; setInterval(() => {}, 1000); console.log('ready')`;
  return {
    name: 'engine',
    label: 'Il motore',
    command: process.execPath,
    args: ['-e', source],
    env: process.env,
    dataDir,
    stop: [{ signal: 'SIGTERM', waitMs: 10_000 }],
  };
}

const hasSaid = (logFile: string, text: string) => readFileSync(logFile, 'utf8').includes(text);

describe('records', () => {
  test('a recorded process is found and stopped by whoever comes next', async () => {
    const pid = await spawnProgram('');
    recordProcess(dataDir, describeChild(pid));
    expect(findRecorded(dataDir).map((known) => known.pid)).toEqual([pid]);
    await stopRecorded(dataDir);
    expect(readStartTime(pid)).toBeUndefined();
    expect(findRecorded(dataDir)).toEqual([]);
  });

  test('a stranger with a recycled pid is not touched', async () => {
    const pid = await spawnProgram('');
    mkdirSync(join(dataDir, 'run'));
    const record = { ...describeChild(pid), startedAt: 'another boot 4711' };
    writeFileSync(join(dataDir, 'run', 'test.json'), JSON.stringify(record));
    expect(findRecorded(dataDir)).toEqual([]);
    await stopRecorded(dataDir);
    expect(readStartTime(pid)).toBeDefined();
  });

  test('a record that makes no sense hinders nobody', async () => {
    mkdirSync(join(dataDir, 'run'));
    writeFileSync(join(dataDir, 'run', 'half.json'), '{"name": "ha');
    writeFileSync(join(dataDir, 'run', 'other.json'), '{"pid": -1}');
    expect(findRecorded(dataDir)).toEqual([]);
  });

  test('whoever ignores the signal is killed', async () => {
    const pid = await spawnProgram("process.on('SIGTERM', () => {})");
    recordProcess(dataDir, describeChild(pid, [{ signal: 'SIGTERM', waitMs: 200 }]));
    await stopRecorded(dataDir);
    expect(readStartTime(pid)).toBeUndefined();
  });

  test('only the role that was asked for is stopped', async () => {
    const child = await spawnProgram('');
    const engine = await spawnProgram('');
    recordProcess(dataDir, describeChild(child));
    recordProcess(dataDir, { ...describeChild(engine), role: 'engine' });
    await stopRecorded(dataDir, ({ role }) => role === 'child');
    expect(findRecorded(dataDir).map((known) => known.pid)).toEqual([engine]);
  });

  test('two processes never have the same start, and a dead one has none', async () => {
    const pid = await spawnProgram('');
    expect(readStartTime(pid)).toBe(readStartTime(pid));
    expect(readStartTime(pid)).not.toBe(readStartTime(process.pid));
    expect(readStartTime(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('engines', () => {
  test('an engine runs in a group of its own, writes its log and stops', async () => {
    const engine = await startEngine(describeEngine(''));
    await waitForEngine(engine, () => hasSaid(engine.logFile, 'ready'), { timeoutMs: 20_000 });
    expect(() => process.kill(-engine.pid, 0)).not.toThrow();
    await engine.stop();
    expect(await engine.exited).toBe('segnale SIGTERM');
    expect(readStartTime(engine.pid)).toBeUndefined();
  });

  test('the same engine started again first stops the one that was left', async () => {
    const left = await startEngine(describeEngine(''));
    await waitForEngine(left, () => hasSaid(left.logFile, 'ready'), { timeoutMs: 20_000 });
    const next = await startEngine(describeEngine(''));
    expect(readStartTime(left.pid)).toBeUndefined();
    expect(findRecorded(dataDir).map((known) => known.pid)).toEqual([next.pid]);
  });

  test('what the engine started ends with it', async () => {
    const script = `const { spawn } = require('node:child_process');
      console.log('grandchild=' + spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid)`;
    const engine = await startEngine(describeEngine(script));
    await waitForEngine(engine, () => hasSaid(engine.logFile, 'ready'), { timeoutMs: 20_000 });
    const [, grandchild] = /grandchild=(\d+)/.exec(readFileSync(engine.logFile, 'utf8')) ?? [];
    await engine.stop();
    const gone = await waitUntil(() => readStartTime(Number(grandchild)) === undefined, { timeoutMs: 20_000 });
    expect(gone).toBe(true);
  });

  test('one that ends before it is ready says why', async () => {
    const engine = await startEngine(describeEngine("console.error('porta occupata'); process.exit(3)"));
    const waiting = waitForEngine(engine, () => false, { timeoutMs: 20_000 });
    await expect(waiting).rejects.toThrow(/^Il motore si è fermato appena avviato; [\s\S]*porta occupata/);
  });

  test('one that does not exist is one sentence', async () => {
    const starting = startEngine({ ...describeEngine(''), command: join(dataDir, 'nowhere') });
    await expect(starting).rejects.toThrow(/^Il motore non parte: /);
  });

  test('nothing is started once everything is being stopped', async () => {
    const starting = startEngine({ ...describeEngine(''), signal: AbortSignal.abort() });
    await expect(starting).rejects.toThrow();
    expect(findRecorded(dataDir)).toEqual([]);
  });
});
