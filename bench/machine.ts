import { cpus, totalmem } from 'node:os';
import { sql } from 'kysely';
import type { Db } from '../src/db/database.ts';
import type { Stage } from './stage.ts';

/** What the figures were measured on; neither names nor paths. */
export type Machine = {
  cpus: number;
  model: string;
  memoryGiB: number;
  platform: string;
  node: string;
  postgresql: string;
  /** Where it takes part. */
  temporal?: string;
};

export async function describeMachine({ db, client }: { db: Db; client?: Stage['client'] }): Promise<Machine> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const temporal = (await client?.workflowService.getSystemInfo({}))?.serverVersion;
  return {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    postgresql: rows[0]?.server_version ?? 'unknown',
    ...(client !== undefined && { temporal: temporal ?? 'unknown' }),
  };
}
