import { type Kysely, sql } from 'kysely';

/** The Comune, its lists, and its people: operators, the head of operations, volunteers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table municipality (
      id uuid primary key default uuidv7(),
      slug text not null unique
        check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 60
          and slug not in ('api', 'healthz', 'readyz', 'assets', 'entra', 'esci')),
      name text not null,
      office_telephone text not null,
      office_channel boolean not null default true,
      volunteers_per_request smallint not null default 5 check (volunteers_per_request between 1 and 5),
      late_after_seconds integer not null default 14400 check (late_after_seconds > 0),
      digest_interval_seconds integer not null default 60 check (digest_interval_seconds > 0),
      mail_retry_seconds integer not null default 7200 check (mail_retry_seconds > 0),
      offer_valid_seconds integer not null default 604800 check (offer_valid_seconds > 0),
      demo boolean not null default false,
      created_at timestamptz not null default now()
    )`.execute(db);
  for (const list of ['need', 'zone', 'skill']) {
    await sql`
      create table ${sql.table(list)} (
        municipality_id uuid not null references municipality,
        code text not null check (code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
        label text not null check (label <> ''),
        position smallint not null,
        primary key (municipality_id, code)
      )`.execute(db);
  }
  await sql`
    create table need_skill (
      municipality_id uuid not null,
      need_code text not null,
      skill_code text not null,
      primary key (municipality_id, need_code, skill_code),
      foreign key (municipality_id, need_code) references need,
      foreign key (municipality_id, skill_code) references skill
    )`.execute(db);
  await sql`
    create table operator (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      user_id text not null references auth."user" ("id"),
      name text not null,
      email text not null check (email ~ '^[^[:space:]@,;<>()"]+@[^[:space:]@,;<>()"]+$'),
      created_at timestamptz not null default now(),
      unique (municipality_id, user_id),
      unique (municipality_id, id)
    )`.execute(db);
  await sql`create index operator_user on operator (user_id)`.execute(db);
  await sql`
    create table operations_lead (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null unique references municipality,
      name text not null,
      telephone text not null check (telephone ~ '^\\+[0-9]{4,15}$'),
      email text not null check (email ~ '^[^[:space:]@,;<>()"]+@[^[:space:]@,;<>()"]+$')
    )`.execute(db);
  await sql`
    create table volunteer (
      id uuid primary key default uuidv7(),
      municipality_id uuid not null references municipality,
      given_name text not null,
      family_name text not null,
      email text not null check (email ~ '^[^[:space:]@,;<>()"]+@[^[:space:]@,;<>()"]+$'),
      telephone text not null check (telephone ~ '^\\+[0-9]{4,15}$'),
      approval text not null default 'pending' check (approval in ('pending', 'approved', 'refused')),
      active boolean not null default true,
      max_open_offers smallint not null default 3 check (max_open_offers > 0),
      last_offered_at timestamptz,
      created_at timestamptz not null default now(),
      unique (municipality_id, id)
    )`.execute(db);
  await sql`create unique index volunteer_email on volunteer (municipality_id, lower(email))`.execute(db);
  await sql`
    create table volunteer_skill (
      municipality_id uuid not null,
      volunteer_id uuid not null,
      skill_code text not null,
      primary key (municipality_id, skill_code, volunteer_id),
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade,
      foreign key (municipality_id, skill_code) references skill
    )`.execute(db);
  await sql`create index volunteer_skill_volunteer on volunteer_skill (volunteer_id)`.execute(db);
  await sql`
    create table volunteer_zone (
      municipality_id uuid not null,
      volunteer_id uuid not null,
      zone_code text not null,
      primary key (municipality_id, zone_code, volunteer_id),
      foreign key (municipality_id, volunteer_id) references volunteer (municipality_id, id) on delete cascade,
      foreign key (municipality_id, zone_code) references zone
    )`.execute(db);
  await sql`create index volunteer_zone_volunteer on volunteer_zone (volunteer_id)`.execute(db);
}
