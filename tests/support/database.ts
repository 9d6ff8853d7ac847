import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';

/** `db` and `url` are the owner's, who sees every Comune; `appUrl` is what web and worker connect with. */
export type TestDatabase = { db: Db; url: string; appUrl: string; drop(): Promise<void> };

/** A database of its own for a suite, on the run's PostgreSQL or another, at this release's schema. */
export async function createTestDatabase({
  migrated = true,
  serverUrl = inject('databaseUrl'),
  serverAppUrl = inject('databaseAppUrl'),
} = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = openDatabase(serverUrl, { max: 1 });
  await sql`create database ${sql.id(name)}`.execute(server);
  const within = (server: string) => Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const url = within(serverUrl);
  const db = openDatabase(url);
  if (migrated) {
    await migrate(db);
    // Time to undo has tests of its own; all others see at once what comes of a decision.
    await sql`alter table municipality alter column undo_seconds set default 0`.execute(db);
  }
  return {
    db,
    url,
    appUrl: within(serverAppUrl),
    async drop() {
      await db.destroy();
      // Ours only: `with (force)` fails where the server itself is at work in it (autovacuum), and a plain drop ends that.
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${name} and usename in (current_user, 'easycare_app')`.execute(server);
      await sql`drop database ${sql.id(name)}`.execute(server);
      await server.destroy();
    },
  };
}
