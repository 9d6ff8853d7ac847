import { type Kysely, sql } from 'kysely';

/**
 * The policies (`20261128-9-isolation.ts`) ask for the Comune once a statement and no longer once a row: who counts
 * thousands of volunteers paid a quarter more for the asking.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace procedure confine_to_municipality(the_table regclass) language plpgsql as $$
    begin
      execute format('alter table %s enable row level security', the_table);
      execute format(
        'create policy own_municipality on %s using (municipality_id = (select current_municipality()))', the_table);
    end $$`.execute(db);
  await sql`
    do $$ declare the_table regclass; begin
      for the_table in
        select polrelid::regclass from pg_policy
        where polname = 'own_municipality' and polrelid <> 'municipality'::regclass
      loop
        execute format(
          'alter policy own_municipality on %s using (municipality_id = (select current_municipality()))', the_table);
      end loop;
    end $$`.execute(db);
}
