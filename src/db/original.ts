import type { Status } from '../domain/status.ts';
import type { Db } from './database.ts';
import { type About, record } from './timeline.ts';

/** A request whose row is held, so that nothing decides of it meanwhile. */
export type LockedRequest = {
  id: string;
  municipality_id: string;
  status: Status;
  version: number;
  imported_at: Date | null;
  closed_at: Date | null;
  erased_at: Date | null;
  withdrawn_at: Date | null;
};

/**
 * Locks a request, and with it the one that it says the same as, where there is one: in the order of their ids, so that
 * two operators who discard each as the duplicate of the other wait in turn, and the second finds the first's in the bin.
 */
export async function lockWithOriginal(
  tx: Db,
  municipalityId: string,
  requestId: string,
  originalId: string | undefined,
): Promise<{ request: LockedRequest | undefined; original: LockedRequest | undefined }> {
  const rows = await tx
    .selectFrom('help_request')
    .select(['id', 'municipality_id', 'status', 'version', 'imported_at', 'closed_at', 'erased_at', 'withdrawn_at'])
    .where('municipality_id', '=', municipalityId)
    .where('id', 'in', originalId === undefined ? [requestId] : [requestId, originalId])
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const find = (id: string | undefined) => rows.find((row) => row.id === id?.toLowerCase());
  return { request: find(requestId), original: find(originalId) };
}

/** Whether a request can stand for its duplicate: of the two one has to be answered, so not one that is going away. */
export async function canStand(tx: Db, request: LockedRequest, original: LockedRequest | undefined): Promise<boolean> {
  if (original === undefined || original.id === request.id) return false;
  if (original.erased_at !== null || original.withdrawn_at !== null) return false;
  if (original.status !== 'awaiting_operator' && original.status !== 'dispatched') return false;
  const leaving = await tx
    .selectFrom('decision')
    .select('id')
    .where('request_id', '=', original.id)
    .where('kind', '=', 'discard')
    .where('settled_at', 'is', null)
    .executeTakeFirst();
  return leaving === undefined;
}

/** Where a decision that is carried out says so of a duplicate, both timelines tell of it, each naming the other. */
export async function recordDuplicate(
  tx: Db,
  { municipality_id, request_id }: About,
  decisionId: string,
): Promise<void> {
  const decision = await tx
    .selectFrom('decision')
    .select(['duplicate_of', 'decided_by'])
    .where('id', '=', decisionId)
    .executeTakeFirst();
  if (decision === undefined || decision.duplicate_of === null) return;
  const { duplicate_of: original, decided_by: by } = decision;
  await record(tx, { municipality_id, request_id, other_request_id: original }, 'marked_duplicate', by);
  await record(tx, { municipality_id, request_id: original, other_request_id: request_id }, 'has_duplicate', by);
}
