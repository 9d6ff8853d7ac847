import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';

export type TestDatabase = { db: Db; url: string; drop(): Promise<void> };

/** A database of its own for a suite, on the run's PostgreSQL or another, at this release's schema. */
export async function createTestDatabase({
  migrated = true,
  serverUrl = inject('databaseUrl'),
} = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = openDatabase(serverUrl, { max: 1 });
  await sql`create database ${sql.id(name)}`.execute(server);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const db = openDatabase(url.href);
  if (migrated) await migrate(db);
  return {
    db,
    url: url.href,
    async drop() {
      await db.destroy();
      // Ours only: `with (force)` fails where the server itself is at work in it (autovacuum), and a plain drop ends that.
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${name} and usename = current_user`.execute(server);
      await sql`drop database ${sql.id(name)}`.execute(server);
      await server.destroy();
    },
  };
}
