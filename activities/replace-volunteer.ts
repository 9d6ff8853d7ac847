import { type OfferToSend, replaceVolunteer as replace } from '../src/db/selection.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Gives the place of a volunteer who can't be reached to the next in rank, once; null where nobody is left. */
export function replaceVolunteer({ db, mailDomain }: ActivityDependencies) {
  return ({ offerId }: { municipalityId: string; requestId: string; offerId: string }): Promise<OfferToSend | null> =>
    replace(db, { offerId, mailDomain });
}
