import { type Kysely, sql } from 'kysely';

/** Whether a Comune lets into its console only operators whose sign-in asks for a second factor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table municipality add column second_factor_required boolean not null default false`.execute(db);
}
