import { setTimeout as pause } from 'node:timers/promises';
import { createProduct } from './product.ts';
import { atMost, type Figure, toFigure } from './report.ts';
import type { Side } from './side.ts';
import { openStage } from './stage.ts';
import { median, ratiosOf, round } from './statistics.ts';
import { createTwin } from './twin.ts';

const pairsMeasured = 60;
/** The first ones warm up: compiled code, connections, plans. */
const warmUp = 10;
/** One at a time: what the one before left to do (the head of operations' email, the end of the run) is over. */
const restMs = 50;

/** From the INVIA signal to the fifth volunteer's email accepted by a sink without delays, one request at a time. */
export async function measureLatency(): Promise<Figure[]> {
  const stage = await openStage();
  const [sink, twinWorker] = await Promise.all([stage.startSink(), stage.startTwin()]);
  const worker = await stage.startWorker(sink.url);
  const product = createProduct(stage, sink);
  const twin = await createTwin(stage, twinWorker);

  const [realIds, twinIds] = [
    await product.prepare(pairsMeasured + warmUp),
    await twin.prepare(pairsMeasured + warmUp),
  ];
  const pairs: { real: number; twin: number }[] = [];
  for (const [index, realId] of realIds.entries()) {
    const twinId = twinIds[index] ?? '';
    const pair =
      index % 2 === 0
        ? { real: await timeOne(product, realId), twin: await timeOne(twin, twinId) }
        : { twin: await timeOne(twin, twinId), real: await timeOne(product, realId) };
    if (index >= warmUp) pairs.push(pair);
  }

  await product.close();
  await Promise.all([worker.stop(), twinWorker.stop(), sink.stop()]);
  await stage.close();
  return [
    toFigure({
      name: 'dispatch_latency_vs_twin',
      values: ratiosOf(pairs),
      unit: 'ratio',
      bar: atMost(2),
      detail: {
        'median ms': round(median(pairs.map(({ real }) => real))),
        'twin, median ms': round(median(pairs.map(({ twin }) => twin))),
      },
    }),
  ];
}

/** @returns milliseconds */
async function timeOne(side: Side, id: string): Promise<number> {
  const signalledAt = await side.send(id);
  const fifthAt = await side.fifthEmailAt(id);
  await side.untilCompleted(id);
  await pause(restMs);
  return fifthAt - signalledAt;
}
