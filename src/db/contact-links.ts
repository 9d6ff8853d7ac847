import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { PreferredTime } from '../domain/submission.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { record } from './timeline.ts';

/** What of a request a volunteer may know before they look: what their email says, too. */
export type AskedFor = { reference: string; need: string; zone: string; preferredTime: PreferredTime | null };

/** What the page shows once its button is pressed. */
export type ShownContacts = AskedFor & {
  name: string;
  telephone: string;
  address: string;
  description: string;
  lead: { name: string; telephone: string };
};

export type UselessContactLink = 'withdrawn' | 'over' | 'unknown';

/** Base64url of 32 bytes, as `createLinkSecret` makes it. Anything else need not be looked up. */
const secretShape = /^[\w-]{43}$/;

/** Whoever opens the page again, or reloads it, within this time is still looking; so one link can't fill a timeline. */
const oneLookMinutes = 10;

/**
 * Lets a secret open the contacts of an offer, before the email that carries it leaves. Of another attempt of that email
 * it is the same secret, unless SESSION_SECRET changed in between: then the last email's is the one that opens.
 */
export async function openContactLink(db: Db, offerId: string, secret: string): Promise<void> {
  await sql`
    insert into contact_link (offer_id, municipality_id, secret_hash)
    select id, municipality_id, ${hashOf(secret)}::bytea from offer where id = ${offerId}
    on conflict (offer_id) do update set secret_hash = excluded.secret_hash`.execute(db);
}

type Followed = { municipalityId: string; secret: string };

/** Whether a link still opens what it is for; nothing is changed by asking. */
export async function findContactLink(
  db: Db,
  followed: Followed,
): Promise<{ kind: 'valid'; asked: AskedFor } | { kind: UselessContactLink }> {
  const link = await findLink(db, followed);
  if (link === undefined) return { kind: 'unknown' };
  if (link.withdrawn) return { kind: 'withdrawn' };
  if (!link.live) return { kind: 'over' };
  const { reference, need, zone, preferredTime } = await readContacts(db, link.requestId);
  return { kind: 'valid', asked: { reference, need, zone, preferredTime } };
}

/**
 * Shows the contacts and records who looked, both or neither. The request's row first, as whoever closes it or takes the
 * link back takes it: nobody looks after that is done.
 */
export async function lookAtContacts(
  db: Db,
  followed: Followed,
): Promise<{ kind: 'shown'; contacts: ShownContacts } | { kind: UselessContactLink }> {
  const followedTo = await findLink(db, followed);
  if (followedTo === undefined) return { kind: 'unknown' };
  const { requestId, offerId, volunteerId } = followedTo;
  return await db.transaction().execute(async (tx) => {
    await lockRequest(tx, requestId);
    const found = await findContactLink(tx, followed);
    if (found.kind !== 'valid') return found;
    await recordLook(tx, { municipality_id: followed.municipalityId, request_id: requestId, offer_id: offerId });
    // Whoever holds the link is taken for the volunteer it was made for.
    const by = volunteerId === null ? undefined : ({ kind: 'volunteer', id: volunteerId } as const);
    const of = { kind: 'request', ids: [requestId] } as const;
    await appendAudit(tx, followed.municipalityId, { action: 'read', of }, by);
    return { kind: 'shown', contacts: await readContacts(tx, requestId) };
  });
}

type Whose = { requestId: string; volunteerId: string };

/** Takes a volunteer's link back, or gives it back. @returns whether that changed anything */
export async function setContactsWithdrawn(
  db: Db,
  operator: Operator,
  { requestId, volunteerId }: Whose,
  withdrawn: boolean,
): Promise<boolean> {
  return await db.transaction().execute(async (tx) => {
    await lockRequest(tx, requestId);
    const { rows } = await sql<{ offer_id: string }>`
      update contact_link set withdrawn_at = ${withdrawn ? sql`now()` : sql`null`} from offer
      where offer.id = contact_link.offer_id and offer.municipality_id = ${operator.municipalityId}
        and offer.request_id = ${requestId} and offer.volunteer_id = ${volunteerId}
        and (withdrawn_at is null) = ${withdrawn}
      returning offer_id`.execute(tx);
    const [changed] = rows;
    if (changed === undefined) return false;
    const about = { municipality_id: operator.municipalityId, request_id: requestId, ...changed };
    await record(tx, about, withdrawn ? 'contacts_withdrawn' : 'contacts_given_back', operator.id);
    await appendAudit(tx, operator.municipalityId, [
      { action: 'decide', of: { kind: 'request', ids: [requestId] } },
      { action: 'decide', of: { kind: 'volunteer', ids: [volunteerId] } },
    ]);
    return true;
  });
}

type Link = { offerId: string; requestId: string; volunteerId: string | null; withdrawn: boolean; live: boolean };

/** A link holds as long as its offer, and for a volunteer whom the Comune approves. */
async function findLink(db: Db, { municipalityId, secret }: Followed): Promise<Link | undefined> {
  if (!secretShape.test(secret)) return undefined;
  const { rows } = await sql<Link>`
    select o.id as "offerId", o.request_id as "requestId", o.volunteer_id as "volunteerId", k.withdrawn_at is not null as withdrawn,
      v.approval is not distinct from 'approved' and r.closed_at is null and r.erased_at is null
        and (o.state = 'accepted' or o.state = 'open' and o.expires_at > now()) as live
    from contact_link k join offer o on o.id = k.offer_id join help_request r on r.id = o.request_id
    left join volunteer v on v.id = o.volunteer_id
    where k.secret_hash = ${hashOf(secret)} and k.municipality_id = ${municipalityId}`.execute(db);
  return rows[0];
}

async function lockRequest(tx: Db, requestId: string): Promise<void> {
  await tx.selectFrom('help_request').select('id').where('id', '=', requestId).forNoKeyUpdate().execute();
}

async function recordLook(tx: Db, about: { municipality_id: string; request_id: string; offer_id: string }) {
  const { rows } = await sql`
    select from timeline_entry where offer_id = ${about.offer_id} and event = 'contacts_seen'
      and at > now() - make_interval(mins => ${sql.lit(oneLookMinutes)}) limit 1`.execute(tx);
  if (rows.length === 0) await record(tx, about, 'contacts_seen');
}

async function readContacts(db: Db, requestId: string): Promise<ShownContacts> {
  const { rows } = await sql<ShownContacts>`
    select r.reference, n.label as need, z.label as zone, r.given_name || ' ' || r.family_name as name, r.telephone,
      r.address, r.description, json_build_object('name', l.name, 'telephone', l.telephone) as lead,
      case when r.preferred_date is not null
        then json_build_object('date', r.preferred_date, 'part', r.preferred_part) end as "preferredTime"
    from help_request r
    join need n on n.municipality_id = r.municipality_id and n.code = r.need_code
    join zone z on z.municipality_id = r.municipality_id and z.code = r.zone_code
    join operations_lead l on l.municipality_id = r.municipality_id
    where r.id = ${requestId}`.execute(db);
  const [contacts] = rows;
  if (contacts === undefined) throw new Error('the request of an offer is not there');
  return contacts;
}

/** Looked for by its hash, a secret is compared in constant time as far as anybody outside can tell. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
