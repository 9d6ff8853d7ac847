import { type Kysely, sql } from 'kysely';

/**
 * A Comune can keep the requester's contacts out of the emails: then an offer has a link of its own to a page that shows
 * them, which can be taken back and tells the timeline of every look (ADR 0028).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table municipality add column requester_contacts text not null default 'email'
      check (requester_contacts in ('email', 'page'))`.execute(db);
  await sql`
    alter table offer add column contacts text not null default 'email' check (contacts in ('email', 'page')),
      add constraint offer_in_municipality unique (municipality_id, id)`.execute(db);
  // What opens the page stands nowhere, only its SHA-256.
  await sql`
    create table contact_link (
      offer_id uuid primary key,
      municipality_id uuid not null references municipality,
      secret_hash bytea not null unique check (length(secret_hash) = 32),
      withdrawn_at timestamptz,
      foreign key (municipality_id, offer_id) references offer (municipality_id, id) on delete cascade
    )`.execute(db);
  await sql`call confine_to_municipality('contact_link')`.execute(db);
  // It ends with its offer; nobody deletes one.
  await sql`revoke delete on contact_link from easycare_app`.execute(db);
  await tellOfContacts(db);
}

async function tellOfContacts(db: Kysely<unknown>): Promise<void> {
  // The constraint allows what the old one did and more, so the entries there are need no reading.
  await sql`
    alter table timeline_entry
      add column offer_id uuid,
      add constraint timeline_entry_offer_fkey foreign key (municipality_id, offer_id)
        references offer (municipality_id, id) on delete cascade,
      drop constraint timeline_entry_event_check,
      add constraint timeline_entry_event_check check (event in (
        'submitted', 'announced', 'announced_late', 'imported', 'corrected', 'volunteer_excluded',
        'volunteer_included', 'choice_taken_back', 'dispatch_decided', 'discard_decided', 'restore_decided',
        'volunteers_selected', 'volunteer_replaced', 'volunteer_undeliverable', 'email_ambiguous', 'dispatched',
        'no_volunteers', 'discarded', 'restored', 'decision_superseded', 'closed', 'erased',
        'contacts_seen', 'contacts_withdrawn', 'contacts_given_back')) not valid,
      add constraint timeline_entry_of_offer check (
        (offer_id is not null) = (event in ('contacts_seen', 'contacts_withdrawn', 'contacts_given_back'))) not valid`.execute(
    db,
  );
  await sql`
    create index timeline_entry_offer on timeline_entry (offer_id, at desc) where offer_id is not null`.execute(db);
}
