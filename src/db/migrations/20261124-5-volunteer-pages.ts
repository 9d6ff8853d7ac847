import { type Kysely, sql } from 'kysely';

/** The indexes behind the operators' table of volunteers: each of its filters in the table's own order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index volunteer_name`.execute(db);
  // With the approval in it, the many approved are counted and passed over without reading their rows.
  await sql`
    create index volunteer_name on volunteer (municipality_id, family_name, given_name, id)
      include (approval)`.execute(db);
  // The few: the approved are almost everybody, and found by name.
  await sql`
    create index volunteer_not_approved on volunteer (municipality_id, approval, family_name, given_name, id)
      include (confirmed_at) where approval <> 'approved'`.execute(db);
  await sql`
    create index volunteer_paused on volunteer (municipality_id, family_name, given_name, id)
      include (paused_until) where paused_until is not null`.execute(db);
  await sql`
    create index volunteer_unreachable_name on volunteer (municipality_id, family_name, given_name, id)
      where email_invalid_at is not null`.execute(db);
}
