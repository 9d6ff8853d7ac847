import { cpus, totalmem } from 'node:os';
import { sql } from 'kysely';
import type { Stage } from './stage.ts';

/** What the figures were measured on; neither names nor paths. */
export type Machine = {
  cpus: number;
  model: string;
  memoryGiB: number;
  platform: string;
  node: string;
  postgresql: string;
  temporal: string;
};

export async function describeMachine({ db, client }: Stage): Promise<Machine> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  return {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    postgresql: rows[0]?.server_version ?? 'unknown',
    temporal: serverVersion ?? 'unknown',
  };
}
