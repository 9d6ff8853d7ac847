import pg from 'pg';

/** The channels that the triggers in `migrations/` notify; the payload is made of ids. */
export type ChangeChannel = 'request_submitted' | 'decision_settled' | 'request_changed' | 'viewers_changed';

export type Changes = {
  /** Calls back for each change until the returned function is called. */
  subscribe(channel: ChangeChannel, callback: (payload: string) => void): () => void;
  /** Says when hearing begins, when it is lost and when it is back: whatever changed in between was missed. */
  onHearing(callback: (hears: boolean) => void): void;
  close(): Promise<void>;
};

/** How long to wait before a lost connection is made again: short at first, since a page may be waiting for the news. */
const reconnectMs = { first: 1_000, most: 10_000 };
/** A connection that a firewall dropped says nothing, as one without news does: asked this often, it has to answer. */
const provedEveryMs = 20_000;
const provedWithinMs = 5_000;

/**
 * Listens on one connection of its own. While it is lost nothing is heard: whoever waits for a change must also
 * look at the rows themselves before giving up.
 */
export function listenForChanges(
  url: string,
  channels: readonly ChangeChannel[],
  onError: (error: Error) => void,
): Changes {
  const subscribers = new Map<string, Set<(payload: string) => void>>(channels.map((channel) => [channel, new Set()]));
  const hearers = new Set<(hears: boolean) => void>();
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hears = false;
  let waitMs = reconnectMs.first;
  let closed = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'easycare changes',
      keepAlive: true,
      connectionTimeoutMillis: provedWithinMs,
      query_timeout: provedWithinMs,
    });
    client = fresh;
    fresh.on('error', (error) => {
      onError(error);
      reconnect(fresh);
    });
    fresh.on('end', () => reconnect(fresh));
    fresh.on('notification', ({ channel, payload = '' }) => {
      for (const callback of subscribers.get(channel) ?? []) callback(payload);
    });
    try {
      await fresh.connect();
      for (const channel of channels) await fresh.query(`listen ${channel}`);
      waitMs = reconnectMs.first;
      tell(true);
      prove(fresh);
    } catch (error) {
      giveUp(fresh, error);
    }
  }

  function prove(current: pg.Client): void {
    timer = setTimeout(() => {
      current.query('select').then(
        () => client === current && !closed && prove(current),
        (error: unknown) => giveUp(current, error),
      );
    }, provedEveryMs);
    timer.unref();
  }

  function giveUp(lost: pg.Client, error: unknown): void {
    if (!closed) onError(error instanceof Error ? error : new Error('PostgreSQL refused to listen'));
    reconnect(lost);
  }

  function reconnect(lost: pg.Client): void {
    if (closed || client !== lost) return;
    client = undefined;
    tell(false);
    lost.end().catch(onError);
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), waitMs);
    waitMs = Math.min(waitMs * 2, reconnectMs.most);
  }

  function tell(now: boolean): void {
    if (hears === now) return;
    hears = now;
    for (const callback of hearers) callback(now);
  }

  void connect();

  return {
    subscribe(channel, callback) {
      const known = subscribers.get(channel);
      if (known === undefined) throw new Error(`nobody listens to ${channel} here`);
      known.add(callback);
      return () => known.delete(callback);
    },
    onHearing(callback) {
      hearers.add(callback);
      callback(hears);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
