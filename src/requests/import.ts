import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../db/database.ts';
import { countNotYetAwaiting, markImported } from '../db/imports.ts';
import type { Operator } from '../db/operators.ts';
import type { Delivery } from './delivery.ts';

/** As long as a decision's: after it the page shows what there is, and the rest comes into the table by itself. */
const patienceMs = 2_000;
const lookEveryMs = 50;
/** Signals under way at once: enough to keep Temporal busy, few enough to leave it room for others. */
const atOnce = 16;

/**
 * «Importa richieste»: commits the import of every submitted request of the operator's Comune, then signals the
 * workflows, which bring them into the table. What could not be signalled now the monitor signals.
 */
export async function importRequests(
  deps: { db: Db; delivery: Delivery },
  operator: Operator,
): Promise<{ imported: number }> {
  const ids = await markImported(deps.db, operator);
  if (ids.length === 0) return { imported: 0 };
  const deadline = Date.now() + patienceMs;
  await signalUntil(deadline, ids, deps.delivery);
  while (Date.now() < deadline && (await countNotYetAwaiting(deps.db, ids)) > 0) await pause(lookEveryMs);
  return { imported: ids.length };
}

async function signalUntil(deadline: number, ids: string[], delivery: Delivery): Promise<void> {
  const waiting = ids.values();
  const signalOneByOne = async () => {
    for (const id of waiting) {
      if (Date.now() >= deadline) return;
      if ((await delivery.deliverImport(id)) === 'unreachable') return;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, signalOneByOne));
}
