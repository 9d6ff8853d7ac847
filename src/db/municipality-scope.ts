import { AsyncLocalStorage } from 'node:async_hooks';
import type pg from 'pg';

const scope = new AsyncLocalStorage<string>();

/** The Comune that each connection was last told; a connection that is not here has been told none. */
const told = new WeakMap<pg.PoolClient, string>();

/**
 * Does work for one Comune: every query in it, and in whatever it starts, sees the rows of that Comune and no others
 * (`migrations/20261128-9-isolation.ts`). Outside of any such work a query sees none.
 */
export function forMunicipality<T>(municipalityId: string, work: () => T): T {
  return scope.run(municipalityId, work);
}

/** Keeps to the Comune of now what is read later by somebody else, such as a file while it is sent. */
export function keepMunicipality<Args extends unknown[], T>(work: (...args: Args) => T): (...args: Args) => T {
  return AsyncLocalStorage.bind(work);
}

/**
 * Lends a connection that has been told the Comune of now. Told for the session and not for a transaction: nobody gets
 * a connection but from here, and a process that works for one Comune many times over pays for it once.
 */
export async function connectForMunicipality(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect();
  const municipalityId = scope.getStore() ?? '';
  if (told.get(client) === municipalityId) return client;
  try {
    // Forgotten first: should the answer be lost, nobody knows which one holds.
    told.delete(client);
    await client.query(`select set_config('easycare.municipality', $1, false)`, [municipalityId]);
    told.set(client, municipalityId);
    return client;
  } catch (error) {
    client.release(true);
    throw error;
  }
}
