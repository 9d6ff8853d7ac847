import type pg from 'pg';
import { type Db, openPool, queriesOver } from './database.ts';

/** Connections for work on whole files: queries by `db`, and `pool` for what streams through one connection. */
export type Bulk = { db: Db; pool: pg.Pool };

/** A file at a time, and a connection besides for what is told of it; whoever comes later waits their turn. */
const connections = 4;
/** Some 100,000 rows with all their indexes take tens of seconds; a slow disk and five times the rows, minutes. */
const longestStatement = 900_000;

/** Opens connections of their own, so that a long statement neither meets the limit of short ones nor takes their place. */
export function openBulk(url: string, onIdleError: (error: Error) => void = () => {}): Bulk {
  const pool = openPool(url, { max: connections, longestStatement, onIdleError });
  return { db: queriesOver(pool), pool };
}
