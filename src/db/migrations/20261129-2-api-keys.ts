import { type Kysely, sql } from 'kysely';

/** Programs of a Comune come in with a key of their own, of which only the hash is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_key (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      name text not null check (name ~ '\\S' and length(name) <= 60),
      scope text not null check (scope in ('submit', 'read')),
      prefix text not null check (prefix ~ '^[A-Za-z0-9_-]{6}$'),
      secret_hash bytea not null check (length(secret_hash) = 32),
      per_hour integer not null check (per_hour between 1 and 10000),
      created_at timestamptz not null default now(),
      created_by uuid,
      revoked_at timestamptz,
      revoked_by uuid,
      last_used_at timestamptz,
      unique (secret_hash),
      unique (municipality_id, id),
      check (revoked_by is null or revoked_at is not null),
      foreign key (municipality_id, created_by) references operator (municipality_id, id),
      foreign key (municipality_id, revoked_by) references operator (municipality_id, id)
    )`.execute(db);
  // A request says by which key it came, by its name: two that hold can't be called the same.
  await sql`
    create unique index api_key_name on api_key (municipality_id, lower(name)) where revoked_at is null`.execute(db);
  await sql`call confine_to_municipality('api_key')`.execute(db);
  // A key is made, used and revoked; what it may do never changes, and none goes.
  await sql`revoke update, delete on api_key from easycare_app`.execute(db);
  await sql`grant update (revoked_at, revoked_by, last_used_at) on api_key to easycare_app`.execute(db);
  await sql`
    alter table help_request add column api_key_id uuid,
      add constraint help_request_api_key foreign key (municipality_id, api_key_id)
        references api_key (municipality_id, id),
      add constraint help_request_by_key check (api_key_id is null or channel = 'citizen')`.execute(db);
}
