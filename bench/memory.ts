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

/**
 * V8 gives the room of its young generation back when it likes to, up to 64 MiB a thread, within seconds or never: of
 * the same worker, 365 and 457 MiB were seen. So both are weighed after every thread was told to collect, and what they
 * had before that is told along.
 */
const collecting = { NODE_OPTIONS: `--import ${new URL('./collect-garbage.ts', import.meta.url).href}` };

type Weight = { left: number; kept: number };

/** The resident memory of the worker with 1,000 requests waiting in its cache, over that of its twin. */
export async function measureMemory(): Promise<Figure[]> {
  const pairs: { real: Weight; twin: Weight }[] = [];
  for (let pair = 0; pair < pairsMeasured; pair += 1) {
    const stage = await openStage();
    const sink = await stage.startSink();
    const worker = await stage.startWorker(sink.url, collecting);
    const product = createProduct(stage, sink);
    const real = await fillAndWeigh(product, worker);
    await product.close();
    await Promise.all([worker.stop(), sink.stop()]);
    const twin = await weighTwin(stage);
    pairs.push({ real, twin });
    const say = ({ left, kept }: Weight) => `${kept.toFixed(0)} MiB (${left.toFixed(0)} before collecting)`;
    console.log(`  ${say(real)} and ${say(twin)}`);
    await stage.close();
  }
  const all = (side: 'real' | 'twin', weight: keyof Weight) => round(median(pairs.map((pair) => pair[side][weight])));
  return [
    toFigure({
      name: 'worker_memory_vs_twin',
      values: ratiosOf(pairs.map(({ real, twin }) => ({ real: real.kept, twin: twin.kept }))),
      unit: 'ratio',
      bar: atMost(1.3),
      detail: {
        'median MiB': all('real', 'kept'),
        'twin, median MiB': all('twin', 'kept'),
        'before collecting': `${all('real', 'left')} and ${all('twin', 'left')} MiB`,
        'waiting requests': waitingRequests,
      },
    }),
  ];
}

async function weighTwin(stage: Stage): Promise<Weight> {
  const worker = await stage.startTwin(collecting);
  const weight = await fillAndWeigh(await createTwin(stage, worker), worker);
  await worker.stop();
  return weight;
}

async function fillAndWeigh(side: Side, worker: BenchProcess): Promise<Weight> {
  await side.prepare(waitingRequests);
  const left = await weighAtRest(worker);
  worker.tell({ collectGarbage: 1 });
  return { left, kept: await weighAtRest(worker) };
}

/** @returns MiB, once the process has come to rest */
async function weighAtRest({ pid }: BenchProcess): Promise<number> {
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
