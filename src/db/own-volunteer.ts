import { sql } from 'kysely';
import type { Language } from '../domain/language.ts';
import type { OfferState } from '../domain/offer.ts';
import type { Approval, Characteristics, VolunteerEvent } from '../domain/volunteer.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { readCharacteristics, storeCharacteristics } from './volunteer-characteristics.ts';
import { recordVolunteerEvent } from './volunteer-events.ts';

/** A volunteer as their own page shows them. */
export type OwnVolunteer = {
  id: string;
  municipalityId: string;
  givenName: string;
  familyName: string;
  email: string;
  telephone: string;
  approval: Approval;
  confirmed: boolean;
  emailInvalid: boolean;
  /** The first day on which they can be asked again, or `infinity`; null where they are not pausing. */
  pausedUntil: string | null;
  version: number;
  characteristics: Characteristics;
};

/** Whose they are, as a session gave it. */
export type Own = { municipalityId: string; volunteerId: string };

export async function findOwnVolunteer(
  db: Db,
  { municipalityId, volunteerId }: Own,
): Promise<OwnVolunteer | undefined> {
  const found = await db
    .selectFrom('volunteer')
    .select([
      'id',
      'municipality_id as municipalityId',
      'given_name as givenName',
      'family_name as familyName',
      'email',
      'telephone',
      'approval',
      sql<boolean>`confirmed_at is not null`.as('confirmed'),
      sql<boolean>`email_invalid_at is not null`.as('emailInvalid'),
      sql<string | null>`case when paused_until > (now() at time zone 'Europe/Rome')::date then paused_until end`.as(
        'pausedUntil',
      ),
      'version',
    ])
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', volunteerId)
    .executeTakeFirst();
  const characteristics = found && (await readCharacteristics(db, municipalityId, volunteerId));
  if (found === undefined || characteristics === undefined) return undefined;
  disclose('read', 'volunteer', [found]);
  return { ...found, characteristics };
}

/** An offer as the volunteer may see it: who asked is told only while there is something to agree. */
export type OwnOffer = {
  at: Date;
  reference: string;
  need: string;
  zone: string;
  state: OfferState;
  requester: { name: string; telephone: string } | null;
  /** Whether they are told on the page that the offer's email leads to, which records who looks. */
  onPage: boolean;
};

/** Years of helping; older ones are counted elsewhere, and nobody reads further. */
export const mostOffersShown = 50;

/** Their latest offers, newest first. Whom the Comune does not approve gets nobody's name or number here. */
export async function listOwnOffers(db: Db, { municipalityId, volunteerId }: Own): Promise<OwnOffer[]> {
  const isOpen = sql<boolean>`(offer.state = 'open' and offer.expires_at > now())`;
  const isTold = sql<boolean>`volunteer.approval = 'approved'`;
  const rows = await db
    .selectFrom('offer')
    .innerJoin('volunteer', 'volunteer.id', 'offer.volunteer_id')
    .innerJoin('help_request', 'help_request.id', 'offer.request_id')
    .innerJoin('need', (join) =>
      join
        .onRef('need.municipality_id', '=', 'help_request.municipality_id')
        .onRef('need.code', '=', 'help_request.need_code'),
    )
    .innerJoin('zone', (join) =>
      join
        .onRef('zone.municipality_id', '=', 'help_request.municipality_id')
        .onRef('zone.code', '=', 'help_request.zone_code'),
    )
    .select([
      'offer.request_id as id',
      'offer.created_at as at',
      'help_request.reference',
      'need.label as need',
      'zone.label as zone',
      sql<OfferState>`case when offer.state = 'open' and not ${isOpen} then 'closed' else offer.state end`.as('state'),
      sql<OwnOffer['requester']>`case when ${isOpen} and ${isTold} and offer.contacts = 'email' then json_build_object(
        'name', help_request.given_name || ' ' || help_request.family_name, 'telephone', help_request.telephone) end`.as(
        'requester',
      ),
      sql<boolean>`${isOpen} and ${isTold} and offer.contacts = 'page'`.as('onPage'),
    ])
    .where('offer.volunteer_id', '=', volunteerId)
    .where('offer.municipality_id', '=', municipalityId)
    .orderBy('offer.created_at', 'desc')
    .limit(mostOffersShown)
    .execute();
  disclose(
    'read',
    'request',
    rows.filter(({ requester }) => requester !== null),
  );
  return rows.map(({ id: _, ...offer }) => offer);
}

export type OwnChange = { version: number; telephone: string; characteristics: Characteristics };

/** Saves what the volunteer changed; made of an older version, nothing. */
export async function changeOwn(db: Db, own: Own, change: OwnChange): Promise<'changed' | 'unchanged' | 'stale'> {
  return await db.transaction().execute(async (tx) => {
    const { municipalityId, volunteerId } = own;
    const stored = await tx
      .selectFrom('volunteer')
      .select(['version', 'telephone'])
      .where('municipality_id', '=', municipalityId)
      .where('id', '=', volunteerId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    const current = stored && (await readCharacteristics(tx, municipalityId, volunteerId));
    if (current === undefined || stored?.version !== change.version) return 'stale';
    if (stored.telephone === change.telephone && isSame(current, change.characteristics)) return 'unchanged';
    await storeCharacteristics(tx, municipalityId, volunteerId, change.characteristics);
    await tx.updateTable('volunteer').set({ telephone: change.telephone }).where('id', '=', volunteerId).execute();
    await recordOwn(tx, own, 'changed');
    return 'changed';
  });
}

/** Writes to them in this language from now on. It is no characteristic: nobody is chosen by it. */
export async function rememberVolunteerLanguage(db: Db, own: Own, language: Language): Promise<void> {
  await db
    .updateTable('volunteer')
    .set({ language })
    .where('municipality_id', '=', own.municipalityId)
    .where('id', '=', own.volunteerId)
    .execute();
}

/** @param until the first day on which they can be asked again, `YYYY-MM-DD`, or `infinity` */
export async function pauseOwn(db: Db, own: Own, until: string): Promise<void> {
  await setPause(db, own, until, 'paused');
}

export async function resumeOwn(db: Db, own: Own): Promise<void> {
  await setPause(db, own, null, 'resumed');
}

/** Pressed twice, it is done and recorded once. */
async function setPause(db: Db, own: Own, until: string | null, event: 'paused' | 'resumed'): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('volunteer')
      .set((eb) => ({ paused_until: until, version: eb('version', '+', 1), updated_at: sql<Date>`now()` }))
      .where('municipality_id', '=', own.municipalityId)
      .where('id', '=', own.volunteerId)
      .where('paused_until', 'is distinct from', until)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await recordOwn(tx, own, event);
  });
}

async function recordOwn(tx: Db, own: Own, event: VolunteerEvent): Promise<void> {
  await recordVolunteerEvent(tx, { municipality_id: own.municipalityId, volunteer_id: own.volunteerId }, { event });
}

function isSame(a: Characteristics, b: Characteristics): boolean {
  const plain = ({ skills, needs, zones, languages, ...rest }: Characteristics) =>
    JSON.stringify([
      ...[skills, needs, zones, languages].map((codes) => [...new Set(codes)].sort()),
      rest.vehicle,
      rest.availability,
      rest.maxOpenOffers,
    ]);
  return plain(a) === plain(b);
}
