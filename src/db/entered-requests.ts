import { isUuid } from '../domain/identity.ts';
import type { Db } from './database.ts';

/** Whether a request is one that this clerk filled in: the others are not for them to read. */
export async function wasEnteredBy(
  db: Db,
  { municipalityId, operatorId, requestId }: { municipalityId: string; operatorId: string; requestId: string },
): Promise<boolean> {
  if (!isUuid(requestId)) return false;
  const found = await db
    .selectFrom('help_request')
    .select('id')
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', requestId)
    .where('submitted_by', '=', operatorId)
    .executeTakeFirst();
  return found !== undefined;
}
