import { sql } from 'kysely';
import type { DeliveryStatus } from '../mail/delivery-status.ts';
import type { Db } from './database.ts';
import { markAddressInvalid } from './invalid-addresses.ts';
import { forMunicipality } from './municipality-scope.ts';
import { markUndeliverable } from './undeliverable-offers.ts';

export type Bounce =
  /** None of our emails to a volunteer, or not of this Comune, or not to the address that the volunteer has now. */
  { kind: 'ignored' } | { kind: 'recorded'; emailId: string; addressMarked: boolean; offerFreed: boolean };

/**
 * Records that an email to a volunteer came back: its open offer no longer counts, and an address that can't be written
 * to is marked; both once, however often it is told. Anybody can write a notification, so it counts only with the
 * Message-ID of an email that we did send to that very volunteer.
 * @param municipalityId the Comune to whose emails it is confined; any where it is undefined
 */
export async function recordBounce(
  db: Db,
  { messageId, failed }: DeliveryStatus,
  municipalityId?: string,
): Promise<Bounce> {
  if (messageId === undefined || failed.length === 0) return { kind: 'ignored' };
  const owner = municipalityId ?? (await findMunicipalityOfEmail(db, messageId));
  if (owner === undefined) return { kind: 'ignored' };
  return await forMunicipality(owner, () => recordBounceOf(db, owner, { messageId, failed }));
}

async function findMunicipalityOfEmail(db: Db, messageId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from municipality_of_email(${messageId}) found (id)`.execute(db);
  return rows[0]?.id;
}

async function recordBounceOf(
  db: Db,
  municipalityId: string,
  { messageId, failed }: { messageId: string; failed: DeliveryStatus['failed'] },
): Promise<Bounce> {
  return await db.transaction().execute(async (tx): Promise<Bounce> => {
    const email = await tx
      .selectFrom('email')
      .innerJoin('volunteer', (join) =>
        join
          .onRef('volunteer.id', '=', 'email.recipient_id')
          .onRef('volunteer.municipality_id', '=', 'email.municipality_id'),
      )
      .select(['email.id', 'email.offer_id', 'volunteer.id as volunteer_id'])
      .select('volunteer.email as address')
      .where('email.message_id', '=', messageId)
      .where('email.attempts', '>', 0)
      .where('email.municipality_id', '=', municipalityId)
      // The volunteer before the offer, as whoever erases a volunteer takes them.
      .forNoKeyUpdate('volunteer')
      .executeTakeFirst();
    if (email === undefined) return { kind: 'ignored' };
    const { address } = email;
    const ours = failed.filter(({ addresses }) => addresses.includes(address.toLowerCase()));
    if (ours.length === 0) return { kind: 'ignored' };
    const isInvalid = ours.some(({ invalidAddress }) => invalidAddress);
    const volunteer = { municipalityId, volunteerId: email.volunteer_id, address };
    return {
      kind: 'recorded',
      emailId: email.id,
      addressMarked: isInvalid && (await markAddressInvalid(tx, volunteer)),
      offerFreed: email.offer_id !== null && (await markUndeliverable(tx, email.offer_id)),
    };
  });
}
