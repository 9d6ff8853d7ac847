import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findContactLink } from '../../src/db/contact-links.ts';
import { claimEmails } from '../../src/db/email-claims.ts';
import { settleEmails } from '../../src/db/email-settlements.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { contactSecret, type MailRoom, openMailRoom } from '../support/mail-room.ts';

let room: MailRoom;
beforeAll(async () => {
  room = await openMailRoom();
});
afterAll(() => room.close());
beforeEach(async () => {
  room.smtp.reset();
  await room.office.db.updateTable('volunteer').set({ email_invalid_at: null }).execute();
  await room.office.db.deleteFrom('volunteer_event').execute();
});

/** A request that was sent: five offers, each with an email that is still in the queue. */
async function selectForNewRequest() {
  const request = await room.office.submitAndSend();
  const selection = await room.activities.selectVolunteers({
    municipalityId: room.office.municipality.id,
    requestId: request.id,
    decisionId: request.decisionId,
    volunteers: 5,
  });
  if (selection.kind !== 'selected') throw new Error(`selection was ${selection.kind}`);
  const [first] = selection.offers;
  if (first === undefined) throw new Error('nobody was selected');
  return { request, ...selection, first };
}

const detailOf = async (requestId: string) => {
  const detail = await findHelpRequest(room.office.db, room.office.municipality.id, requestId);
  if (detail === undefined) throw new Error('the request is gone');
  return detail;
};

async function volunteerOf(offerId: string) {
  return await room.office.db
    .selectFrom('offer')
    .innerJoin('volunteer', 'volunteer.id', 'offer.volunteer_id')
    .select(['volunteer.id', 'volunteer.email', 'volunteer.email_invalid_at'])
    .where('offer.id', '=', offerId)
    .executeTakeFirstOrThrow();
}

async function offerState(offerId: string): Promise<string> {
  const { state } = await room.office.db
    .selectFrom('offer')
    .select('state')
    .where('id', '=', offerId)
    .executeTakeFirstOrThrow();
  return state;
}

async function countInvalid() {
  const { db } = room.office;
  const volunteers = await db.selectFrom('volunteer').select('id').where('email_invalid_at', 'is not', null).execute();
  const events = await db.selectFrom('volunteer_event').select('id').where('event', '=', 'email_invalid').execute();
  return { volunteers: volunteers.length, events: events.length };
}

const eventsOf = async (requestId: string) => (await detailOf(requestId)).timeline.map(({ event }) => event);

describe('an email to a volunteer', () => {
  test('is accepted: sent, and the request is dispatched in the same transaction', async () => {
    const { request, first } = await selectForNewRequest();
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'sent', attempts: 1 });
    const detail = await detailOf(request.id);
    expect(detail).toMatchObject({ status: 'dispatched', decision: { outcome: 'dispatched' } });
    expect(detail.timeline[0]?.event).toBe('dispatched');
    expect(room.smtp.received).toHaveLength(1);
    expect(room.smtp.received[0]?.mail.text).toContain('Zorzi');
  });

  test('already sent is never sent again', async () => {
    const { first } = await selectForNewRequest();
    await room.attempt(first.emailId);
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(room.smtp.received).toHaveLength(1);
  });

  test('refused with 450 waits in the queue, and the next attempt is accepted', async () => {
    const { first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'rcpt', do: 450, times: 1 });
    expect(await room.attempt(first.emailId)).toBe('not_now');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'queued', attempts: 1, last_reply: 450 });
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(room.smtp.received).toHaveLength(1);
  });

  test('refused with 450 until its time is over has failed', async () => {
    const { request, first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'rcpt', do: 450 });
    expect(await room.attempt(first.emailId, 0)).toBe('failed');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'failed', last_reply: 450 });
    expect((await detailOf(request.id)).offers[0]?.state).toBe('undeliverable');
  });

  test.each([
    { at: 'rcpt', do: 550 },
    { at: 'dot', do: 554 },
  ] as const)('refused with $do at $at has failed at once, and its offer is undeliverable', async (rule) => {
    const { request, first } = await selectForNewRequest();
    room.smtp.addRule(rule);
    expect(await room.attempt(first.emailId)).toBe('failed');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'failed', attempts: 1, last_reply: rule.do });
    const detail = await detailOf(request.id);
    expect(detail).toMatchObject({ status: 'awaiting_operator', decision: { outcome: null } });
    expect(detail.offers[0]?.state).toBe('undeliverable');
    expect(detail.timeline[0]?.event).toBe('volunteer_undeliverable');
  });

  test('to an address that is refused for good marks its volunteer, once, and nobody else', async () => {
    const { first, offers } = await selectForNewRequest();
    const volunteer = await volunteerOf(first.offerId);
    room.smtp.addRule({ at: 'rcpt', do: '550 5.1.1', to: volunteer.email });
    for (const { emailId } of offers) await room.attempt(emailId);
    expect((await volunteerOf(first.offerId)).email_invalid_at).not.toBeNull();
    expect(await countInvalid()).toEqual({ volunteers: 1, events: 1 });
    // Chosen before, written to later: no letter leaves, and the place is free.
    const { request, offers: later } = await selectForNewRequest();
    const [taken] = later;
    if (taken === undefined) throw new Error('nobody was selected');
    await room.office.db
      .updateTable('offer')
      .set({ volunteer_id: volunteer.id })
      .where('id', '=', taken.offerId)
      .execute();
    room.smtp.reset();
    expect(await room.attempt(taken.emailId)).toBe('failed');
    expect(room.smtp.commands).toEqual([]);
    expect(await offerState(taken.offerId)).toBe('undeliverable');
    expect(
      await room.activities.replaceVolunteer({
        municipalityId: room.office.municipality.id,
        requestId: request.id,
        offerId: taken.offerId,
      }),
    ).not.toBeNull();
  });

  test.each(['550 5.7.1', '552 5.2.2', '450 5.1.1'] as const)('refused with %s marks no address', async (deed) => {
    const { first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'rcpt', do: deed });
    expect(await room.attempt(first.emailId, 0)).toBe('failed');
    expect(await offerState(first.offerId)).toBe('undeliverable');
    expect(await countInvalid()).toEqual({ volunteers: 0, events: 0 });
  });

  test('refused at an address that was corrected meanwhile leaves the new one alone', async () => {
    const { first } = await selectForNewRequest();
    const { email, id } = await volunteerOf(first.offerId);
    const claims = await claimEmails(room.office.db, [first.emailId]);
    const [claim] = claims;
    if (claim === undefined || claim instanceof Error || claim.kind !== 'claimed') throw new Error('not claimed');
    const setAddress = (to: string) =>
      room.office.db.updateTable('volunteer').set({ email: to }).where('id', '=', id).execute();
    await setAddress('nuovo.indirizzo@volontari.example');
    const result = { kind: 'refused', reply: 550, invalidAddress: true } as const;
    const answer = { emailId: first.emailId, claim: claim.claim, address: email, result, giveUpAfterMs: 0 };
    expect(await settleEmails(room.office.db, [answer])).toEqual(['failed']);
    expect(await countInvalid()).toEqual({ volunteers: 0, events: 0 });
    await setAddress(email);
  });

  test('whose connection is lost before the body was certainly not taken: it waits in the queue', async () => {
    const { request, first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'data', do: 'drop' });
    expect(await room.attempt(first.emailId)).toBe('not_now');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'queued', attempts: 1 });
    room.smtp.reset();
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'sent' });
    expect(await eventsOf(request.id)).not.toContain('email_ambiguous');
  });

  test('whose connection is lost after the final dot is ambiguous, and sent once more with the same Message-ID', async () => {
    const { request, first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'dot', do: 'drop', times: 1 });
    expect(await room.attempt(first.emailId)).toBe('uncertain');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'ambiguous', attempts: 1, sent_at: null });
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'ambiguous', attempts: 2 });
    expect((await room.emailOf(first.emailId)).sent_at).not.toBeNull();
    expect(await eventsOf(request.id)).toContain('email_ambiguous');
    const ids = room.smtp.received.map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('lost twice after the final dot is not sent a third time, and its volunteer keeps the place', async () => {
    const { request, first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'dot', do: 'drop' });
    expect(await room.attempt(first.emailId)).toBe('uncertain');
    expect(await room.attempt(first.emailId)).toBe('uncertain');
    expect(await room.attempt(first.emailId)).toBe('uncertain');
    expect(room.smtp.received).toHaveLength(2);
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'ambiguous', attempts: 2, sent_at: null });
    expect((await detailOf(request.id)).offers[0]?.state).toBe('open');
  });

  test('claimed by a worker that died is marked ambiguous and sent once more', async () => {
    const { request, first } = await selectForNewRequest();
    expect(await claimEmails(room.office.db, [first.emailId])).toMatchObject([{ kind: 'claimed' }]);
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'ambiguous', attempts: 2 });
    expect(await eventsOf(request.id)).toContain('email_ambiguous');
  });

  test('is left to the next attempt where Temporal gave this one up while it waited for a connection', async () => {
    const { first } = await selectForNewRequest();
    expect(await room.attemptGivenUp(first.emailId)).toBe('stopping');
    expect(await room.emailOf(first.emailId)).toMatchObject({ state: 'queued', attempts: 0 });
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(room.smtp.received).toHaveLength(1);
  });

  test('whose offer was closed meanwhile is not sent', async () => {
    const { request, first } = await selectForNewRequest();
    await room.office.db.updateTable('offer').set({ state: 'closed' }).where('request_id', '=', request.id).execute();
    expect(await room.attempt(first.emailId)).toBe('failed');
    expect(room.smtp.received).toHaveLength(0);
  });

  test('waits for a mail server that is away, however long, and goes when it is back', async () => {
    const { request, first } = await selectForNewRequest();
    await room.smtp.goAway();
    expect(await room.attempt(first.emailId, 0)).toBe('not_now');
    expect((await detailOf(request.id)).offers[0]?.state).toBe('open');
    await room.smtp.comeBack();
    expect(await room.attempt(first.emailId, 0)).toBe('accepted');
  });

  test('waits for a mail server that does not let us in: that says nothing of the volunteer', async () => {
    const { request, first } = await selectForNewRequest();
    room.smtp.addRule({ at: 'mail', do: 550 });
    expect(await room.attempt(first.emailId, 0)).toBe('not_now');
    expect((await detailOf(request.id)).offers[0]?.state).toBe('open');
  });
});

test('all refused: nobody was told, the request waits, marked, and its operators are written to', async () => {
  const { request, offers } = await selectForNewRequest();
  room.smtp.addRule({ at: 'rcpt', do: 550 });
  for (const offer of offers) expect(await room.attempt(offer.emailId)).toBe('failed');
  const about = {
    municipalityId: room.office.municipality.id,
    requestId: request.id,
    decisionId: request.decisionId,
  };
  const report = await room.activities.reportNoVolunteers(about);
  expect(await room.activities.reportNoVolunteers(about)).toEqual(report);
  room.smtp.reset();
  for (const emailId of report) expect(await room.attempt(emailId)).toBe('accepted');
  const detail = await detailOf(request.id);
  expect(detail).toMatchObject({ status: 'awaiting_operator', decision: { outcome: 'no_volunteers' } });
  expect(detail.noVolunteersAt).not.toBeNull();
  expect(detail.emails.filter(({ kind }) => kind === 'dispatch_to_lead')).toEqual([]);
  const [mail] = room.smtp.receivedBy('olga@comune.example');
  expect(mail?.mail.text).toContain(request.reference);
  expect(mail?.raw).not.toContain('Zorzi');
});

describe('an email to a volunteer of a Comune that keeps the contacts on a page', () => {
  beforeEach(async () => {
    await room.office.db.updateTable('municipality').set({ requester_contacts: 'page' }).execute();
  });
  afterAll(async () => {
    await room.office.db.updateTable('municipality').set({ requester_contacts: 'email' }).execute();
  });

  const linkIn = (text: string | undefined) => /volontari\/contatti\?chiave=([\w-]+)/.exec(text ?? '')?.[1] ?? '';
  const linkedTo = (secret: string) =>
    findContactLink(room.office.db, { municipalityId: room.office.municipality.id, secret });

  test('leads to them and tells none, and the head of operations is told all', async () => {
    const { first, leadEmailId } = await selectForNewRequest();
    expect(await room.attempt(first.emailId)).toBe('accepted');
    const [{ mail } = { mail: undefined }] = room.smtp.received;
    expect(`${mail?.text} ${mail?.html}`).not.toMatch(/Zorzi|333 ?123 ?4567|Via dei Mille|Mi serve/);
    expect(await linkedTo(linkIn(mail?.text))).toMatchObject({ kind: 'valid' });
    expect(await room.attempt(leadEmailId ?? '')).toBe('accepted');
    expect(room.smtp.received[1]?.mail.text).toContain('Zorzi');
  });

  test('carries the same link when it is tried again, and keeps what was decided when it was chosen', async () => {
    const { first } = await selectForNewRequest();
    await room.office.db.updateTable('municipality').set({ requester_contacts: 'email' }).execute();
    room.smtp.addRule({ at: 'rcpt', do: 450, times: 1 });
    expect(await room.attempt(first.emailId)).toBe('not_now');
    const before = await room.office.db.selectFrom('contact_link').selectAll().execute();
    expect(await room.attempt(first.emailId)).toBe('accepted');
    expect(await room.office.db.selectFrom('contact_link').selectAll().execute()).toEqual(before);
    const secret = linkIn(room.smtp.received.at(-1)?.mail.text);
    expect(secret).toBe(contactSecret(first.offerId));
    expect(await linkedTo(secret)).toMatchObject({ kind: 'valid' });
    expect(room.smtp.received.at(-1)?.mail.text).not.toContain('Zorzi');
  });
});
