import type { Changes } from '../db/changes.ts';

/** What a page shows: one request of a Comune, or any of its requests. */
export type Topic = { municipalityId: string; requestId?: string };
type Piece = 'request' | 'viewers';

export type News = {
  /** Whether what a page shows may have changed since it was made. In doubt it has: the page then reads itself again. */
  mayHaveChanged(topic: Topic, since: Date): boolean;
  /** Calls back for what happens within a topic until the returned function is called. */
  subscribe(topic: Topic, callback: (piece: Piece) => void): () => void;
};

/** Longer than a page needs from being made to hearing of changes, or to hear again after a restart. */
const rememberedMs = 10 * 60_000;
/** As many as come in that time on a day of emergency; who asks for what is forgotten reads again. */
const mostRemembered = 10_000;
/** How far the clocks of two machines, and a page's queries and its stamp, may be apart. */
const toleranceMs = 5_000;

type Heard = Required<Topic> & { at: number };

/**
 * Hands on what PostgreSQL tells of requests to the pages of the Comune concerned, and remembers the last of it, so that
 * a page which begins to listen, or does so again after a restart, learns whether it missed anything.
 */
export function createNews(changes: Changes, now: () => Date): News {
  const listeners = new Map<string, Set<{ requestId?: string; callback: (piece: Piece) => void }>>();
  const heard: Heard[] = [];
  let hearsSince = Number.POSITIVE_INFINITY;

  changes.onHearing((hears) => {
    hearsSince = hears ? now().getTime() : Number.POSITIVE_INFINITY;
    if (!hears) return;
    heard.length = 0;
    // What happened while nothing was heard nobody can say: everybody looks.
    for (const { callback } of [...listeners.values()].flatMap((some) => [...some])) callback('request');
  });
  changes.subscribe('request_changed', (payload) => {
    const change = readPayload(payload);
    if (change === undefined) return;
    remember(change);
    tell(change, 'request');
  });
  changes.subscribe('viewers_changed', (payload) => {
    const change = readPayload(payload);
    if (change !== undefined) tell(change, 'viewers');
  });

  function remember(change: Required<Topic>): void {
    const at = now().getTime();
    heard.push({ ...change, at });
    const old = heard.findIndex((one) => one.at > at - rememberedMs);
    const surplus = Math.max(old, heard.length - mostRemembered);
    if (surplus > 0) hearsSince = Math.max(hearsSince, (heard.splice(0, surplus).at(-1)?.at ?? 0) + 1);
  }

  function tell(change: Required<Topic>, piece: Piece): void {
    for (const { requestId, callback } of listeners.get(change.municipalityId) ?? []) {
      if (requestId === undefined ? piece === 'request' : requestId === change.requestId) callback(piece);
    }
  }

  return {
    mayHaveChanged({ municipalityId, requestId }, since) {
      const from = since.getTime() - toleranceMs;
      // Also where `since` is no date.
      if (!(from >= hearsSince)) return true;
      const isMeant = (one: Heard) =>
        one.municipalityId === municipalityId && (requestId === undefined || one.requestId === requestId);
      return heard.some((one) => one.at >= from && isMeant(one));
    },
    subscribe({ municipalityId, requestId }, callback) {
      const listener = { ...(requestId !== undefined && { requestId }), callback };
      const ofComune = listeners.get(municipalityId) ?? new Set();
      listeners.set(municipalityId, ofComune.add(listener));
      return () => {
        ofComune.delete(listener);
        if (ofComune.size === 0 && listeners.get(municipalityId) === ofComune) listeners.delete(municipalityId);
      };
    },
  };
}

function readPayload(payload: string): Required<Topic> | undefined {
  const [municipalityId, requestId] = payload.split(' ');
  return municipalityId && requestId ? { municipalityId, requestId } : undefined;
}
