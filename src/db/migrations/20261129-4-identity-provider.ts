import { type Kysely, sql } from 'kysely';

/**
 * Signing in through an OpenID provider (ADR 0027): what a session knows of how its person showed there who they are,
 * and one identity of a provider for each person.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table auth."session"
      -- When the person last showed the provider who they are (auth_time); null where they did so here.
      add column "authenticatedAt" timestamptz,
      -- Whether the provider asked for two factors.
      add column "strongProvider" boolean not null default false,
      add constraint strong_where_authenticated check (not "strongProvider" or "authenticatedAt" is not null)`.execute(
    db,
  );
  // "providerId" is the issuer, or 'credential' for a password. A second identity of one issuer could be somebody who was
  // given the mailbox of a person that left. It also serves whoever looks for a person's accounts.
  await sql`create unique index account_of_provider on auth."account" ("userId", "providerId")`.execute(db);
  await sql`drop index auth.account_of_user`.execute(db);
}
