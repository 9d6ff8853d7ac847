import { readClock } from './clock.ts';
import { readCpuTimes, spentPerRequest } from './cpu-time.ts';
import { createProduct } from './product.ts';
import { atLeast, type Figure, toFigure } from './report.ts';
import { atOnce, type Side } from './side.ts';
import { openStage } from './stage.ts';
import { median, ratiosOf, round } from './statistics.ts';
import { createTwin } from './twin.ts';
import { forEachAtOnce } from './wait-until.ts';

const blocks = 6;
/** Pairs that are not counted: until the code is compiled (the product's is much more than its twin's) and plans are made. */
const warmUp = 2;
/** Long enough that the last few, when fewer than 16 are left, weigh little. */
const requestsABlock = 96;

/** Requests a second from INVIA to a completed run, 16 at a time: the product's over its twin's. */
export async function measureThroughput(): Promise<Figure[]> {
  const stage = await openStage();
  const [sink, twinWorker] = await Promise.all([stage.startSink(), stage.startTwin()]);
  const worker = await stage.startWorker(sink.url);
  const product = createProduct(stage, sink);
  const twin = await createTwin(stage, twinWorker);
  const trees = { ...stage.enginePids, worker: worker.pid, twin: twinWorker.pid, sink: sink.pid, bench: process.pid };

  const pairs: { real: number; twin: number }[] = [];
  const cpu = { real: new Map<string, number[]>(), twin: new Map<string, number[]>() };
  for (let block = 0; block < warmUp + blocks; block += 1) {
    const pair = { real: 0, twin: 0 };
    // In turns, and each first as often as the other.
    const order = block % 2 === 0 ? (['real', 'twin'] as const) : (['twin', 'real'] as const);
    for (const name of order) {
      const side = name === 'real' ? product : twin;
      const ids = await side.prepare(requestsABlock);
      const before = readCpuTimes(trees);
      pair[name] = await timeBlock(side, ids);
      const spent = spentPerRequest(before, readCpuTimes(trees), requestsABlock);
      if (block < warmUp) continue;
      for (const [tree, ms] of Object.entries(spent)) cpu[name].set(tree, [...(cpu[name].get(tree) ?? []), ms]);
    }
    if (block >= warmUp) pairs.push(pair);
    console.log(`  ${pair.real.toFixed(1)} and ${pair.twin.toFixed(1)} requests a second`);
  }

  const ratios = ratiosOf(pairs);
  await product.close();
  await Promise.all([worker.stop(), twinWorker.stop(), sink.stop()]);
  await stage.close();
  return [
    toFigure({
      name: 'dispatch_throughput_vs_twin',
      values: ratios,
      unit: 'ratio',
      bar: atLeast(0.8),
      detail: {
        'requests a second': round(median(pairs.map(({ real }) => real))),
        'twin, requests a second': round(median(pairs.map(({ twin }) => twin))),
        'at a time': atOnce,
        'requests a block': requestsABlock,
        'processor ms a request': describeCpu(cpu.real),
        'twin, processor ms a request': describeCpu(cpu.twin),
      },
    }),
  ];
}

/** @returns requests a second */
async function timeBlock(side: Side, ids: readonly string[]): Promise<number> {
  const begin = readClock();
  await forEachAtOnce(ids, atOnce, async (id) => {
    await side.send(id);
    await side.untilCompleted(id);
  });
  return ids.length / ((readClock() - begin) / 1_000);
}

function describeCpu(spent: ReadonlyMap<string, number[]>): string {
  return [...spent].map(([tree, values]) => `${tree} ${median(values).toFixed(1)}`).join(', ');
}
