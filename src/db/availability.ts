/** Node's codes for a server that can't be reached or went away. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * SQLSTATEs of a server that is there and can't serve: 08 connection exceptions, 53 out of connections, memory or disk,
 * 57P01–57P03 stopping or starting, 57014 our statement_timeout on a server that is too slow, 25006 a replica.
 */
const unavailableState = /^(08...|53...|57P0[123]|57014|25006)$/;

/** pg and its pool say these with a plain Error and no code (pg 8.23, pg-pool 3.x). */
const unavailableMessage =
  /^(timeout exceeded when trying to connect|connection terminated|connection ended unexpectedly|query read timeout|client has encountered a connection error|cannot use a pool after calling end)/i;

/**
 * Whether an error means that PostgreSQL is away, rather than that a query was wrong. Looks at its causes too, since
 * better-auth wraps what went wrong.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // What Node says of a client that hangs up in the middle of its body: not PostgreSQL's connection.
  if (code === 'ECONNRESET' && error.message === 'aborted') return false;
  return (
    networkCodes.has(code) ||
    unavailableState.test(code) ||
    unavailableMessage.test(error.message) ||
    (error instanceof AggregateError && error.errors.some(isDatabaseUnavailable)) ||
    isDatabaseUnavailable(error.cause)
  );
}

/**
 * Whether PostgreSQL refused a value: a NUL, no UUID, a number out of range (SQLSTATE class 22, data exception), or a code
 * that the Comune took out of its list at this very instant (23503, foreign key).
 */
export function isRefusedValue(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22...|23503)$/.test(error.code)
  );
}
