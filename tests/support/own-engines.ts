import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { chooseAnyPort } from '../../src/embedded/ports.ts';
import { startPostgres } from '../../src/embedded/postgres.ts';
import { startTemporal } from '../../src/embedded/temporal.ts';

/** An engine that a suite may take away and bring back, with its data and on the same port. */
export type OwnEngine = {
  address: string;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Goes away and comes back on the same port without any data. */
  loseEverything(): Promise<void>;
  close(): Promise<void>;
};

type Started = { address: string; stop(): Promise<void> };

export async function startOwnTemporal(): Promise<OwnEngine> {
  const [port, uiPort] = [await chooseAnyPort(), await chooseAnyPort()];
  return await startOwn((dataDir) =>
    startTemporal({ binary: inject('temporalBinary'), dataDir, port, uiPort, log: () => {}, headless: true }),
  );
}

/** A PostgreSQL of the suite's own: `address` is its owner's, `appUrl` that of web and worker. */
export async function startOwnPostgres(): Promise<OwnEngine & { appUrl: string }> {
  const port = await chooseAnyPort();
  let appUrl = '';
  const engine = await startOwn(async (dataDir) => {
    const { ownerUrl, url, stop } = await startPostgres({ dataDir, port, log: () => {} });
    appUrl = url;
    return { address: ownerUrl, stop };
  });
  return { ...engine, appUrl };
}

async function startOwn(start: (dataDir: string) => Promise<Started>): Promise<OwnEngine> {
  let dataDir = makeFolder();
  let running: Started | undefined = await start(dataDir);
  const goAway = async () => {
    await running?.stop();
    running = undefined;
  };
  return {
    address: running.address,
    goAway,
    async comeBack() {
      running = await start(dataDir);
    },
    async loseEverything() {
      await goAway();
      rmSync(dataDir, { recursive: true, force: true });
      dataDir = makeFolder();
      running = await start(dataDir);
    },
    async close() {
      await goAway();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'easycare-own-'));
  // As root, PostgreSQL runs under another name and must pass through.
  chmodSync(folder, 0o711);
  return folder;
}
