import { createApiKey } from '../../src/db/api-keys.ts';
import type { Db } from '../../src/db/database.ts';
import type { NewApiKey } from '../../src/domain/api-key.ts';

let made = 0;

/** A key of a Comune, with a name of its own unless told otherwise; reads a thousand times an hour. */
export async function addApiKey(
  db: Db,
  municipalityId: string,
  changes: Partial<NewApiKey> & { operatorId?: string } = {},
): Promise<{ id: string; key: string; prefix: string }> {
  const { operatorId = null, ...given } = changes;
  made += 1;
  const wanted = { name: `Programma ${made}`, scope: 'read' as const, perHour: 1000, ...given };
  const outcome = await createApiKey(db, { municipalityId, operatorId }, wanted);
  if (outcome.kind !== 'created') throw new Error(`there is a key called ${wanted.name}`);
  return { ...outcome, prefix: outcome.key.split('_')[1] ?? '' };
}
