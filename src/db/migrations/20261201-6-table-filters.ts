import { type Kysely, sql } from 'kysely';

/**
 * An index for each filter of the operators' table, by status and then in the table's order. Of what is rare, or rarely
 * asked for, only those rows: the others cost their writers nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index help_request_table_need on help_request (municipality_id, need_code, status, submitted_at, id)`.execute(
    db,
  );
  await sql`
    create index help_request_table_zone on help_request (municipality_id, zone_code, status, submitted_at, id)`.execute(
    db,
  );
  await sql`
    create index help_request_table_office on help_request (municipality_id, status, submitted_at, id)
      where channel = 'office'`.execute(db);
  await sql`
    create index help_request_table_late on help_request (municipality_id, status, submitted_at, id)
      where late_at is not null`.execute(db);
  await sql`
    create index help_request_without_volunteers on help_request (municipality_id, submitted_at, id)
      where status = 'awaiting_operator' and no_volunteers_at is not null`.execute(db);
}
