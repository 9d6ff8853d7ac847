import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseAnyPort } from '../src/embedded/ports.ts';
import { killRecorded } from '../src/embedded/process-records.ts';
import { readClock } from './clock.ts';
import { atMost, type Figure, toFigure } from './report.ts';
import { round } from './statistics.ts';
import { waitUntil } from './wait-until.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const restarts = 5;

/** From typing `npm start` on data that are there already to a system that says it is ready, in seconds. */
export async function measureRestart(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'easycare-bench-'));
  chmodSync(dataDir, 0o711);
  const discard = () => {
    killRecorded(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('exit', discard);
  const first = await startAndStop(dataDir);
  const seconds: number[] = [];
  for (let start = 0; start < restarts; start += 1) seconds.push(await startAndStop(dataDir));
  process.off('exit', discard);
  discard();
  return [
    toFigure({
      name: 'restart_s',
      values: seconds,
      unit: 's',
      bar: atMost(10),
      detail: { 'first start on this machine, s': round(first) },
    }),
  ];
}

/** @returns seconds from `npm start` to ready */
async function startAndStop(dataDir: string): Promise<number> {
  const port = await chooseAnyPort();
  // Of our own environment only what any shell has: nothing may name an engine.
  const { PATH, HOME } = process.env;
  const begin = readClock();
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: String(port) },
    stdio: 'ignore',
  });
  const exited = once(npm, 'exit');
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  await waitUntil('npm start to be ready', isReady);
  const seconds = (readClock() - begin) / 1_000;
  npm.kill('SIGTERM');
  await exited;
  return seconds;
}
