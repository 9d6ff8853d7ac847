import { type Kysely, sql } from 'kysely';

/** Tells whoever listens that a request or a decision moved; the payload is its id, the listener re-reads. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function notify_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify(tg_argv[0], new.id::text);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger help_request_submitted after insert on help_request
      for each row execute function notify_change('request_submitted')`.execute(db);
  await sql`
    create trigger help_request_moved after update of status on help_request
      for each row when (old.status is distinct from new.status) execute function notify_change('request_moved')`.execute(
    db,
  );
  await sql`
    create trigger decision_settled after update of outcome on decision
      for each row when (old.outcome is distinct from new.outcome) execute function notify_change('decision_settled')`.execute(
    db,
  );
}
