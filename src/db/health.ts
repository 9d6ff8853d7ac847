import { sql } from 'kysely';
import type { Db } from './database.ts';
import { monitorIsAliveSql } from './monitor-lock.ts';

/** Whether PostgreSQL answers, and whether a worker lives: its monitor holds the advisory lock. */
export async function checkDatabase(db: Db): Promise<{ postgresql: boolean; worker: boolean }> {
  try {
    const { rows } = await sql.raw<{ alive: boolean }>(monitorIsAliveSql).execute(db);
    return { postgresql: true, worker: rows[0]?.alive ?? false };
  } catch {
    return { postgresql: false, worker: false };
  }
}
