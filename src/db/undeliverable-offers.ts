import type { OfferState } from '../domain/offer.ts';
import type { Db } from './database.ts';
import { record } from './timeline.ts';

/**
 * An offer whose email can't arrive, or came back, no longer counts: its place is free, and the request's timeline says
 * so, once.
 * @param from the states in which it still mattered; what was answered or closed stays as it is, unless told otherwise
 * @returns whether it was in one of these
 */
export async function markUndeliverable(tx: Db, offerId: string, from: OfferState[] = ['open']): Promise<boolean> {
  const offer = await tx
    .updateTable('offer')
    .set({ state: 'undeliverable' })
    .where('id', '=', offerId)
    .where('state', 'in', from)
    .returning(['municipality_id', 'request_id'])
    .executeTakeFirst();
  if (offer !== undefined) await record(tx, offer, 'volunteer_undeliverable');
  return offer !== undefined;
}
