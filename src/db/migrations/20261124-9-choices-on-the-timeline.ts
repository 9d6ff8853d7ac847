import { type Kysely, sql } from 'kysely';

/** What operators choose by hand is told on the request's timeline. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // It allows what the old one did and more, so the entries there are need no reading.
  await sql`
    alter table timeline_entry drop constraint timeline_entry_event_check,
      add constraint timeline_entry_event_check check (event in (
        'submitted', 'announced', 'announced_late', 'imported', 'corrected', 'volunteer_excluded',
        'volunteer_included', 'choice_taken_back', 'dispatch_decided', 'discard_decided', 'restore_decided',
        'volunteers_selected', 'volunteer_replaced', 'volunteer_undeliverable', 'email_ambiguous', 'dispatched',
        'no_volunteers', 'discarded', 'restored', 'decision_superseded', 'closed')) not valid`.execute(db);
}
