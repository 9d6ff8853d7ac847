import { type RawBuilder, sql } from 'kysely';

/** Beyond this a page says «più di 1.000»: nobody works through more, and counting on would read the whole table. */
export const mostCounted = 1_000;

/** How many rows a query without a limit has, up to one more than `mostCounted`. */
export function countUpTo(rows: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(select count(*)::int from (${rows} limit ${sql.lit(mostCounted + 1)}) counted)`;
}
