import { sql } from 'kysely';
import { isUuid } from '../domain/identity.ts';
import type {
  EmailOfVolunteer,
  OfferOfVolunteer,
  VolunteerDetail,
  VolunteerEventView,
} from '../domain/volunteer-view.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { readCharacteristics } from './volunteer-characteristics.ts';
import { openOffersOfVolunteer } from './volunteer-table.ts';

/** Of each history the page shows the newest: years of them would bury what matters. */
const newestShown = 50;

/** One volunteer of the Comune with the newest of their histories; undefined where the Comune has no such one. */
export async function findVolunteer(
  db: Db,
  municipalityId: string,
  volunteerId: string,
): Promise<VolunteerDetail | undefined> {
  if (!isUuid(volunteerId)) return undefined;
  const row = await db
    .selectFrom('volunteer')
    .select([
      'id',
      'given_name as givenName',
      'family_name as familyName',
      'telephone',
      'email',
      'birth_date as birthDate',
      'approval',
      'confirmed_at as confirmedAt',
      'created_at as createdAt',
      'last_offered_at as lastOfferedAt',
      'paused_until as pausedUntil',
      'email_invalid_at as emailInvalidAt',
      'version',
      openOffersOfVolunteer.as('openOffers'),
    ])
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', volunteerId)
    .executeTakeFirst();
  const characteristics = await readCharacteristics(db, municipalityId, volunteerId);
  if (row === undefined || characteristics === undefined) return undefined;
  disclose('read', 'volunteer', [row]);
  const [offers, emails, events] = await Promise.all([
    listOffers(db, volunteerId),
    listEmails(db, volunteerId),
    listEvents(db, volunteerId),
  ]);
  return { ...row, characteristics, offers, emails, events };
}

async function listOffers(db: Db, volunteerId: string): Promise<OfferOfVolunteer[]> {
  return await db
    .selectFrom('offer')
    .innerJoin('help_request', 'help_request.id', 'offer.request_id')
    .innerJoin('need', (join) =>
      join
        .onRef('need.municipality_id', '=', 'help_request.municipality_id')
        .onRef('need.code', '=', 'help_request.need_code'),
    )
    .select([
      'offer.id',
      'offer.request_id as requestId',
      'help_request.reference',
      'need.label as need',
      'offer.state',
      'offer.created_at as at',
      sql<boolean>`offer.state = 'open' and offer.expires_at <= now()`.as('expired'),
    ])
    .where('offer.volunteer_id', '=', volunteerId)
    .orderBy('offer.created_at', 'desc')
    .limit(newestShown)
    .execute();
}

async function listEmails(db: Db, volunteerId: string): Promise<EmailOfVolunteer[]> {
  const rows = await db
    .selectFrom('email')
    .leftJoin('help_request', 'help_request.id', 'email.request_id')
    .select([
      'email.id',
      'email.kind',
      'email.state',
      'email.attempts',
      'email.created_at as createdAt',
      'email.sent_at as sentAt',
      'help_request.id as requestId',
      'help_request.reference',
    ])
    .where('email.recipient_id', '=', volunteerId)
    .orderBy('email.created_at', 'desc')
    .limit(newestShown)
    .execute();
  return rows.map(({ requestId, reference, ...email }) => ({
    ...email,
    request: requestId === null || reference === null ? null : { id: requestId, reference },
  }));
}

async function listEvents(db: Db, volunteerId: string): Promise<VolunteerEventView[]> {
  return await db
    .selectFrom('volunteer_event')
    .leftJoin('operator', 'operator.id', 'volunteer_event.by_operator')
    .select([
      'volunteer_event.id',
      'volunteer_event.at',
      'volunteer_event.event',
      'volunteer_event.note',
      'operator.name as by',
    ])
    .where('volunteer_event.volunteer_id', '=', volunteerId)
    .orderBy('volunteer_event.at', 'desc')
    .orderBy('volunteer_event.id', 'desc')
    .limit(newestShown)
    .execute();
}
