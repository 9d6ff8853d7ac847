import { type RawBuilder, sql } from 'kysely';

/** Beyond this a page says «più di 1.000»: nobody works through more, and counting on would read the whole table. */
export const mostCounted = 1_000;

/**
 * How many rows a query without a limit has, up to one more than `mostCounted`.
 * @param order as the index has it that finds them: without one PostgreSQL may take the first it comes across, and where
 * a Comune's rows stand together at the end of the table it would come across all the others before
 */
export function countUpTo(rows: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(select count(*)::int from (${rows} order by ${order} limit ${sql.lit(mostCounted + 1)}) counted)`;
}
