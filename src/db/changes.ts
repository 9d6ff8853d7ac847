import pg from 'pg';

/** The channels that the triggers in `migrations/` notify; the payload is an id. */
export const channels = ['request_submitted', 'request_moved', 'decision_settled'] as const;
export type ChangeChannel = (typeof channels)[number];

export type Changes = {
  /** Calls back for each change until the returned function is called. */
  subscribe(channel: ChangeChannel, callback: (id: string) => void): () => void;
  close(): Promise<void>;
};

/** How long to wait before a lost connection is made again: short, since a page may be waiting for the news. */
const reconnectMs = 1_000;

/**
 * Listens on one connection of its own. While it is lost nothing is heard: whoever waits for a change must also
 * look at the rows themselves before giving up.
 */
export function listenForChanges(url: string, onError: (error: Error) => void): Changes {
  const subscribers = new Map<ChangeChannel, Set<(id: string) => void>>(
    channels.map((channel) => [channel, new Set()]),
  );
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, application_name: 'easycare changes', keepAlive: true });
    client = fresh;
    fresh.on('error', (error) => {
      onError(error);
      reconnect(fresh);
    });
    fresh.on('end', () => reconnect(fresh));
    fresh.on('notification', ({ channel, payload }) => {
      const known = channels.find((one) => one === channel);
      if (known === undefined || payload === undefined) return;
      for (const callback of subscribers.get(known) ?? []) callback(payload);
    });
    try {
      await fresh.connect();
      for (const channel of channels) await fresh.query(`listen ${channel}`);
    } catch (error) {
      onError(error instanceof Error ? error : new Error('PostgreSQL refused to listen'));
      reconnect(fresh);
    }
  }

  function reconnect(lost: pg.Client): void {
    if (closed || client !== lost) return;
    client = undefined;
    lost.end().catch(onError);
    timer = setTimeout(() => void connect(), reconnectMs);
  }

  void connect();

  return {
    subscribe(channel, callback) {
      subscribers.get(channel)?.add(callback);
      return () => subscribers.get(channel)?.delete(callback);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
