import { type Kysely, sql } from 'kysely';

/** Files of volunteers: what came, how far it is, what it would do and what it did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table volunteer_import (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      -- None where an administrator reads the file on the server.
      started_by uuid,
      started_at timestamptz not null default now(),
      file_name text not null check (char_length(file_name) between 1 and 200),
      file_bytes bigint not null check (file_bytes >= 0),
      read_bytes bigint not null default 0,
      read_rows integer not null default 0,
      state text not null default 'reading'
        check (state in ('reading', 'failed', 'ready', 'applying', 'applied', 'discarded')),
      -- Who reads or applies says so every second: a silent one has died, and the import was interrupted.
      alive_at timestamptz not null default clock_timestamp(),
      -- Why the file can't be read: a code, and what its sentence inserts.
      problem jsonb,
      ignored_columns text[] not null default '{}',
      new_rows integer not null default 0,
      update_rows integer not null default 0,
      same_rows integer not null default 0,
      duplicate_rows integer not null default 0,
      error_rows integer not null default 0,
      with_duplicates boolean not null default false,
      -- Whether the Comune's volunteers changed between the preview and «Importa», so that the preview was made again.
      changed boolean not null default false,
      applied_by uuid,
      finished_at timestamptz,
      unique (municipality_id, id),
      check ((problem is not null) = (state = 'failed')),
      foreign key (municipality_id, started_by) references operator (municipality_id, id),
      foreign key (municipality_id, applied_by) references operator (municipality_id, id)
    )`.execute(db);
  await sql`
    create index volunteer_import_staged on volunteer_import (started_at)
      where state not in ('applied', 'discarded')`.execute(db);

  // Rows of files that were not applied yet, deleted as soon as they are. Unlogged: after a crash of PostgreSQL they are
  // gone, and the file is read again. No foreign key: checking it costs as much as the row.
  await sql`
    create unlogged table volunteer_import_row (
      municipality_id uuid not null,
      import_id uuid not null,
      row integer not null,
      kind text not null check (kind in ('new', 'update', 'same', 'duplicate', 'error')),
      family_name text,
      given_name text,
      email text,
      telephone text,
      birth_date date,
      skills text[],
      zones text[],
      languages text[],
      vehicle boolean,
      availability integer,
      max_open_offers smallint,
      standing text,
      -- What is wrong in the file: [{ column, why, value }].
      errors jsonb,
      -- What is wrong beside what the Comune knows: as one of those.
      conflict jsonb,
      -- Who it is or, of a new one, will be.
      volunteer_id uuid not null default uuidv7(),
      matched_by text check (matched_by in ('email', 'telephone', 'person')),
      duplicate_of_volunteer uuid,
      duplicate_of_row integer,
      primary key (import_id, row)
    ) with (autovacuum_enabled = true, fillfactor = 100)`.execute(db);
  await sql`
    create index volunteer_import_row_kind on volunteer_import_row (import_id, kind, row) where kind <> 'new'`.execute(
    db,
  );
}
