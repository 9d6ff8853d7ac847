import { type Kysely, sql } from 'kysely';

/** Where the trail on top of a Comune's pages begins: its own site, and the list of its services there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const link of ['portal_link', 'services_link']) {
    const column = sql.id(link);
    await sql`
      alter table municipality add column ${column} text
        check (${column} ~ '^https://[^[:space:]]+$' and length(${column}) <= 500)`.execute(db);
  }
}
