import { type Kysely, sql } from 'kysely';

const written = ['help_request', 'volunteer', 'operator', 'invitation'];

/** In which language people are written to: that of the form they filled in, or the one they chose since (ADR 0036). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of written) {
    await sql`
      alter table ${sql.table(table)} add column language text not null default 'it'
        check (language in ('it', 'en', 'de', 'fr'))`.execute(db);
  }
}
