import { type RawBuilder, sql } from 'kysely';
import { type Language, usualLanguage } from '../domain/language.ts';
import type { EmailKind } from '../domain/mail.ts';
import type { Role } from '../domain/role.ts';
import type { EmailContent, Person } from '../mail/content.ts';
import type { Db } from './database.ts';

type EmailRow = {
  municipality_id: string;
  kind: EmailKind;
  recipient_id: string;
  request_id: string | null;
  digest_id: string | null;
  offer_id: string | null;
  volunteer_link_id: string | null;
  volunteer_event_id: string | null;
  invitation_id: string | null;
  audit_anchor_id: string | null;
  round: number;
};

type ContentOf<Kind extends EmailKind> = Extract<EmailContent, { kind: Kind }>;
type WholeRequest = ContentOf<'dispatch_to_lead'>['request'];

/** What the query finds for an email of any kind; null is what it has none of, or what is gone. */
export type ContentRow = {
  kind: EmailKind;
  municipality: EmailContent['municipality'];
  language: Language;
  lead: ContentOf<'request_to_volunteer'>['lead'] | null;
  operator: Person | null;
  volunteer: Person | null;
  request: (WholeRequest & { email: string | null; secret: string }) | null;
  told: ContentOf<'dispatch_to_lead'>['volunteers'] | null;
  /** Of an offer that leads to a page with the contacts. */
  contactPage: { offerId: string; expiresAt: string } | null;
  /** Times as JSON has them. */
  listed: { reference: string; need: string; zone: string; submittedAt: string; late: boolean }[] | null;
  /** How many requests the digest announces, listed or not. */
  announced: number | null;
  /** To which volunteer a letter goes that makes no offer, and the link it carries, if any. */
  letter: (Person & { secret: string | null; expiresAt: string | null }) | null;
  invitation: (Person & { id: string; role: Role; invitedBy: string | null; expiresAt: string }) | null;
  anchor: { address: string; day: string; batch: number; head: string } | null;
};

/** A digest lists this many requests one by one; the table holds them all. */
const mostListed = 100;

/**
 * What an email says, read when it is about to be sent, so that it carries the newest address and data.
 * @returns undefined where there is nothing left to say: the person is gone, or the offer is no longer open
 */
export async function loadEmailContent(db: Db, email: EmailRow): Promise<EmailContent | undefined> {
  const { rows } = await sql<ContentRow>`
    select ${contentColumns} from (
      select ${email.municipality_id}::uuid as municipality_id, ${email.kind}::text as kind,
        ${email.recipient_id}::uuid as recipient_id, ${email.request_id}::uuid as request_id,
        ${email.digest_id}::uuid as digest_id, ${email.offer_id}::uuid as offer_id,
        ${email.volunteer_link_id}::uuid as volunteer_link_id,
        ${email.volunteer_event_id}::uuid as volunteer_event_id, ${email.invitation_id}::uuid as invitation_id,
        ${email.audit_anchor_id}::uuid as audit_anchor_id, ${email.round}::int as round
    ) e ${contentJoins}`.execute(db);
  return rows[0] && toContent(rows[0]);
}

/** The email as its kind has it. @returns undefined where a part that this kind needs is gone */
export function toContent(row: ContentRow): EmailContent | undefined {
  const { kind, municipality, language, lead, operator, volunteer, request } = row;
  switch (kind) {
    case 'new_requests_to_operator': {
      if (operator === null || row.listed === null) return undefined;
      const items = row.listed.map(({ submittedAt, ...item }) => ({ ...item, submittedAt: new Date(submittedAt) }));
      return { kind, municipality, language, recipient: operator, items, total: row.announced ?? items.length };
    }
    case 'no_volunteer_to_operator': {
      if (operator === null || request === null) return undefined;
      const { id, reference, need, zone } = request;
      return { kind, municipality, language, recipient: operator, requestId: id, reference, need, zone };
    }
    case 'request_to_volunteer': {
      if (volunteer === null || request === null || lead === null) return undefined;
      const letter = { kind, municipality, language, recipient: volunteer, lead };
      if (row.contactPage === null) return { ...letter, contacts: 'email', request };
      const { id, reference, need, zone, preferredTime } = request;
      const { offerId, expiresAt } = row.contactPage;
      const asked = { id, reference, need, zone, preferredTime };
      return { ...letter, contacts: 'page', request: asked, offerId, expiresAt: new Date(expiresAt) };
    }
    case 'dispatch_to_lead':
      if (lead === null || request === null) return undefined;
      return { kind, municipality, language, recipient: lead, request, volunteers: row.told ?? [] };
    case 'receipt_to_requester':
    case 'question_to_requester': {
      if (request === null || request.email === null) return undefined;
      const { reference, need, secret, name } = request;
      return { kind, municipality, language, recipient: { name, address: request.email }, reference, need, secret };
    }
    case 'confirm_to_volunteer':
    case 'link_to_volunteer': {
      if (row.letter === null || row.letter.secret === null || row.letter.expiresAt === null) return undefined;
      const { name, address, secret, expiresAt } = row.letter;
      return { kind, municipality, language, recipient: { name, address }, secret, expiresAt: new Date(expiresAt) };
    }
    case 'approved_to_volunteer':
    case 'refused_to_volunteer':
    case 'suspended_to_volunteer': {
      if (row.letter === null) return undefined;
      const { name, address } = row.letter;
      return { kind, municipality, language, recipient: { name, address } };
    }
    case 'invitation_to_member': {
      if (row.invitation === null) return undefined;
      const { id: invitationId, name, address, role, invitedBy, expiresAt } = row.invitation;
      const recipient = { name, address };
      return { kind, municipality, language, recipient, invitationId, role, invitedBy, expiresAt: new Date(expiresAt) };
    }
    case 'audit_head_to_officer': {
      if (row.anchor === null) return undefined;
      const { address, ...anchor } = row.anchor;
      return { kind, municipality, language, recipient: { name: '', address }, ...anchor };
    }
    case 'withdrawn_to_volunteer': {
      if (row.letter === null || request === null || lead === null) return undefined;
      const { name, address } = row.letter;
      const { reference, need, zone } = request;
      return { kind, municipality, language, recipient: { name, address }, reference, need, zone, lead };
    }
    case 'withdrawn_to_lead': {
      if (lead === null || request === null) return undefined;
      const { reference, need, zone } = request;
      return { kind, municipality, language, recipient: lead, reference, need, zone };
    }
    case 'test_to_operator':
      return operator === null ? undefined : { kind, municipality, language, recipient: operator };
  }
}

const fullName = (table: 'v' | 'r') =>
  sql`${sql.ref(`${table}.given_name`)} || ' ' || ${sql.ref(`${table}.family_name`)}`;

/** Those whom this dispatch told: not the refused, not those of an earlier one. */
const told: RawBuilder<unknown> = sql`(
  select json_agg(json_build_object('name', ${fullName('v')}, 'telephone', v.telephone, 'address', v.email)
    order by o.rank)
  from offer o join volunteer v on v.id = o.volunteer_id join decision d on d.id = o.decision_id
  where o.request_id = e.request_id and d.round = e.round and o.state <> 'undeliverable')`;

const listed: RawBuilder<unknown> = sql`(
  select coalesce(json_agg(json_build_object('reference', l.reference, 'need', l.need, 'zone', l.zone,
    'submittedAt', l.submitted_at, 'late', l.late) order by l.submitted_at), '[]'::json)
  from (
    select r.reference, n.label as need, z.label as zone, r.submitted_at,
      r.announced_late_in is not distinct from e.digest_id as late
    from help_request r
    join need n on n.municipality_id = r.municipality_id and n.code = r.need_code
    join zone z on z.municipality_id = r.municipality_id and z.code = r.zone_code
    where r.announced_in = e.digest_id or r.announced_late_in = e.digest_id
    order by r.submitted_at limit ${sql.lit(mostListed)}
  ) l)`;

const announced: RawBuilder<unknown> = sql`(
  select count(*)::int from help_request r where r.announced_in = e.digest_id or r.announced_late_in = e.digest_id)`;

/** An address that bounced gets no letters, and a link that is used or over is not worth one. */
const letter: RawBuilder<unknown> = sql`(
  select json_build_object('name', ${fullName('v')}, 'address', v.email, 'secret', k.secret, 'expiresAt', k.expires_at)
  from volunteer v
  left join volunteer_link k on k.id = e.volunteer_link_id and k.used_at is null and k.expires_at > now()
  where v.id = e.recipient_id and v.email_invalid_at is null)`;

/** One that was accepted, withdrawn or is over has nothing to say any more. */
const invitation: RawBuilder<unknown> = sql`(
  select json_build_object('id', i.id, 'name', i.name, 'address', i.email, 'role', i.role, 'expiresAt', i.expires_at,
    'invitedBy', (select name from operator where id = i.invited_by))
  from invitation i
  where i.id = e.invitation_id and i.used_at is null and i.withdrawn_at is null and i.expires_at > now())`;

/** Whoever the Comune has named by now; nobody any more where it has taken the name away. */
const anchor: RawBuilder<unknown> = sql`(
  select json_build_object('address', m.privacy_officer_email, 'day', a.day, 'batch', a.batch_number,
    'head', encode(a.hash, 'hex'))
  from audit_anchor a where a.id = e.audit_anchor_id and m.privacy_officer_email is not null)`;

/** What its recipient reads; the head of operations and the data protection officer read the Comune's own. */
const language: RawBuilder<unknown> = sql`
  case
    when e.kind in ('receipt_to_requester', 'question_to_requester') then r.language
    when e.volunteer_link_id is not null or e.volunteer_event_id is not null or e.kind = 'withdrawn_to_volunteer'
      then (select language from volunteer where id = e.recipient_id)
    when e.invitation_id is not null then (select language from invitation where id = e.invitation_id)
    else coalesce(p.language, v.language, ${sql.lit(usualLanguage)})
  end`;

/** All that an email `e` may say, whatever its kind, so that one query finds it. */
export const contentColumns: RawBuilder<unknown> = sql`
  e.kind,
  json_build_object('name', m.name, 'slug', m.slug, 'officeTelephone', m.office_telephone) as municipality,
  ${language} as language,
  case when l.id is not null
    then json_build_object('name', l.name, 'telephone', l.telephone, 'address', l.email) end as lead,
  case when p.id is not null then json_build_object('name', p.name, 'address', p.email) end as operator,
  case when v.id is not null then json_build_object('name', ${fullName('v')}, 'address', v.email) end as volunteer,
  case when r.id is not null then json_build_object('id', r.id, 'reference', r.reference, 'name', ${fullName('r')},
    'telephone', r.telephone, 'email', r.email, 'address', r.address, 'zone', z.label, 'need', n.label,
    'description', r.description, 'secret', r.secret, 'preferredTime', case when r.preferred_date is not null
      then json_build_object('date', r.preferred_date, 'part', r.preferred_part) end) end as request,
  case when o.contacts = 'page' then json_build_object('offerId', o.id, 'expiresAt', o.expires_at) end as "contactPage",
  case when e.kind = 'dispatch_to_lead' then ${told} end as told,
  case when e.digest_id is not null then ${listed} end as listed,
  case when e.digest_id is not null then ${announced} end as announced,
  case when e.volunteer_link_id is not null or e.volunteer_event_id is not null or e.kind = 'withdrawn_to_volunteer'
    then ${letter} end as letter,
  case when e.invitation_id is not null then ${invitation} end as invitation,
  case when e.audit_anchor_id is not null then ${anchor} end as anchor`;

/** An offer that is no longer open has nobody to write to, nor has an address that bounced. */
export const contentJoins: RawBuilder<unknown> = sql`
  join municipality m on m.id = e.municipality_id
  left join operations_lead l on l.municipality_id = e.municipality_id
  left join operator p on p.id = e.recipient_id and p.disabled_at is null
  left join offer o on o.id = e.offer_id and o.state = 'open'
  left join volunteer v on v.id = o.volunteer_id and v.email_invalid_at is null
  left join help_request r on r.id = e.request_id
  left join need n on n.municipality_id = r.municipality_id and n.code = r.need_code
  left join zone z on z.municipality_id = r.municipality_id and z.code = r.zone_code`;
