import { sql } from 'kysely';
import type { Db } from '../../src/db/database.ts';

const ofTheServer = sql`('pg_catalog', 'information_schema')`;

/**
 * Where the database holds one of these words: in a row of any table, in a column of any type, or among the values that
 * the planner keeps as a sample of a column.
 * @param db the owner's, who sees every Comune
 * @returns `table: word` for each, in lower case
 */
export async function findWordsInDatabase(db: Db, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ${ofTheServer}`.execute(db);
  if (tables.length < 25) throw new Error(`only ${tables.length} tables are seen`);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ whole: string }>`select t::text as whole from ${sql.raw(name)} t`.execute(db);
    found.push(...findWords(rows, words).map((word) => `${name}: ${word}`));
  }
  const { rows: samples } = await sql<{ place: string; whole: string }>`
    select tablename || '.' || attname as place, s::text as whole from pg_stats s
    where schemaname not in ${ofTheServer}`.execute(db);
  for (const { place, whole } of samples) {
    found.push(...findWords([{ whole }], words).map((word) => `sample of ${place}: ${word}`));
  }
  return found;
}

function findWords(rows: { whole: string }[], words: readonly string[]): string[] {
  const whole = rows.map((row) => row.whole).join('\n');
  // Bytes are written in hexadecimal digits, which would hide a word.
  const bytes = [...whole.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString());
  const text = [whole, ...bytes].join('\n').toLowerCase();
  return words.map((word) => word.toLowerCase()).filter((word) => text.includes(word));
}
