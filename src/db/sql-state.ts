/** PostgreSQL's code for what went wrong, five characters; empty where an error is none of its. */
export function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A unique index already has the value. */
export const uniqueViolation = '23505';
/** Somebody else holds the lock, and `nowait` did not wait for it. */
export const lockNotAvailable = '55P03';
