import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { refusalOf, useRows } from './constraints-fixture.ts';

const rows = useRows();

function insertOffer({ volunteer = rows().volunteer, rank = 1 }: { volunteer?: string; rank?: number }) {
  const { comune, dispatched, decision } = rows();
  return sql`insert into offer (municipality_id, request_id, volunteer_id, decision_id, rank, reasons, expires_at)
    values (${comune.id}, ${dispatched}, ${volunteer}, ${decision}, ${rank}, '{}', now() + interval '1 day')`;
}

describe('the database refuses', () => {
  it.each<[string, string, () => RawBuilder<unknown>]>([
    [
      'a second pending decision of one operator',
      'decision_pending',
      () =>
        sql`insert into decision (municipality_id, request_id, round, kind, decided_by)
        values (${rows().comune.id}, ${rows().awaiting}, 9, 'dispatch', ${rows().comune.anna.id})`,
    ],
    [
      'a discard without a reason',
      'decision_check1',
      () =>
        sql`insert into decision (municipality_id, request_id, round, kind, decided_by)
        values (${rows().comune.id}, ${rows().awaiting}, 9, 'discard', ${rows().comune.anna.id})`,
    ],
    [
      "a decision of another Comune's operator",
      'decision_municipality_id_decided_by_fkey',
      () =>
        sql`insert into decision (municipality_id, request_id, round, kind, decided_by)
        values (${rows().comune.id}, ${rows().awaiting}, 9, 'dispatch', ${rows().other.anna.id})`,
    ],
    [
      "a decision on another Comune's request",
      'decision_municipality_id_request_id_fkey',
      () =>
        sql`insert into decision (municipality_id, request_id, round, kind, decided_by)
        values (${rows().other.id}, ${rows().awaiting}, 9, 'dispatch', ${rows().other.anna.id})`,
    ],
    [
      'an outcome that its kind can not have',
      'decision_check2',
      () => sql`update decision set outcome = 'discarded', settled_at = now() where id = ${rows().pending}`,
    ],
    [
      'an outcome without its time',
      'decision_check',
      () => sql`update decision set outcome = 'dispatched' where id = ${rows().pending}`,
    ],
    ['two offers of a request to one volunteer', 'offer_request_id_volunteer_id_key', () => insertOffer({ rank: 2 })],
    ['two offers of one rank', 'offer_decision_id_rank_key', () => insertOffer({ volunteer: randomUUID() })],
    [
      "another Comune's volunteer",
      'offer_municipality_id_volunteer_id_fkey',
      () => insertOffer({ volunteer: rows().strangeVolunteer, rank: 2 }),
    ],
    [
      'an offer that has expired at once',
      'offer_check',
      () => sql`update offer set expires_at = created_at where id = ${rows().offer}`,
    ],
    [
      'contacts in a place of no name',
      'municipality_requester_contacts_check',
      () => sql`update municipality set requester_contacts = 'sms'`,
    ],
    [
      'a look at nobody’s offer',
      'timeline_entry_of_offer',
      () => sql`insert into timeline_entry (municipality_id, request_id, event)
        values (${rows().comune.id}, ${rows().dispatched}, 'contacts_seen')`,
    ],
    [
      'a link to another Comune’s offer',
      'contact_link_municipality_id_offer_id_fkey',
      () => sql`insert into contact_link (offer_id, municipality_id, secret_hash)
        values (${rows().offer}, ${rows().other.id}, sha256('x'))`,
    ],
    [
      'a link’s secret that is no hash',
      'contact_link_secret_hash_check',
      () => sql`insert into contact_link (offer_id, municipality_id, secret_hash)
        values (${rows().offer}, ${rows().comune.id}, 'x')`,
    ],
    [
      'an offer in a state of no name',
      'offer_state_check',
      () => sql`update offer set state = 'gone' where id = ${rows().offer}`,
    ],
    [
      'an email twice',
      'email_kind_subject_id_recipient_id_round_key',
      () =>
        sql`insert into email (municipality_id, kind, subject_id, recipient_id, round, request_id, message_id)
        select municipality_id, kind, subject_id, recipient_id, round, request_id, 'x' from email limit 1`,
    ],
    ['an email being sent that nobody claimed', 'email_check3', () => sql`update email set state = 'sending'`],
    ['a sent email without its time', 'email_check4', () => sql`update email set state = 'sent'`],
    [
      'an email about one thing under the name of another',
      'email_subject',
      () => sql`update email set subject_id = ${randomUUID()}`,
    ],
    [
      'an email to a volunteer without an offer',
      'email_check2',
      () => sql`update email set kind = 'request_to_volunteer'`,
    ],
    [
      'six volunteers a request',
      'municipality_volunteers_per_request_check',
      () => sql`update municipality set volunteers_per_request = 6`,
    ],
    [
      'a Comune called like a path of ours',
      'municipality_slug_check',
      () => sql`insert into municipality (slug, name, office_telephone) values ('api', 'x', 'x')`,
    ],
    [
      'a volunteer who allows no offer',
      'volunteer_max_open_offers_check',
      () => sql`update volunteer set max_open_offers = 0`,
    ],
    [
      'a volunteer twice',
      'volunteer_email',
      () =>
        sql`insert into volunteer (municipality_id, given_name, family_name, email, telephone)
        select municipality_id, given_name, family_name, email, telephone from volunteer where id = ${rows().volunteer}`,
    ],
    [
      'a skill that is not on the list',
      'volunteer_skill_municipality_id_skill_code_fkey',
      () =>
        sql`insert into volunteer_skill (municipality_id, volunteer_id, skill_code)
        values (${rows().comune.id}, ${rows().volunteer}, 'volo')`,
    ],
    [
      "another Comune's volunteer in a zone",
      'volunteer_zone_municipality_id_volunteer_id_fkey',
      () =>
        sql`insert into volunteer_zone (municipality_id, volunteer_id, zone_code)
        values (${rows().comune.id}, ${rows().strangeVolunteer}, 'centro')`,
    ],
    [
      'a second head of operations',
      'operations_lead_municipality_id_key',
      () =>
        sql`insert into operations_lead (municipality_id, name, telephone, email)
        select municipality_id, name, telephone, email from operations_lead limit 1`,
    ],
  ])('%s (%s)', async (_, constraint, statement) => {
    expect(await refusalOf(rows().db, statement())).toBe(constraint);
  });
});
