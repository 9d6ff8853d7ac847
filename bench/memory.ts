import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchProcess } from './processes.ts';
import { createProduct } from './product.ts';
import { atMost, type Figure, toFigure } from './report.ts';
import type { Side } from './side.ts';
import { openStage, type Stage } from './stage.ts';
import { median, ratiosOf, round } from './statistics.ts';
import { createTwin } from './twin.ts';

const waitingRequests = 1_000;
const pairsMeasured = 3;
/** Settled: five looks, 1 s apart, that differ by less than 1 %. */
const looks = 5;
const lookEveryMs = 1_000;
const settledWithin = 0.01;
const longestWait = 60;

/** The resident memory of the worker with 1,000 requests waiting in its cache, over that of its twin. */
export async function measureMemory(): Promise<Figure[]> {
  const pairs: { real: number; twin: number }[] = [];
  for (let pair = 0; pair < pairsMeasured; pair += 1) {
    const stage = await openStage();
    const sink = await stage.startSink();
    const worker = await stage.startWorker(sink.url);
    const product = createProduct(stage, sink);
    const real = await fillAndWeigh(product, worker);
    await product.close();
    await Promise.all([worker.stop(), sink.stop()]);
    const twin = await weighTwin(stage);
    pairs.push({ real, twin });
    console.log(`  ${real.toFixed(0)} and ${twin.toFixed(0)} MiB`);
    await stage.close();
  }
  return [
    toFigure({
      name: 'worker_memory_vs_twin',
      values: ratiosOf(pairs),
      unit: 'ratio',
      bar: atMost(1.3),
      detail: {
        'median MiB': round(median(pairs.map(({ real }) => real))),
        'twin, median MiB': round(median(pairs.map(({ twin }) => twin))),
        'waiting requests': waitingRequests,
      },
    }),
  ];
}

async function weighTwin(stage: Stage): Promise<number> {
  const worker = await stage.startTwin();
  const weight = await fillAndWeigh(await createTwin(stage, worker), worker);
  await worker.stop();
  return weight;
}

/** @returns MiB, once the process has come to rest: its garbage is its own to collect, nobody forces it */
async function fillAndWeigh(side: Side, { pid }: BenchProcess): Promise<number> {
  await side.prepare(waitingRequests);
  const seen: number[] = [];
  while (seen.length < longestWait) {
    seen.push(readResidentMiB(pid));
    const last = seen.slice(-looks);
    if (last.length === looks && Math.max(...last) <= Math.min(...last) * (1 + settledWithin)) break;
    await pause(lookEveryMs);
  }
  return median(seen.slice(-looks));
}

function readResidentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error('the memory of a process is only known on Linux');
  return Number(kib) / 1_024;
}
