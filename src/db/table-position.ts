import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';

/** A day of the calendar: PostgreSQL refuses any other with an error, and has no year 0. */
const instant = z.iso.datetime({ precision: 6 }).refine((at) => !at.startsWith('0000'));
const cursor = z.tuple([instant, z.uuid()]);

/** Where a row stands in the table. Microseconds, which a Date would lose: two of one millisecond must not hide each other. */
export const position = sql<string>`
  to_char(help_request.submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export function writeCursor(at: string, id: string): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** Whether a row comes after the cursor; undefined, so from the beginning, for what is no cursor of ours. */
export function comesAfter(text: string | undefined, direction: 'asc' | 'desc'): RawBuilder<boolean> | undefined {
  const after = parseCursor(text);
  if (after === undefined) return undefined;
  const [at, id] = after;
  const order = direction === 'asc' ? sql`>` : sql`<`;
  return sql`(help_request.submitted_at, help_request.id) ${order} (${at}::timestamptz, ${id}::uuid)`;
}

function parseCursor(text: string | undefined): z.infer<typeof cursor> | undefined {
  if (text === undefined) return undefined;
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return undefined;
  }
}
