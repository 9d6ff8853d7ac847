import { sql } from 'kysely';
import type { Hold } from '../domain/decision.ts';

/** Nothing of it has been carried out, and its time is not over: as it is now, not when the transaction began. */
export const isHeld = sql<boolean>`(decision.outcome is null and decision.undo_until > clock_timestamp())`;

/** For how long it can be undone yet, by PostgreSQL's clock; rounded up, so that who waits so long has waited enough. */
export const undoForMs = sql<number | null>`
  case when ${isHeld} then ceil(extract(epoch from decision.undo_until - clock_timestamp()) * 1000)::int end`;

/** What `toHold` makes the hold of a decision of. */
export const holdColumns = [
  sql<Date | null>`case when ${isHeld} then decision.undo_until end`.as('undoUntil'),
  undoForMs.as('undoForMs'),
] as const;

export function toHold<Row extends { undoUntil: Date | null; undoForMs: number | null }>({
  undoUntil,
  undoForMs,
  ...row
}: Row): Omit<Row, 'undoUntil' | 'undoForMs'> & { hold: Hold | null } {
  return { ...row, hold: undoUntil === null || undoForMs === null ? null : { until: undoUntil, forMs: undoForMs } };
}
