import { type RawBuilder, sql } from 'kysely';

/** A page of the console: a screen or two, since more are a press away. Statements know this size beforehand. */
export const usualPage = 50;

/**
 * The limit that shows whether there is a next page. Where PostgreSQL does not know it, it takes a tenth of all rows for
 * likely, so that planning for the number asked always seems to pay: and planning is half of what a page costs.
 * @param dependsOnValues whether the best plan depends on what is looked for, a rare skill or a common one: such a page
 * has to be planned each time
 */
export function limitTo(rows: number, dependsOnValues: boolean): RawBuilder<number> {
  return rows === usualPage && !dependsOnValues ? sql.lit(rows + 1) : sql<number>`${rows + 1}`;
}
