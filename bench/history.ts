import { setTimeout as pause } from 'node:timers/promises';
import { createProduct } from './product.ts';
import { atMost, type Figure, toFigure } from './report.ts';
import type { Side } from './side.ts';
import { openStage } from './stage.ts';
import { createTwin } from './twin.ts';

const requests = 60;
/** A server that takes each email after 25–100 ms, as real ones do. */
const realDelay = { minMs: 25, maxMs: 100 };
/** Between two requests, so that each one's tasks run as they do in a quiet office. */
const restMs = 20;

/** How many events a request's run has: submitted, imported, sent to five and to the head of operations. */
export async function measureHistory(): Promise<Figure[]> {
  const stage = await openStage();
  const [sink, twinWorker] = await Promise.all([stage.startSink(), stage.startTwin()]);
  sink.tell(realDelay);
  const worker = await stage.startWorker(sink.url);
  const product = createProduct(stage, sink);
  const twin = await createTwin(stage, twinWorker);
  const twinEvents = await countAll(twin);
  const realEvents = await countAll(product);
  await product.close();
  await Promise.all([worker.stop(), twinWorker.stop(), sink.stop()]);
  await stage.close();

  const limit = atMost(46);
  const figure = toFigure({ name: 'history_events', values: twinEvents, unit: 'events', bar: limit });
  return [
    // Held to the bar by its longest, not by its median.
    { ...figure, holds: limit.holds(figure.spread.max), detail: { longest: figure.spread.max } },
    toFigure({
      name: 'history_events_real',
      values: realEvents,
      unit: 'events',
      bar: atMost(60),
      detail: { 'an email takes, ms': `${realDelay.minMs}–${realDelay.maxMs}` },
    }),
  ];
}

async function countAll(side: Side): Promise<number[]> {
  const events: number[] = [];
  for (const id of await side.prepare(requests)) {
    await side.send(id);
    await side.untilCompleted(id);
    events.push(await side.countEvents(id));
    await pause(restMs);
  }
  return events;
}
