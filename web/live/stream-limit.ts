/** A browser opens no more than six connections to one host without HTTP/2, and only pages in sight have a stream. */
const perSession = 8;

export type StreamLimit = {
  /** @returns what frees the place again; undefined where the session has as many streams as it may */
  take(sessionId: string): (() => void) | undefined;
};

/** Counts the open streams of each session in this process. */
export function createStreamLimit(): StreamLimit {
  const open = new Map<string, number>();
  return {
    take(sessionId) {
      const count = open.get(sessionId) ?? 0;
      if (count >= perSession) return undefined;
      open.set(sessionId, count + 1);
      return () => {
        const left = (open.get(sessionId) ?? 1) - 1;
        if (left === 0) open.delete(sessionId);
        else open.set(sessionId, left);
      };
    },
  };
}
