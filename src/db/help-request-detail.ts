import { type RawBuilder, sql } from 'kysely';
import type { DecisionView, EmailView, HelpRequestDetail, OfferView, TimelineView } from '../domain/help-request.ts';
import { isUuid } from '../domain/identity.ts';
import { offerReasons } from '../domain/offer.ts';
import type { DayPart, PreferredTime } from '../domain/submission.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { holdColumns, toHold } from './held.ts';
import { selectRows, toRow } from './help-request-table.ts';
import { listInformation } from './information-requests.ts';
import { listRequiredLanguages, listRequiredSkills } from './required.ts';

/** All of one request of a Comune; undefined where that Comune has none of this id (which may be any text). */
export async function findHelpRequest(
  db: Db,
  municipalityId: string,
  id: string,
): Promise<HelpRequestDetail | undefined> {
  const request = await readHelpRequest(db, municipalityId, id);
  if (request === undefined) return undefined;
  disclose('read', 'request', [request]);
  disclose('read', 'volunteer', named(request.offers));
  return request;
}

/** The same for whoever shows a part of it, and says of whom. */
export async function readHelpRequest(
  db: Db,
  municipalityId: string,
  id: string,
): Promise<HelpRequestDetail | undefined> {
  if (!isUuid(id)) return undefined;
  const found = await selectRows(db)
    .leftJoin('operator as clerk', 'clerk.id', 'help_request.submitted_by')
    .leftJoin('api_key', 'api_key.id', 'help_request.api_key_id')
    .leftJoin('operator as importer', 'importer.id', 'help_request.imported_by')
    .select([
      'help_request.email',
      'address',
      'description',
      'preferred_date',
      'preferred_part',
      'version',
      'help_request.vehicle',
      'help_request.languages_match',
      'time_required',
      'imported_at',
      'clerk.name as clerk',
      'api_key.name as portal',
      'importer.name as importer',
    ])
    .where('help_request.municipality_id', '=', municipalityId)
    .where('help_request.id', '=', id)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const {
    email,
    address,
    description,
    preferred_date,
    preferred_part,
    version,
    imported_at,
    clerk,
    portal,
    importer,
    ...rest
  } = found;
  const { vehicle, languages_match, time_required, ...row } = rest;
  const summary = toRow(row);
  return {
    ...summary,
    version,
    requester: {
      givenName: summary.givenName,
      familyName: summary.familyName,
      telephone: summary.telephone,
      ...(email === null ? {} : { email }),
      address,
      zone: summary.zone.code,
    },
    preferredTime: toPreferredTime(preferred_date, preferred_part),
    description,
    submittedBy: clerk,
    submittedByKey: portal,
    importedAt: imported_at,
    importedBy: importer,
    decision: await findDecision(db, id),
    requirements: {
      skills: await listRequiredSkills(db, id),
      vehicle,
      languages: await listRequiredLanguages(db, id),
      languagesMatch: languages_match,
      timeRequired: time_required,
    },
    offers: await listOffers(db, id),
    emails: await listEmails(db, id),
    timeline: await listTimeline(db, id),
    information: await listInformation(db, id),
  };
}

/** The volunteers of offers, but for those who have left. */
function named(offers: OfferView[]): { id: string }[] {
  return offers.flatMap(({ volunteerId }) => (volunteerId === null ? [] : [{ id: volunteerId }]));
}

/** The table has both or neither. */
export function toPreferredTime(date: string | null, part: DayPart | null): PreferredTime | null {
  return date === null || part === null ? null : { date, part };
}

async function findDecision(db: Db, requestId: string): Promise<DecisionView | null> {
  const decision = await db
    .selectFrom('decision')
    .leftJoin('operator', 'operator.id', 'decision.decided_by')
    .leftJoin('help_request as original', 'original.id', 'decision.duplicate_of')
    .select(['decision.id', 'kind', 'reason', 'note', 'operator.name as by', 'decided_at as at', 'outcome'])
    .select(['original.id as originalId', 'original.reference as originalReference'])
    .select(holdColumns)
    .where('request_id', '=', requestId)
    .where((eb) => eb.or([eb('outcome', 'is', null), eb('outcome', 'not in', ['superseded', 'undone'])]))
    // One that is in hand came before those that wait behind it.
    .orderBy(sql`outcome is not null`)
    .orderBy(sql`case when outcome is null then round else -round end`)
    .limit(1)
    .executeTakeFirst();
  if (decision === undefined) return null;
  const { originalId, originalReference, ...rest } = toHold(decision);
  const isDuplicate = originalId !== null && originalReference !== null;
  return { ...rest, duplicateOf: isDuplicate ? { id: originalId, reference: originalReference } : null };
}

async function listOffers(db: Db, requestId: string): Promise<OfferView[]> {
  const rows = await db
    .selectFrom('offer')
    .leftJoin('contact_link', 'contact_link.offer_id', 'offer.id')
    .leftJoin('volunteer', 'volunteer.id', 'offer.volunteer_id')
    .innerJoin('decision', 'decision.id', 'offer.decision_id')
    .select([
      'offer.rank',
      'offer.volunteer_id as volunteerId',
      sql<string | null>`volunteer.given_name || ' ' || volunteer.family_name`.as('volunteerName'),
      sql<OfferView['state']>`case when offer.state = 'open' and offer.expires_at <= now() then 'closed'
        else offer.state end`.as('state'),
      'offer.reasons',
      'contact_link.offer_id as link',
      'contact_link.withdrawn_at as withdrawnAt',
      looksOf(sql<number>`count(*)::int`).as('looks'),
      looksOf(sql<Date | null>`max(at)`).as('lastLookAt'),
    ])
    .where('offer.request_id', '=', requestId)
    .orderBy('decision.round')
    .orderBy('offer.rank')
    .execute();
  return rows.map(({ link, withdrawnAt, looks, lastLookAt, reasons, ...row }) => ({
    ...row,
    reasons: offerReasons.parse(reasons),
    contacts: link === null ? null : { withdrawnAt, looks, lastLookAt },
  }));
}

function looksOf<T>(what: RawBuilder<T>): RawBuilder<T> {
  return sql<T>`(select ${what} from timeline_entry where offer_id = offer.id and event = 'contacts_seen')`;
}

/** The emails about a request, digests that announced it among them. */
async function listEmails(db: Db, requestId: string): Promise<EmailView[]> {
  return await db
    .selectFrom('email')
    .leftJoin('operator', 'operator.id', 'email.recipient_id')
    .leftJoin('volunteer', 'volunteer.id', 'email.recipient_id')
    .leftJoin('operations_lead', 'operations_lead.id', 'email.recipient_id')
    .leftJoin('help_request', 'help_request.id', 'email.recipient_id')
    .select([
      'email.kind',
      'email.recipient_id as recipient',
      sql<
        string | null
      >`coalesce(operator.name, operations_lead.name, volunteer.given_name || ' ' || volunteer.family_name,
        case when help_request.erased_at is null then help_request.given_name || ' ' || help_request.family_name end)`.as(
        'recipientName',
      ),
      'email.state',
      'email.attempts',
      'email.message_id as messageId',
      'email.sent_at as sentAt',
    ])
    .where((eb) =>
      eb.or([
        eb('email.request_id', '=', requestId),
        eb('email.digest_id', 'in', (announced) =>
          announced.selectFrom('help_request').select('announced_in').where('id', '=', requestId),
        ),
        eb('email.digest_id', 'in', (announced) =>
          announced.selectFrom('help_request').select('announced_late_in').where('id', '=', requestId),
        ),
      ]),
    )
    .orderBy('email.id')
    .execute();
}

async function listTimeline(db: Db, requestId: string): Promise<TimelineView[]> {
  return await db
    .selectFrom('timeline_entry')
    .leftJoin('operator', 'operator.id', 'timeline_entry.by_operator')
    .leftJoin('offer', 'offer.id', 'timeline_entry.offer_id')
    .leftJoin('volunteer', 'volunteer.id', 'offer.volunteer_id')
    .leftJoin('help_request as other', 'other.id', 'timeline_entry.other_request_id')
    .select([
      'at',
      'event',
      'operator.name as by',
      'other.reference as other',
      sql<string | null>`volunteer.given_name || ' ' || volunteer.family_name`.as('volunteer'),
    ])
    .where('timeline_entry.request_id', '=', requestId)
    .orderBy('timeline_entry.id', 'desc')
    .execute();
}
