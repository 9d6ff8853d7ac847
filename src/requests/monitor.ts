import type { Logger } from 'pino';
import type { Changes } from '../db/changes.ts';
import { sumDailyChanges } from '../db/daily-sums.ts';
import type { Db } from '../db/database.ts';
import { forMunicipality } from '../db/municipality-scope.ts';
import { tidy } from '../db/tidy.ts';
import { refreshTraitBlocks } from '../db/trait-blocks.ts';
import {
  findLettersWithoutRun,
  findUnsignalledDecisions,
  findUnsignalledImports,
  findUnsignalledUndos,
  findWithoutRun,
  pageSize,
} from '../db/undelivered.ts';
import type { Delivery } from './delivery.ts';

/** The design's promise is 60 s after Temporal's return; every 10 s leaves room for a slow round. */
const everyMs = 10_000;
/** A row's own web process has 3 s to deliver it (src/db/undelivered.ts); then the monitor looks. */
const afterNewsMs = 3_500;

type Lock = { acquire(): Promise<void>; release(): Promise<void> };

export type Monitor = { stop(): Promise<void> };

type MonitorDeps = {
  db: Db;
  delivery: Delivery;
  changes: Changes;
  /** Seals and anchors the audit trails. */
  keepAudits: () => Promise<void>;
  createLock: (onLost: () => void) => Lock;
  log: Logger;
};

/**
 * Constantly watches for what PostgreSQL holds and Temporal does not know yet, and delivers it; and, when that is done,
 * keeps what is derived in the background up to date. One at a time over
 * all workers, by `lock`; the others wait for it and take over when it dies.
 */
export function startMonitor(deps: MonitorDeps): Monitor {
  const { createLock, log } = deps;
  const stopped = new AbortController();
  const loop = (async () => {
    while (!stopped.signal.aborted) {
      const lost = new AbortController();
      const lock = createLock(() => lost.abort());
      const ended = AbortSignal.any([stopped.signal, lost.signal]);
      try {
        await untilAborted(stopped.signal, lock.acquire());
        await watch(deps, ended);
      } catch (error) {
        log.warn({ code: error instanceof Error ? error.name : 'unknown' }, 'the monitor pauses');
        await wait(1_000, stopped.signal);
      } finally {
        await lock.release().catch(() => undefined);
      }
    }
  })();
  return {
    async stop() {
      stopped.abort();
      await loop;
    },
  };
}

async function watch(
  { db, delivery, changes, keepAudits }: Pick<MonitorDeps, 'db' | 'delivery' | 'changes' | 'keepAudits'>,
  ended: AbortSignal,
): Promise<void> {
  let news = new AbortController();
  // Heard during a round too: then the next one follows at once.
  const unsubscribe = changes.subscribe('request_submitted', () => {
    setTimeout(() => news.abort(), afterNewsMs).unref();
  });
  try {
    while (!ended.aborted) {
      news = new AbortController();
      await tidy(db);
      const isMoreLeft = await deliverAll(db, delivery, ended);
      // Not put off while there is much to do: that is when there is much to seal.
      await keepAudits();
      if (isMoreLeft) continue;
      await sumDailyChanges(db);
      if (await refreshTraitBlocks(db, ended)) continue;
      // The next round: 10 s later, or sooner for a request whose web process may not be able to start it.
      await wait(everyMs, AbortSignal.any([ended, news.signal]));
    }
  } finally {
    unsubscribe();
  }
}

/**
 * One round: starts and signals one after the other, until all are delivered or Temporal turns out to be away.
 * @returns whether a page was full and delivered, so that the next round need not wait
 */
export async function deliverAll(db: Db, delivery: Delivery, ended: AbortSignal): Promise<boolean> {
  let isMoreLeft = false;
  const rounds = [
    { find: findWithoutRun, deliver: delivery.startRun },
    { find: findUnsignalledImports, deliver: delivery.deliverImport },
    { find: findUnsignalledDecisions, deliver: delivery.deliverDecision },
    { find: findUnsignalledUndos, deliver: delivery.deliverUndo },
    { find: findLettersWithoutRun, deliver: delivery.startLetter },
  ];
  for (const { find, deliver } of rounds) {
    const page = await find(db);
    let delivered = 0;
    for (const { municipalityId, id } of page) {
      const outcome = ended.aborted ? 'unreachable' : await forMunicipality(municipalityId, () => deliver(id));
      if (outcome === 'unreachable') return false;
      if (outcome === 'delivered') delivered += 1;
    }
    isMoreLeft ||= page.length === pageSize && delivered > 0;
  }
  return isMoreLeft;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = () => resolve();
  signal.addEventListener('abort', stop);
  return promise.finally(() => {
    clearTimeout(timer);
    // A signal that is listened to is never freed: one a round would be left for the life of the worker.
    signal.removeEventListener('abort', stop);
  });
}

async function untilAborted(signal: AbortSignal, promise: Promise<void>): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return;
  signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([promise, aborted]);
}
