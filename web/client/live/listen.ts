/** Without a stream a page asks this often; twice as seldom each time that nothing answers, up to five minutes. */
const askedEveryMs = 15_000;
const askedAtLeastEveryMs = 300_000;
/** How often one that asks tries to have a stream again. */
const streamTriedEveryMs = 120_000;

type Heard = {
  /** What the page shows may have changed. */
  onChange(): void;
  /** Who else has it open, in words; nothing where nobody has. */
  onViewers(words: string): void;
};

/**
 * Listens to what concerns a page while it is in sight: by a stream, which the browser takes up again by itself when the
 * server comes back, else by asking now and then. Out of sight it is silent, since browsers allow few connections.
 * @param at when the page was made
 */
export function listenToNews(address: string, at: string, { onChange, onViewers }: Heard): void {
  let since = at;
  let source: EventSource | undefined;
  let timer: number | undefined;
  let waitMs = askedEveryMs;
  let streamTriedAt = 0;

  document.addEventListener('visibilitychange', follow);
  // A page that goes into the browser's store of pages must not keep its connection.
  window.addEventListener('pagehide', stop);
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) follow();
  });
  follow();

  function follow(): void {
    stop();
    if (document.visibilityState === 'visible') openStream();
  }

  function stop(): void {
    source?.close();
    source = undefined;
    window.clearTimeout(timer);
  }

  function openStream(): void {
    streamTriedAt = performance.now();
    const opened = new EventSource(withSince());
    source = opened;
    opened.addEventListener('listening', () => {
      waitMs = askedEveryMs;
    });
    opened.addEventListener('changed', ({ lastEventId }) => {
      if (lastEventId !== '') since = lastEventId;
      onChange();
    });
    opened.addEventListener('viewers', ({ data }) => onViewers(String(data)));
    opened.addEventListener('ended', () => {
      opened.close();
      onViewers('');
      // The page itself finds out where one has to sign in again.
      onChange();
    });
    opened.addEventListener('error', () => {
      onViewers('');
      // Else the browser tries again: the server is restarting, or the network is away.
      if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
      source = undefined;
      askLater();
    });
  }

  function askLater(): void {
    timer = window.setTimeout(async () => {
      if (performance.now() - streamTriedAt > streamTriedEveryMs) return openStream();
      await ask();
      if (source === undefined && document.visibilityState === 'visible') askLater();
    }, waitMs);
  }

  async function ask(): Promise<void> {
    try {
      const answer = await fetch(withSince(), { headers: { accept: 'application/json' } });
      if (answer.redirected) return onChange();
      const news: unknown = answer.ok ? await answer.json() : undefined;
      if (!isNews(news)) throw new Error('no news');
      waitMs = askedEveryMs;
      since = news.at;
      if (news.changed) onChange();
    } catch {
      waitMs = Math.min(waitMs * 2, askedAtLeastEveryMs);
    }
  }

  function withSince(): string {
    return `${address}?${new URLSearchParams({ dal: since })}`;
  }
}

function isNews(value: unknown): value is { changed: boolean; at: string } {
  return typeof value === 'object' && value !== null && 'changed' in value && 'at' in value;
}
