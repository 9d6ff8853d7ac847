import { type RawBuilder, sql } from 'kysely';

/** Beyond this a page says «più di 1.000»: nobody works through more, and counting on would read the whole table. */
export const mostCounted = 1_000;

/**
 * The one row in 64 that the indexes with `sample` in their name hold: the last byte of an id is random in each version
 * of a UUID that PostgreSQL makes. An index is used only where this stands as it stands in the index.
 */
const isSampled = sql`get_byte(uuid_send(id), 15) < 4`;
/**
 * So many sampled rows are «more than 1.000» without counting on: about 4,000. That a thousand rows or fewer had as many,
 * where 16 are expected, has a chance of less than 1 in 10¹⁸.
 */
const provesMore = 64;

/** Rows to count, of a table whose rows have an `id`. */
export type Counted = {
  table: 'volunteer' | 'help_request';
  where: RawBuilder<unknown>;
  /**
   * As the index has it that finds them: without one PostgreSQL may take the first it comes across, and where a Comune's
   * rows stand together at the end of the table it would come across all the others before.
   */
  order: RawBuilder<unknown>;
  /** The same for the index of the sample. */
  sampleOrder: RawBuilder<unknown>;
};

/**
 * How many rows there are, up to one more than `mostCounted`. A look at the sample comes first: a thousand and one rows
 * for each number on a page would cost more the more numbers have reached the end, and those who have most wait longest.
 */
export function countUpTo({ table, where, order, sampleOrder }: Counted): RawBuilder<number> {
  const rows = sql`select from ${sql.table(table)} where ${where}`;
  const count = (limited: RawBuilder<unknown>) => sql`(select count(*)::int from (${limited}) counted)`;
  const sampled = count(sql`${rows} and ${isSampled} order by ${sampleOrder} limit ${sql.lit(provesMore)}`);
  const all = count(sql`${rows} order by ${order} limit ${sql.lit(mostCounted + 1)}`);
  return sql<number>`case when ${sampled} = ${sql.lit(provesMore)} then ${sql.lit(mostCounted + 1)} else ${all} end`;
}
