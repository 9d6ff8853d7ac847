import { type Kysely, type RawBuilder, sql } from 'kysely';

/**
 * Lets a table's constraint allow what it did and more, whatever an earlier migration made of it. The rows there are
 * need no reading: what was allowed still is.
 */
export async function widenCheck(
  db: Kysely<unknown>,
  table: string,
  constraint: string,
  more: RawBuilder<unknown>,
): Promise<void> {
  const { rows } = await sql<{ old: string }>`
    select pg_get_expr(conbin, conrelid) as old from pg_constraint
    where conrelid = ${table}::regclass and conname = ${constraint}`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error(`the table ${table} has no constraint ${constraint}`);
  await sql`
    alter table ${sql.table(table)} drop constraint ${sql.id(constraint)},
      add constraint ${sql.id(constraint)} check ((${sql.raw(found.old)}) or ${more}) not valid`.execute(db);
}
