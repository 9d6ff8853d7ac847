import { sql } from 'kysely';
import type { Db } from './database.ts';
import { monitorIsAliveSql } from './monitor-lock.ts';

/** Whether this connection sees the rows of one Comune at a time, and can't do otherwise. */
export async function isConfined(db: Db): Promise<boolean> {
  const { rows } = await sql<{ confined: boolean }>`
    select row_security_active('help_request') as confined`.execute(db);
  return rows[0]?.confined === true;
}

/** Whether PostgreSQL answers, and whether a worker lives: its monitor holds the advisory lock. */
export async function checkDatabase(db: Db): Promise<{ postgresql: boolean; worker: boolean }> {
  try {
    const { rows } = await sql.raw<{ alive: boolean }>(monitorIsAliveSql).execute(db);
    return { postgresql: true, worker: rows[0]?.alive ?? false };
  } catch {
    return { postgresql: false, worker: false };
  }
}
