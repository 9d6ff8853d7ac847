import { type Kysely, sql } from 'kysely';

/**
 * What a strong sign-in remembers: the second factor, as better-auth's plugin names it, the codes that were spent, the
 * browsers in which a person has signed in before, and wrong tries. See ADR 0024.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table auth."user" add column "twoFactorEnabled" boolean not null default false`.execute(db);
  await sql`
    create table auth."twoFactor" (
      "id" text primary key,
      -- Encrypted by better-auth with SESSION_SECRET.
      "secret" text not null,
      -- A JSON list of what our recovery codes hash to.
      "backupCodes" text not null,
      "userId" text not null unique references auth."user" ("id") on delete cascade,
      -- False until the first code was typed in.
      "verified" boolean not null default true,
      "failedVerificationCount" integer not null default 0,
      "lockedUntil" timestamptz
    )`.execute(db);
  // A person's sign-ins that wait for their code are ended with their password.
  await sql`create index verification_value on auth."verification" ("value")`.execute(db);
  await sql`
    create table auth."usedCode" (
      "userId" text not null references auth."user" ("id") on delete cascade,
      "code" text not null check ("code" ~ '^[0-9]{6}$'),
      "usedAt" timestamptz not null,
      primary key ("userId", "code")
    )`.execute(db);
  await sql`
    create table auth."knownDevice" (
      "secretHash" bytea not null check (octet_length("secretHash") = 32),
      "userId" text not null references auth."user" ("id") on delete cascade,
      "signedInAt" timestamptz not null,
      primary key ("secretHash", "userId")
    )`.execute(db);
  await sql`create index known_device_of_user on auth."knownDevice" ("userId", "signedInAt")`.execute(db);
  await sql`
    create table auth."wrongTries" (
      -- Keyed with SESSION_SECRET: what people type as their address can be anything, a password too.
      "key" bytea primary key check (octet_length("key") = 32),
      "count" integer not null check ("count" > 0),
      "lastAt" timestamptz not null,
      "lockedUntil" timestamptz
    )`.execute(db);
  await sql`create index wrong_tries_age on auth."wrongTries" ("lastAt")`.execute(db);
}
