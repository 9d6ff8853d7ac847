import { randomUUID } from 'node:crypto';
import type { Db } from '../../src/db/database.ts';
import type { EmailState } from '../../src/domain/mail.ts';
import type { OfferState } from '../../src/domain/offer.ts';

type Offered = {
  municipalityId: string;
  request: string;
  decision: string;
  volunteer: string;
  rank?: number;
  state?: OfferState;
  replaces?: string;
};

/** An offer with the email that told it. @returns both ids */
export async function addOffer(
  db: Db,
  { municipalityId, request, decision, volunteer, rank = 1, state = 'open', replaces }: Offered,
  { email = 'sent', round = 1 }: { email?: EmailState; round?: number } = {},
): Promise<{ offerId: string; emailId: string }> {
  const { id: offerId } = await db
    .insertInto('offer')
    .values({
      municipality_id: municipalityId,
      request_id: request,
      decision_id: decision,
      volunteer_id: volunteer,
      rank,
      state,
      reasons: JSON.stringify({ openOffers: 0, lastOfferedAt: null, zone: 'centro', skills: [] }),
      expires_at: new Date(Date.now() + 86_400_000),
      replaces_offer_id: replaces ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: emailId } = await db
    .insertInto('email')
    .values({
      municipality_id: municipalityId,
      kind: 'request_to_volunteer',
      subject_id: request,
      recipient_id: volunteer,
      request_id: request,
      offer_id: offerId,
      round,
      message_id: `<${randomUUID()}@comune.example>`,
      state: email,
      sent_at: email === 'sent' ? new Date() : null,
      claim: email === 'sending' ? randomUUID() : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { offerId, emailId };
}
