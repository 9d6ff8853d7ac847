import { sql } from 'kysely';
import type { OfferReasons } from '../domain/offer.ts';
import type { Narrowing } from '../domain/selection.ts';
import type { TimelineEvent } from '../domain/timeline.ts';
import { whileChoosing } from './choosing.ts';
import type { Db } from './database.ts';
import { type Chosen, reasonsFor } from './eligibility.ts';
import { type Requirements, readRequirements } from './requirements.ts';
import { countForRecord, recordSelection } from './selection-records.ts';
import { findOpenDecision } from './status.ts';

export type OfferToSend = { offerId: string; emailId: string };

export type Selection =
  | { kind: 'selected'; offers: OfferToSend[]; leadEmailId: string | null }
  | { kind: 'superseded' | 'closed' };

type Asked = { requestId: string; decisionId: string; volunteers: number; mailDomain: string };

/** Chooses the volunteers for a decision and offers it to them, with what narrowed the choice at that moment. */
export async function selectVolunteers(db: Db, asked: Asked): Promise<Selection> {
  // Counted before anybody is locked, so that nobody waits for the counting.
  return await chooseAndOffer(db, asked, await countForRecord(db, asked.requestId));
}

/**
 * Chooses, locks and offers, in one transaction. Asked again for the same decision it gives the offers it made then.
 * Whoever is chosen is locked, so two requests sent at the same instant never break a volunteer's cap.
 */
export async function chooseAndOffer(db: Db, asked: Asked, narrowing: Narrowing | undefined): Promise<Selection> {
  return await whileChoosing(db, asked.requestId, async (tx, choose): Promise<Selection> => {
    const standing = await findOpenDecision(tx, asked.requestId, asked.decisionId);
    if (standing.offered) {
      return {
        kind: 'selected',
        offers: await findOffers(tx, asked.decisionId),
        leadEmailId: await findLeadEmail(tx, asked.requestId, standing.round),
      };
    }
    if (standing.kind === 'settled') {
      // Nobody was found and that was reported: the workflow, asking again, gets the same nothing.
      if (standing.outcome === 'no_volunteers') return { kind: 'selected', offers: [], leadEmailId: null };
      return { kind: standing.otherwise };
    }
    const requirements = await readRequirements(tx, asked.requestId);
    if (requirements === undefined) throw new Error('a request with a decision is not there');
    const chosen = await choose(requirements, asked.volunteers);
    await recordSelection(tx, requirements.municipalityId, asked.decisionId, narrowing);
    if (chosen.length === 0) return { kind: 'selected', offers: [], leadEmailId: null };
    const made = await offerTo(tx, explain(chosen, requirements), {
      ...asked,
      round: standing.round,
      firstRank: 1,
      replaces: null,
      event: 'volunteers_selected',
    });
    return { kind: 'selected', ...made };
  });
}

/**
 * Offers the place of an undeliverable offer to the next in rank; asked again it gives the same one. Once the request
 * is closed by hand, or erased, its place stays empty: nobody is asked for what is over, or by nobody.
 */
export async function replaceVolunteer(
  db: Db,
  { offerId, mailDomain }: { offerId: string; mailDomain: string },
): Promise<OfferToSend | null> {
  const asked = await db.selectFrom('offer').select('request_id').where('id', '=', offerId).executeTakeFirst();
  if (asked === undefined) return null;
  return await whileChoosing(db, asked.request_id, async (tx, choose) => {
    // The request's row first, as whoever closes it takes it before its offers.
    const replaced = await tx
      .selectFrom('offer')
      .innerJoin('decision', 'decision.id', 'offer.decision_id')
      .innerJoin('help_request', 'help_request.id', 'offer.request_id')
      .select([
        'offer.municipality_id',
        'offer.request_id',
        'offer.decision_id',
        'decision.round',
        'help_request.closed_at',
        'help_request.erased_at',
      ])
      .where('offer.id', '=', offerId)
      .forNoKeyUpdate('help_request')
      .executeTakeFirst();
    if (replaced === undefined) return null;
    const earlier = await selectOfferToSend(tx).where('offer.replaces_offer_id', '=', offerId).executeTakeFirst();
    if (earlier !== undefined) return earlier;
    if (replaced.closed_at !== null || replaced.erased_at !== null) return null;

    const requirements = await readRequirements(tx, replaced.request_id);
    if (requirements === undefined) return null;
    const chosen = await choose(requirements, 1);
    if (chosen.length === 0) return null;
    const { last } = await tx
      .selectFrom('offer')
      .select(({ fn }) => fn.max('rank').as('last'))
      .where('decision_id', '=', replaced.decision_id)
      .executeTakeFirstOrThrow();
    const { offers } = await offerTo(tx, explain(chosen, requirements), {
      requestId: replaced.request_id,
      decisionId: replaced.decision_id,
      round: replaced.round,
      mailDomain,
      firstRank: last + 1,
      replaces: offerId,
      event: 'volunteer_replaced',
    });
    return offers[0] ?? null;
  });
}

type Explained = { volunteerId: string; reasons: OfferReasons };

function explain(chosen: readonly Chosen[], requirements: Requirements): Explained[] {
  return chosen.map((one) => ({ volunteerId: one.volunteerId, reasons: reasonsFor(one, requirements) }));
}

type Offering = {
  requestId: string;
  decisionId: string;
  round: number;
  mailDomain: string;
  firstRank: number;
  /** The undeliverable offer whose place this takes; none for the first choice, which also writes to the lead. */
  replaces: string | null;
  event: Extract<TimelineEvent, 'volunteers_selected' | 'volunteer_replaced'>;
};

/**
 * Offers the request to those chosen, with an email for each, one for the head of operations at the first choice, and
 * the timeline's entry: one statement, since those chosen are locked until it is done.
 */
async function offerTo(
  tx: Db,
  chosen: readonly Explained[],
  sent: Offering,
): Promise<{ offers: OfferToSend[]; leadEmailId: string | null }> {
  const volunteers = chosen.map((one) => one.volunteerId);
  const reasons = chosen.map((one) => JSON.stringify(one.reasons));
  const messageId = (id: 'email_id' | 'id') => sql`'<' || ${sql.ref(id)} || '@' || ${sent.mailDomain}::text || '>'`;
  const { rows } = await sql<OfferToSend & { leadEmailId: string | null }>`
    with request as (
      select r.municipality_id, r.id as request_id,
        now() + make_interval(secs => m.offer_valid_seconds) as expires_at, m.requester_contacts as contacts
      from help_request r join municipality m on m.id = r.municipality_id
      where r.id = ${sent.requestId}
    ), chosen as (
      select c.volunteer_id, c.reasons::jsonb as reasons, ${sent.firstRank} + c.place - 1 as rank,
        uuidv7() as offer_id, uuidv7() as email_id, request.*
      from unnest(${volunteers}::uuid[], ${reasons}::text[]) with ordinality c (volunteer_id, reasons, place), request
    ), offered as (
      insert into offer
        (id, municipality_id, request_id, volunteer_id, decision_id, rank, reasons, expires_at, replaces_offer_id, contacts)
      select offer_id, municipality_id, request_id, volunteer_id, ${sent.decisionId}::uuid, rank, reasons, expires_at,
        ${sent.replaces}::uuid, contacts
      from chosen
    ), touched as (
      update volunteer set last_offered_at = now(), open_offers = open_offers + 1 from chosen where volunteer.id = chosen.volunteer_id
    ), queued as (
      insert into email
        (id, municipality_id, kind, subject_id, recipient_id, round, request_id, offer_id, message_id)
      select email_id, municipality_id, 'request_to_volunteer', request_id, volunteer_id, ${sent.round}, request_id,
        offer_id, ${messageId('email_id')}
      from chosen
    ), lead as (
      insert into email (id, municipality_id, kind, subject_id, recipient_id, round, request_id, message_id)
      select id, municipality_id, 'dispatch_to_lead', request_id, lead_id, ${sent.round}, request_id, ${messageId('id')}
      from (
        select uuidv7() as id, l.id as lead_id, request.municipality_id, request.request_id
        from operations_lead l join request using (municipality_id)
        where ${sent.replaces}::uuid is null
      ) fresh
      returning id
    ), entry as (
      insert into timeline_entry (municipality_id, request_id, event)
      select municipality_id, request_id, ${sent.event} from request
    )
    select offer_id as "offerId", email_id as "emailId", (select id from lead) as "leadEmailId"
    from chosen order by rank`.execute(tx);
  return {
    offers: rows.map(({ offerId, emailId }) => ({ offerId, emailId })),
    leadEmailId: rows[0]?.leadEmailId ?? null,
  };
}

async function findLeadEmail(tx: Db, requestId: string, round: number): Promise<string | null> {
  const row = await tx
    .selectFrom('email')
    .select('id')
    .where('kind', '=', 'dispatch_to_lead')
    .where('subject_id', '=', requestId)
    .where('round', '=', round)
    .executeTakeFirst();
  return row?.id ?? null;
}

function selectOfferToSend(tx: Db) {
  return tx
    .selectFrom('offer')
    .innerJoin('email', 'email.offer_id', 'offer.id')
    .select(['offer.id as offerId', 'email.id as emailId']);
}

/** The first choice of a decision; what replaced them follows from `replaceVolunteer`. */
async function findOffers(tx: Db, decisionId: string): Promise<OfferToSend[]> {
  return await selectOfferToSend(tx)
    .where('offer.decision_id', '=', decisionId)
    .where('offer.replaces_offer_id', 'is', null)
    .orderBy('offer.rank')
    .execute();
}
