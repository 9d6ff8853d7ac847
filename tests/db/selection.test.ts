import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { settleDecision } from '../../src/db/decisions.ts';
import { previewSelection } from '../../src/db/preview.ts';
import { type Selection, selectVolunteers } from '../../src/db/selection.ts';
import { discard, reportNoVolunteers } from '../../src/db/status.ts';
import { addSomeVolunteers, addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, discardNow, mailDomain, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const select = (requestId: string, decisionId: string, volunteers = 5) =>
  selectVolunteers(db, { requestId, decisionId, volunteers, mailDomain });

const countOffers = (selection: Selection) =>
  selection.kind === 'selected' ? selection.offers.length : selection.kind;

async function send(comune: Comune): Promise<{ requestId: string; decisionId: string }> {
  const requestId = await addAwaiting(db, comune);
  return { requestId, decisionId: await decideFor(db, comune.anna, requestId, { kind: 'dispatch' }) };
}

async function readOffers(requestId: string) {
  return await db.selectFrom('offer').selectAll().where('request_id', '=', requestId).orderBy('rank').execute();
}

describe('a selection', () => {
  it('offers to those the preview showed, in its order, with an email each and one to the head of operations', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 7);
    const { requestId, decisionId } = await send(comune);
    const preview = await previewSelection(db, comune.id, requestId);
    const selection = await select(requestId, decisionId);
    const offers = await readOffers(requestId);
    expect(offers.map((one) => one.volunteer_id)).toEqual(preview.chosen.map((one) => one.volunteerId));
    expect(offers.map((one) => one.rank)).toEqual([1, 2, 3, 4, 5]);
    expect(offers.map((one) => one.reasons)).toEqual(preview.chosen.map((one) => one.reasons));
    for (const one of offers) {
      expect(one.state).toBe('open');
      expect(one.expires_at.getTime() - one.created_at.getTime()).toBe(7 * 24 * 60 * 60 * 1000);
    }
    if (selection.kind !== 'selected') throw new Error(selection.kind);
    const emails = await db.selectFrom('email').selectAll().where('request_id', '=', requestId).orderBy('id').execute();
    const toVolunteers = emails.filter((one) => one.kind === 'request_to_volunteer');
    expect(toVolunteers.map((one) => [one.offer_id, one.id]).sort()).toEqual(
      selection.offers.map((one) => [one.offerId, one.emailId]).sort(),
    );
    expect(selection.offers.map((one) => one.offerId)).toEqual(offers.map((one) => one.id));
    expect(emails.filter((one) => one.kind === 'dispatch_to_lead').map((one) => one.id)).toEqual([
      selection.leadEmailId,
    ]);
    expect(emails.every((one) => one.state === 'queued' && one.message_id === `<${one.id}@${mailDomain}>`)).toBe(true);
    expect((await readTimeline(db, requestId)).at(-1)).toEqual({ event: 'volunteers_selected', by: null });
  });

  it('gives the same answer for the same decision, asked again and by two at once', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 8);
    const { requestId, decisionId } = await send(comune);
    const [one, two] = await Promise.all([select(requestId, decisionId), select(requestId, decisionId)]);
    expect(countOffers(one)).toBe(5);
    expect(two).toEqual(one);
    expect(await select(requestId, decisionId)).toEqual(one);
    expect(await readOffers(requestId)).toHaveLength(5);
    const events = (await readTimeline(db, requestId)).filter(({ event }) => event === 'volunteers_selected');
    expect(events).toHaveLength(1);
  });

  it('never breaks what a volunteer allows, with twenty at once', async () => {
    const comune = await createComune(db);
    for (const maxOpenOffers of [1, 1, 2, 2, 3, 3]) await addVolunteer(db, comune, { maxOpenOffers });
    const sent = [];
    for (let i = 0; i < 20; i += 1) sent.push(await send(comune));
    const selections = await Promise.all(sent.map((one) => select(one.requestId, one.decisionId)));
    const loads = await db
      .selectFrom('volunteer')
      .leftJoin('offer', 'offer.volunteer_id', 'volunteer.id')
      .select(({ fn }) => ['max_open_offers as cap', fn.count<string>('offer.id').as('open')])
      .where('volunteer.municipality_id', '=', comune.id)
      .groupBy('volunteer.id')
      .execute();
    // Every place is taken, and none twice.
    expect(loads.map((one) => Number(one.open))).toEqual(loads.map((one) => one.cap));
    expect(selections.map(countOffers).reduce<number>((sum, count) => sum + Number(count), 0)).toBe(12);
  });

  it('never asks a volunteer twice for one request, not even in a later decision', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 7);
    const { requestId, decisionId } = await send(comune);
    await select(requestId, decisionId);
    await settleDecision(db, { municipality_id: comune.id, request_id: requestId }, decisionId, 'no_volunteers');
    const again = await decideFor(db, comune.bruno, requestId, { kind: 'dispatch' });
    expect(countOffers(await select(requestId, again))).toBe(2);
    const asked = (await readOffers(requestId)).map((one) => one.volunteer_id);
    expect(new Set(asked).size).toBe(7);
  });

  it('counts neither expired nor closed offers', async () => {
    const comune = await createComune(db);
    const volunteer = await addVolunteer(db, comune, { maxOpenOffers: 1 });
    const first = await send(comune);
    await select(first.requestId, first.decisionId);
    const second = await send(comune);
    expect(countOffers(await select(second.requestId, second.decisionId))).toBe(0);
    await db
      .updateTable('offer')
      .set({ created_at: new Date('2020-01-01'), expires_at: new Date('2020-01-02') })
      .where('volunteer_id', '=', volunteer)
      .execute();
    expect(countOffers(await select(second.requestId, second.decisionId))).toBe(1);
    await db.updateTable('offer').set({ state: 'closed' }).where('volunteer_id', '=', volunteer).execute();
    const third = await send(comune);
    expect(countOffers(await select(third.requestId, third.decisionId))).toBe(1);
  });

  it('asks next time those who were not asked', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 6);
    await db.updateTable('volunteer').set({ max_open_offers: 9 }).where('municipality_id', '=', comune.id).execute();
    const [first, second, third] = [await send(comune), await send(comune), await send(comune)];
    for (const one of [first, second, third]) await select(one.requestId, one.decisionId, 2);
    const all = await Promise.all([first, second, third].map((one) => readOffers(one.requestId)));
    expect(new Set(all.flat().map((offer) => offer.volunteer_id)).size).toBe(6);
  });

  it('says who was first where another decision settled the request, and makes no offer', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 2);
    const { requestId, decisionId } = await send(comune);
    await discardNow(db, comune.bruno, requestId);
    expect(await select(requestId, decisionId)).toEqual({ kind: 'closed' });
    expect(await readOffers(requestId)).toEqual([]);
    expect(await discard(db, requestId, decisionId)).toBe('closed');
  });

  it('finds nobody again once that was reported', async () => {
    const comune = await createComune(db);
    const { requestId, decisionId } = await send(comune);
    expect(countOffers(await select(requestId, decisionId))).toBe(0);
    const reported = await reportNoVolunteers(db, { requestId, decisionId, mailDomain });
    expect(reported).toHaveLength(2);
    await addSomeVolunteers(db, comune, 2);
    expect(countOffers(await select(requestId, decisionId))).toBe(0);
    expect(await reportNoVolunteers(db, { requestId, decisionId, mailDomain })).toEqual(reported);
  });
});
