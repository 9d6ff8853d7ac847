import { type Kysely, sql } from 'kysely';

/**
 * What open pages are told: that a request has changed, and who else has it open. A transaction's equal notifications
 * are one, and a transaction that notifies at all pays no more for another one; so the triggers stand where a change can
 * be seen on a page, and `request_moved`, to which nobody listened, goes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger help_request_moved on help_request`.execute(db);
  await createNotifier(db, { name: 'notify_request_changed', channel: 'request_changed', request: 'request_id' });
  await createNotifier(db, { name: 'notify_own_change', channel: 'request_changed', request: 'id' });
  await createNotifier(db, { name: 'notify_viewers_changed', channel: 'viewers_changed', request: 'request_id' });
  await createRequestTriggers(db);
  await createViewers(db);
}

/** The payload: the Comune, so that nobody else's pages hear of it, and the request. */
async function createNotifier(
  db: Kysely<unknown>,
  { name, channel, request }: { name: string; channel: string; request: 'id' | 'request_id' },
): Promise<void> {
  await sql`
    create function ${sql.id(name)}() returns trigger language plpgsql as $$
    declare changed record := coalesce(new, old);
    begin
      perform pg_notify(${sql.lit(channel)}, changed.municipality_id || ' ' || changed.${sql.id(request)});
      return null;
    end $$`.execute(db);
}

async function createRequestTriggers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create trigger help_request_arrived after insert on help_request
      for each row execute function notify_own_change()`.execute(db);
  await sql`
    create trigger help_request_changed after update of
      status, version, imported_at, late_at, no_volunteers_at, closed_at, erased_at on help_request
      for each row when (
        (old.status, old.version, old.imported_at, old.late_at, old.no_volunteers_at, old.closed_at, old.erased_at)
        is distinct from
        (new.status, new.version, new.imported_at, new.late_at, new.no_volunteers_at, new.closed_at, new.erased_at))
      execute function notify_own_change()`.execute(db);
  // Its outcome moves the request, or marks it, in the same transaction; being undone changes the timeline alone.
  await sql`
    create trigger decision_recorded after insert on decision
      for each row execute function notify_request_changed()`.execute(db);
  // Neither claimed nor put off: what came of it.
  await sql`
    create trigger email_settled after update of state on email
      for each row when (
        new.request_id is not null and old.state <> new.state and new.state in ('sent', 'failed', 'ambiguous'))
      execute function notify_request_changed()`.execute(db);
  // So does what volunteers and operators do with contacts, what is asked and answered, who decided too late.
  await sql`
    create trigger timeline_grown after insert on timeline_entry
      for each row when (
        new.event in ('contacts_seen', 'contacts_withdrawn', 'contacts_given_back', 'decision_superseded', 'undone',
          'information_asked', 'information_given', 'marked_duplicate', 'has_duplicate'))
      execute function notify_request_changed()`.execute(db);
  await sql`
    create trigger erasure_asked after insert or delete on erasure_request
      for each row execute function notify_request_changed()`.execute(db);
}

/**
 * One row for each page of a request that is open, kept alive by its stream. Nothing is lost with it, so it is not
 * logged; a web process that dies leaves rows that count no more after a minute.
 */
async function createViewers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table request_viewer (
      stream_id uuid primary key,
      municipality_id uuid not null,
      request_id uuid not null,
      operator_id uuid not null,
      seen_at timestamptz not null default now(),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, operator_id) references operator (municipality_id, id) on delete cascade
    )`.execute(db);
  await sql`create index request_viewer_of_request on request_viewer (municipality_id, request_id)`.execute(db);
  await sql`call confine_to_municipality('request_viewer')`.execute(db);
  await sql`
    create trigger viewers_changed after insert or delete on request_viewer
      for each row execute function notify_viewers_changed()`.execute(db);
}
