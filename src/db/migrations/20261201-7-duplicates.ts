import { type Kysely, sql } from 'kysely';

/** Two requests may be the same one, sent twice: they are found, and one is discarded as the duplicate of the other. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The number of the house, which near-equal addresses share, so that an index finds them: `src/domain/duplicate.ts`.
  await sql`
    alter table help_request add column house_number text not null
      generated always as (coalesce(substring(address from '[0-9]+'), '')) stored`.execute(db);
  await sql`
    create index help_request_house on help_request (municipality_id, house_number, submitted_at)`.execute(db);
  await sql`
    alter table decision
      add column duplicate_of uuid,
      add constraint decision_duplicate_of_fkey foreign key (municipality_id, duplicate_of)
        references help_request (municipality_id, id) on delete set null (duplicate_of),
      add constraint decision_duplicate_of_another check (
        duplicate_of is null or (duplicate_of <> request_id and reason is not null and reason = 'duplicate'))`.execute(
    db,
  );
  await sql`
    create index decision_duplicate_of on decision (duplicate_of) where duplicate_of is not null`.execute(db);
  await tellOfDuplicates(db);
}

/** Both requests tell of it, each naming the other. */
async function tellOfDuplicates(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ old: string }>`
    select pg_get_expr(conbin, conrelid) as old from pg_constraint
    where conrelid = 'timeline_entry'::regclass and conname = 'timeline_entry_event_check'`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error('the table timeline_entry has no constraint timeline_entry_event_check');
  const ofDuplicates = sql`event in ('marked_duplicate', 'has_duplicate')`;
  // The constraints allow what the old one did and more, so the entries there are need no reading.
  await sql`
    alter table timeline_entry
      add column other_request_id uuid,
      add constraint timeline_entry_other_fkey foreign key (municipality_id, other_request_id)
        references help_request (municipality_id, id) on delete cascade,
      drop constraint timeline_entry_event_check,
      add constraint timeline_entry_event_check check ((${sql.raw(found.old)}) or ${ofDuplicates}) not valid,
      add constraint timeline_entry_of_duplicate check ((other_request_id is not null) = (${ofDuplicates})) not valid`.execute(
    db,
  );
  await sql`
    create index timeline_entry_other on timeline_entry (other_request_id) where other_request_id is not null`.execute(
    db,
  );
}
