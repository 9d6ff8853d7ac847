import { type Kysely, sql } from 'kysely';

/** What keeps the operators' tables as quick among a million rows as among a thousand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Of each filter the one row in 64 whose id ends so, by which a page knows that there are more than it counts
  // (`capped-count.ts`). A 64th of the rows costs the writers next to nothing.
  const isSampled = sql`get_byte(uuid_send(id), 15) < 4`;
  await sql`
    create index volunteer_sample on volunteer (municipality_id, approval, id)
      include (confirmed_at) where ${isSampled}`.execute(db);
  await sql`
    create index volunteer_sample_paused on volunteer (municipality_id, paused_until, id)
      where ${isSampled} and paused_until is not null`.execute(db);
  await sql`
    create index volunteer_sample_unreachable on volunteer (municipality_id, id)
      where ${isSampled} and email_invalid_at is not null`.execute(db);
  await sql`
    create index help_request_sample on help_request (municipality_id, status, id)
      include (imported_at) where ${isSampled}`.execute(db);
  // A pause that is over stays in its row: by day, those of the past are not passed over to count those of today.
  await sql`
    create index volunteer_paused_until on volunteer (municipality_id, paused_until, id)
      where paused_until is not null`.execute(db);
  // What each volunteer of a page can do and where, read from the index alone: among a million people each row of the
  // tables would be one more place in memory to go to. With the Comune, for a policy that looks at it.
  for (const kind of ['skill', 'zone']) {
    const index = sql.ref(`volunteer_${kind}_volunteer`);
    await sql`drop index ${index}`.execute(db);
    await sql`
      create index ${index} on ${sql.table(`volunteer_${kind}`)} (volunteer_id)
        include (municipality_id, ${sql.ref(`${kind}_code`)})`.execute(db);
  }
}
