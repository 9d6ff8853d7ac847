import { type Kysely, sql } from 'kysely';

/** What narrowed each choice, as it was counted at the moment of sending, and what operators chose by hand. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table selection_record (
      decision_id uuid primary key,
      municipality_id uuid not null,
      at timestamptz not null default now(),
      narrowing jsonb not null,
      foreign key (municipality_id, decision_id) references decision (municipality_id, id) on delete cascade
    )`.execute(db);
  await sql`
    create table request_choice (
      municipality_id uuid not null,
      request_id uuid not null,
      volunteer_id uuid not null,
      kind text not null check (kind in ('excluded', 'included')),
      note text not null check (char_length(note) between 1 and 500),
      by_operator uuid not null,
      at timestamptz not null default clock_timestamp(),
      primary key (request_id, volunteer_id),
      foreign key (municipality_id, request_id) references help_request (municipality_id, id) on delete cascade,
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade,
      foreign key (municipality_id, by_operator) references operator (municipality_id, id)
    )`.execute(db);
  await sql`create index request_choice_volunteer on request_choice (volunteer_id)`.execute(db);
}
