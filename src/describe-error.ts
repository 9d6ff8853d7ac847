/** An error as a log may hold it. */
export type ErrorDescription = { name: string; code?: string; stack: string[]; cause?: ErrorDescription };

/** How deep causes are followed; deeper ones are a wrapper's wrapper and tell nothing new. */
const deepestCause = 3;

/**
 * Describes an error without a person's data: its class, its code and where in our code it arose. The message is left
 * out, since PostgreSQL's, zod's and SMTP's quote values, and so is everything else an error may carry (pg's `detail`
 * and `where`, kysely's parameters).
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { name: typeof error, stack: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    name: error.name,
    ...(code !== undefined && isPlainCode(code) && { code }),
    stack: framesOf(error),
    ...(error.cause !== undefined && depth < deepestCause && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** A code is a short word (`23505`, `ECONNREFUSED`, `key_reused`); anything longer might be a sentence with a value. */
function isPlainCode(code: string): boolean {
  return /^[A-Za-z0-9_]{1,40}$/.test(code);
}

/** Only the lines that name a place, and only after the message, which may have several lines and quote anything. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const afterMessage = Math.max(0, stack.indexOf(error.message)) + error.message.length;
  const lines = stack
    .slice(afterMessage)
    .split('\n')
    .map((line) => line.trim());
  return lines.filter((line) => /^at .*(:\d+:\d+\)?|<anonymous>\)?|native\)?)$/.test(line));
}
