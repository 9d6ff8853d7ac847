import { type Kysely, sql } from 'kysely';

/** The Comune changes its own lists and settings: what requests refer to is retired instead of deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What was seen of the settings when a page was made; a change that was made of an older one is refused.
  await sql`alter table municipality add column settings_version integer not null default 1`.execute(db);
  for (const list of ['need', 'zone', 'skill', 'language']) {
    await sql`alter table ${sql.table(list)} add column retired_at timestamptz`.execute(db);
  }
  // Whether anything refers to a code: asked before it is removed, and by the foreign key when it is.
  await sql`create index help_request_need on help_request (municipality_id, need_code, id)`.execute(db);
  await sql`create index help_request_zone on help_request (municipality_id, zone_code, id)`.execute(db);
  await sql`
    create index help_request_skill_code on help_request_skill (municipality_id, skill_code, request_id)`.execute(db);
  await sql`
    create index help_request_language_code
      on help_request_language (municipality_id, language_code, request_id)`.execute(db);
  await sql`create index need_skill_code on need_skill (municipality_id, skill_code)`.execute(db);
  await sql`create index need_language_code on need_language (municipality_id, language_code)`.execute(db);
  await sql`
    create index zone_neighbour_code on zone_neighbour (municipality_id, neighbour_code)`.execute(db);
}
