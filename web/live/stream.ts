import type { SSEMessage, SSEStreamingApi } from 'hono/streaming';
import type { News, Topic } from '../../src/requests/news.ts';

/** Proxies give a silent connection up after a minute, usually; and so soon a stream ends whose session has. */
const beatMs = 20_000;
/** Under a flood of requests an open page hears of it once a second. */
const restMs = 1_000;
/** How soon a browser comes back after a restart of the server. */
const retryMs = 2_000;

/** What a stream asks while it runs. */
type Asks = {
  /** Whether who listens still may, asked at each beat. */
  mayStay(): Promise<boolean>;
  /** What to say of who else is here; undefined where the page does not show it. */
  sayViewers: (() => Promise<string>) | undefined;
};

type Options = {
  news: News;
  topic: Topic;
  since: Date;
  now: () => Date;
  /** The process stops, or the browser has gone. */
  ended: AbortSignal;
};

/**
 * Tells a page what it shows has changed (`changed`) and who else has it open (`viewers`), until the page is closed, the
 * process stops or who listens may no longer. Nothing of a request is in it: the page reads itself again, as any page.
 * Each piece of news carries the instant, which the browser gives back when it returns (`Last-Event-ID`).
 */
export async function tellNews(
  stream: SSEStreamingApi,
  { news, topic, since, now, ended }: Options,
  { mayStay, sayViewers }: Asks,
): Promise<void> {
  const pending = new Set<'request' | 'viewers'>(sayViewers === undefined ? [] : ['viewers']);
  let wake = () => {};
  const unsubscribe = news.subscribe(topic, (piece) => {
    pending.add(piece);
    wake();
  });
  // Asked only now: what changes from here on is heard.
  if (news.mayHaveChanged(topic, since)) pending.add('request');
  try {
    let said: string | undefined;
    let beatAt = performance.now() + beatMs;
    await say({ event: 'listening', data: '', retry: retryMs });
    while (!ended.aborted) {
      if (performance.now() >= beatAt) {
        if (!(await mayStay())) return await say({ event: 'ended', data: '' });
        await untilEnded(stream.write(': still here\n\n'));
        if (sayViewers !== undefined) pending.add('viewers');
        beatAt = performance.now() + beatMs;
      }
      if (pending.delete('request')) {
        await say({ event: 'changed', data: '', id: now().toISOString() });
      }
      if (pending.delete('viewers') && sayViewers !== undefined) {
        const saying = await sayViewers();
        if (saying !== said) await say({ event: 'viewers', data: saying });
        said = saying;
      }
      await rest(restMs, ended);
      if (pending.size === 0) await untilWoken(beatAt - performance.now());
    }
  } finally {
    unsubscribe();
  }

  function say(message: SSEMessage): Promise<void> {
    return untilEnded(stream.writeSSE(message));
  }

  /** What is written to a browser that has gone without a word is never done. */
  function untilEnded(written: Promise<unknown>): Promise<void> {
    return rest(beatMs, ended, written);
  }

  async function untilWoken(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    await rest(withinMs, ended, promise);
  }
}

/** Waits, but not for longer than the stream lasts, nor than `sooner`. */
function rest(ms: number, ended: AbortSignal, sooner?: Promise<unknown>): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  ended.addEventListener('abort', done);
  void sooner?.then(done, done);
  return promise.finally(() => {
    clearTimeout(timer);
    ended.removeEventListener('abort', done);
  });
}
