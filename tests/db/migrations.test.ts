import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, pendingMigrations } from '../../src/db/migrate.ts';
import { migrations } from '../../src/db/migrations/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterAll(() => database.drop());

/** Every column, constraint, index and trigger, as one text a line. */
async function describeSchema(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select format('%s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, column_default) as line
      from information_schema.columns where table_schema in ('public', 'auth')
    union all select format('%s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace in ('public'::regnamespace, 'auth'::regnamespace)
    union all select indexdef from pg_indexes where schemaname in ('public', 'auth')
    union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
    order by 1`.execute(database.db);
  return rows.map(({ line }) => line);
}

describe('the migrations', () => {
  it('are all pending on an empty database, in the order of their names', async () => {
    expect(await pendingMigrations(database.db)).toEqual(Object.keys(migrations));
    expect(Object.keys(migrations)).toEqual(Object.keys(migrations).toSorted());
  });

  it('are applied once by two processes that start together, and leave none pending', async () => {
    const applied = await Promise.all([migrate(database.db), migrate(database.db)]);
    expect(applied.flat().sort()).toEqual(Object.keys(migrations).toSorted());
    expect(await pendingMigrations(database.db)).toEqual([]);
  });

  it('change nothing when applied again', async () => {
    const before = await describeSchema();
    expect(before.length).toBeGreaterThan(150);
    expect(await migrate(database.db)).toEqual([]);
    expect(await describeSchema()).toEqual(before);
  });

  it('give every table its municipality', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables t
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%' and not exists (
        select from information_schema.columns c where c.table_schema = 'public' and c.table_name = t.table_name
          and c.column_name = 'municipality_id' and c.is_nullable = 'NO')
      order by 1`.execute(database.db);
    // The limit counts keyed hashes of addresses, before anything is known of a Comune.
    expect(rows.map(({ name }) => name)).toEqual(['municipality', 'submission_limit']);
  });

  it('put an index under every foreign key of a table that grows, where rows are looked for or erased by it', async () => {
    const { rows } = await sql<{ name: string }>`
      select conname as name from pg_constraint c
      where contype = 'f' and confdeltype = 'c' and connamespace in ('public'::regnamespace, 'auth'::regnamespace)
        and not exists (
          select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = any (c.conkey))
      order by 1`.execute(database.db);
    expect(rows.map(({ name }) => name)).toEqual([]);
  });
});
