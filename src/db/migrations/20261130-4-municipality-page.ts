import { type Kysely, sql } from 'kysely';

const links = ['accessibility_link', 'legal_notes_link', 'faq_link', 'report_inefficiency_link'];

/** What a Comune's pages show of its own: links in the footer, a text on the first page, and its coat of arms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const link of links) {
    const column = sql.id(link);
    await sql`
      alter table municipality add column ${column} text
        check (${column} ~ '^https://[^[:space:]]+$' and length(${column}) <= 500)`.execute(db);
  }
  await sql`
    alter table municipality add column help_text text
      check (help_text ~ '\\S' and char_length(help_text) <= 600)`.execute(db);
  // A type of its own for each that its first bytes say: what is served as a picture is one.
  await sql`
    create table municipality_logo (
      municipality_id uuid primary key references municipality,
      type text not null check (type in ('image/png', 'image/jpeg', 'image/webp')),
      bytes bytea not null check (length(bytes) <= 204800),
      hash text not null generated always as (encode(sha256(bytes), 'hex')) stored,
      check (case type
        when 'image/png' then substr(bytes, 1, 8) = '\\x89504e470d0a1a0a'
        when 'image/jpeg' then substr(bytes, 1, 3) = '\\xffd8ff'
        else substr(bytes, 1, 4) = 'RIFF' and substr(bytes, 9, 4) = 'WEBP' end)
    )`.execute(db);
  await sql`call confine_to_municipality('municipality_logo')`.execute(db);
}
