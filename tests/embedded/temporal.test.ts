import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { chooseAnyPort } from '../../src/embedded/ports.ts';
import { stopRecorded } from '../../src/embedded/process-records.ts';
import { startTemporal } from '../../src/embedded/temporal.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(inject('runDir'), 'temporal-'));
});

afterEach(async () => {
  await stopRecorded(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});

test('keeps closed runs for 400 days, shows its UI, and remembers across restarts', async () => {
  const binary = inject('temporalBinary');
  const ask = async (address: string, ...args: string[]) =>
    (await execa(binary, ['operator', 'namespace', ...args, '--address', address])).stdout;
  const options = async () => ({
    binary,
    dataDir,
    port: await chooseAnyPort(),
    uiPort: await chooseAnyPort(),
    log: () => undefined,
  });

  const first = await startTemporal(await options());
  expect(await ask(first.address, 'describe', '-n', 'default')).toMatch(/Retention\S*\s+9600h/);
  expect((await fetch(first.uiUrl)).ok).toBe(true);
  await ask(first.address, 'create', '-n', 'kept');
  await first.stop();
  expect(await first.exited).toBe('codice 0');

  const second = await startTemporal(await options());
  expect(await ask(second.address, 'describe', '-n', 'kept')).toContain('kept');
  await second.stop();
});
