import { isUuid } from '../domain/identity.ts';
import type { OwnRequest } from '../domain/own-request.ts';
import { findRequestForCitizen } from './citizen-request.ts';
import type { Db } from './database.ts';
import { findErasure } from './erasure-requests.ts';
import { readHelpRequest } from './help-request-detail.ts';

/**
 * All that the holder of the link wrote of themselves; undefined where reference and secret don't belong together,
 * which is so of an erased request, too.
 */
export async function findOwnRequest(
  db: Db,
  municipalityId: string,
  typedReference: string,
  secret: string,
): Promise<OwnRequest | undefined> {
  const seen = await findRequestForCitizen(db, municipalityId, typedReference, secret);
  const request = seen && isUuid(seen.id) ? await readHelpRequest(db, municipalityId, seen.id) : undefined;
  if (request === undefined) return undefined;
  const { id, reference, status, requester, need, zone, preferredTime, description, submittedAt, information } =
    request;
  const erasure = await findErasure(db, municipalityId, id);
  const erasureDueAt = erasure?.dueAt ?? null;
  const own = { id, reference, status, requester, need, zone, preferredTime, description, submittedAt, information };
  return { ...own, erasureDueAt };
}
