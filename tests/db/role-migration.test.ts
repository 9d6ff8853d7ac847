import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { migrations } from '../../src/db/migrations/index.ts';
import { findOperator } from '../../src/db/operators.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  db = database.db;
});
afterAll(() => database.drop());

/** The schema of the release before there were roles. */
async function migrateToBefore(name: string): Promise<void> {
  const earlier = Object.fromEntries(Object.entries(migrations).filter(([one]) => one < name));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => earlier } }).migrateToLatest();
  if (error !== undefined) throw error;
}

async function addComune(slug: string, demo: boolean, people: string[]): Promise<string> {
  const { rows } = await sql<{ id: string }>`insert into municipality (slug, name, office_telephone, demo)
    values (${slug}, ${slug}, '+390612345678', ${demo}) returning id`.execute(db);
  const id = rows[0]?.id ?? '';
  for (const [age, name] of people.entries()) {
    const userId = `${slug}-${name}`;
    await sql`insert into auth."user" ("id", "name", "email", "emailVerified")
      values (${userId}, ${name}, ${`${userId}@x.example`}, true)`.execute(db);
    await sql`insert into operator (municipality_id, user_id, name, email, created_at)
      values (${id}, ${userId}, ${name}, ${`${name}@comune.example`}, now() + ${age} * interval '1 day')`.execute(db);
  }
  return id;
}

test('whoever was an operator before there were roles stays one, and each Comune has an administrator', async () => {
  await migrateToBefore('20261128-2-roles');
  const borgo = await addComune('borgo', false, ['prima', 'seconda', 'operatore']);
  const demo = await addComune('esempio', true, ['prima', 'operatore']);
  const empty = await addComune('vuoto', false, []);
  await migrate(db);

  const roleOf = async (slug: string, name: string, id: string) =>
    (await findOperator(db, `${slug}-${name}`, id))?.role;
  expect(await roleOf('borgo', 'prima', borgo)).toBe('administrator');
  expect(await roleOf('borgo', 'seconda', borgo)).toBe('operator');
  // The demonstration's own address means nothing in a real Comune.
  expect(await roleOf('borgo', 'operatore', borgo)).toBe('operator');
  expect(await roleOf('esempio', 'prima', demo)).toBe('administrator');
  expect(await roleOf('esempio', 'operatore', demo)).toBe('administrator');
  expect(await db.selectFrom('operator').select('id').where('municipality_id', '=', empty).execute()).toEqual([]);

  const nobodysChoice = sql`insert into operator (municipality_id, user_id, name, email)
    values (${empty}, 'borgo-prima', 'Senza ruolo', 'x@comune.example')`.execute(db);
  await expect(nobodysChoice).rejects.toThrow('role');
});
