import { type Kysely, sql } from 'kysely';

/** Registrations that nobody has confirmed, so that the monitor finds those to erase without looking at the others. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index volunteer_unconfirmed on volunteer (created_at)
      where confirmed_at is null and approval = 'pending'`.execute(db);
}
