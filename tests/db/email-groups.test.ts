import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimEmails } from '../../src/db/email-claims.ts';
import { type Answered, settleEmails } from '../../src/db/email-settlements.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { type DemoOffice, mailDomain, openDemoOffice } from '../support/demo-office.ts';

let office: DemoOffice;
beforeAll(async () => {
  office = await openDemoOffice();
});
afterAll(() => office.close());

/** A request that was sent, and the emails to its volunteers, claimed together. */
async function sendAndClaim() {
  const { id, decisionId } = await office.submitAndSend();
  const selection = await selectVolunteers(office.db, { requestId: id, decisionId, volunteers: 5, mailDomain });
  if (selection.kind !== 'selected') throw new Error(`the selection was ${selection.kind}`);
  const emailIds = selection.offers.map(({ emailId }) => emailId);
  const claims = await claimEmails(office.db, emailIds);
  const answers = claims.map((claim, index): Answered => {
    if (claim instanceof Error || claim.kind !== 'claimed') throw new Error('an email was not claimed');
    return {
      emailId: emailIds[index] ?? '',
      claim: claim.claim,
      address: claim.email.content.recipient.address,
      result: { kind: 'accepted' },
      giveUpAfterMs: 7_200_000,
    };
  });
  return { id, emailIds, answers };
}

async function read(requestId: string) {
  const detail = await findHelpRequest(office.db, office.municipality.id, requestId);
  if (detail === undefined) throw new Error('the request is gone');
  return detail;
}

const countEvents = async (requestId: string, event: string) =>
  (await read(requestId)).timeline.filter((entry) => entry.event === event).length;

describe('emails that are claimed together', () => {
  test('are each given what they say, in the order asked for', async () => {
    const { id, emailIds } = await sendAndClaim();
    const { offers } = await read(id);
    const again = await claimEmails(office.db, emailIds.toReversed());
    // Claimed already: each attempt that never came back is counted for its own email.
    const names = again.map((claim) =>
      claim instanceof Error || claim.kind !== 'claimed' ? undefined : claim.email.content.recipient.name,
    );
    expect(names).toEqual(offers.map(({ volunteerName }) => volunteerName).toReversed());
  });

  test('with one that is not there: only that one has failed', async () => {
    const { id, decisionId } = await office.submitAndSend();
    const selection = await selectVolunteers(office.db, { requestId: id, decisionId, volunteers: 1, mailDomain });
    if (selection.kind !== 'selected') throw new Error(`the selection was ${selection.kind}`);
    const there = selection.offers[0]?.emailId ?? '';
    expect(await claimEmails(office.db, [randomUUID(), there])).toMatchObject([
      { kind: 'settled', outcome: 'failed' },
      { kind: 'claimed' },
    ]);
  });
});

describe('answers that are marked together', () => {
  test('move the request once', async () => {
    const { id, answers } = await sendAndClaim();
    expect(await settleEmails(office.db, answers)).toEqual(Array(5).fill('accepted'));
    expect((await read(id)).status).toBe('dispatched');
    expect(await countEvents(id, 'dispatched')).toBe(1);
  });

  test('of several requests, in two processes at once, all move', async () => {
    const sent = [await sendAndClaim(), await sendAndClaim(), await sendAndClaim()];
    const answers = sent.flatMap((one) => one.answers);
    const [even, odd] = [answers.filter((_, index) => index % 2 === 0), answers.filter((_, index) => index % 2 === 1)];
    const settled = await Promise.all([settleEmails(office.db, even), settleEmails(office.db, odd.toReversed())]);
    expect(settled.flat()).toEqual(Array(15).fill('accepted'));
    for (const { id } of sent) {
      expect((await read(id)).status).toBe('dispatched');
      expect(await countEvents(id, 'dispatched')).toBe(1);
    }
  });

  test('each have their own outcome', async () => {
    const { id, answers } = await sendAndClaim();
    const [first, second, third, fourth, fifth] = answers;
    if (!first || !second || !third || !fourth || !fifth) throw new Error('five were sent');
    const settled = await settleEmails(office.db, [
      { ...first, result: { kind: 'refused', reply: 550 } },
      { ...second, claim: randomUUID() },
      third,
      { ...fourth, result: { kind: 'not_now', reply: 450 } },
      { ...fifth, result: { kind: 'uncertain' } },
    ]);
    expect(settled).toEqual(['failed', 'again', 'accepted', 'again', 'again']);
    const { offers, status } = await read(id);
    expect(status).toBe('dispatched');
    expect(offers.map(({ state }) => state)).toEqual(['undeliverable', 'open', 'open', 'open', 'open']);
  });

  test('after their claims were lost move nothing', async () => {
    const { id, answers } = await sendAndClaim();
    const lost = answers.map((answer) => ({ ...answer, claim: randomUUID() }));
    expect(await settleEmails(office.db, lost)).toEqual(Array(5).fill('again'));
    expect((await read(id)).status).toBe('awaiting_operator');
  });
});
