import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { eraseRequest } from '../../src/db/erase-request.ts';
import { replaceVolunteer, selectVolunteers } from '../../src/db/selection.ts';
import { markDispatched } from '../../src/db/status.ts';
import { addSomeVolunteers, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

async function sendTo(volunteers: number) {
  const comune = await createComune(db);
  await addSomeVolunteers(db, comune, volunteers);
  const requestId = await addAwaiting(db, comune);
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  const selection = await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
  if (selection.kind !== 'selected') throw new Error(selection.kind);
  return { comune, requestId, decisionId, offers: selection.offers.map((one) => one.offerId) };
}

const replace = (offerId: string) => replaceVolunteer(db, { offerId, mailDomain });

async function refuse(offerId: string): Promise<void> {
  await db.updateTable('offer').set({ state: 'undeliverable' }).where('id', '=', offerId).execute();
}

async function readOffers(requestId: string) {
  return await db
    .selectFrom('offer')
    .select(['id', 'volunteer_id', 'rank', 'state', 'replaces_offer_id'])
    .where('request_id', '=', requestId)
    .orderBy('rank')
    .execute();
}

async function close(comune: Comune, requestId: string, decisionId: string): Promise<void> {
  await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
  await recordDecision(db, comune.bruno, requestId, { kind: 'close' });
}

describe('the place of a volunteer who can not be reached', () => {
  it('goes to the next in rank, who is a new one', async () => {
    const { requestId, offers } = await sendTo(7);
    const [first = '', second = ''] = offers;
    await refuse(first);
    await refuse(second);
    const one = await replace(first);
    const two = await replace(second);
    const stored = await readOffers(requestId);
    expect(stored.slice(5).map((offer) => [offer.id, offer.rank, offer.state, offer.replaces_offer_id])).toEqual([
      [one?.offerId, 6, 'open', first],
      [two?.offerId, 7, 'open', second],
    ]);
    expect(new Set(stored.map((offer) => offer.volunteer_id)).size).toBe(7);
    const email = await db
      .selectFrom('email')
      .select(['kind', 'offer_id', 'state'])
      .where('id', '=', one?.emailId ?? '')
      .executeTakeFirst();
    expect(email).toEqual({ kind: 'request_to_volunteer', offer_id: one?.offerId, state: 'queued' });
    expect((await readTimeline(db, requestId)).at(-1)).toEqual({ event: 'volunteer_replaced', by: null });
  });

  it('goes to one only, asked again and by many at once', async () => {
    const { requestId, offers } = await sendTo(9);
    const [first = ''] = offers;
    await refuse(first);
    const answers = await Promise.all([replace(first), replace(first), replace(first)]);
    expect(answers[0]).not.toBeNull();
    for (const answer of [...answers, await replace(first)]) expect(answer).toEqual(answers[0]);
    expect(await readOffers(requestId)).toHaveLength(6);
  });

  it('goes to as many different ones where all five are refused at once', async () => {
    const { requestId, offers } = await sendTo(8);
    for (const offer of offers) await refuse(offer);
    const answers = await Promise.all(offers.map(replace));
    expect(answers.filter((answer) => answer !== null)).toHaveLength(3);
    const stored = await readOffers(requestId);
    expect(new Set(stored.map((offer) => offer.volunteer_id)).size).toBe(8);
    expect(stored.map((offer) => offer.rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('stays empty where nobody is left', async () => {
    const { offers } = await sendTo(5);
    await refuse(offers[0] ?? '');
    expect(await replace(offers[0] ?? '')).toBeNull();
  });

  it('stays empty once the request is closed: nobody new is asked for what is over', async () => {
    const { comune, requestId, decisionId, offers } = await sendTo(7);
    await close(comune, requestId, decisionId);
    expect((await readOffers(requestId)).map((offer) => offer.state)).toEqual(Array(5).fill('closed'));
    expect(await replace(offers[0] ?? '')).toBeNull();
    expect(await readOffers(requestId)).toHaveLength(5);
  });

  it('stays empty once the request is erased: nobody is left to be helped', async () => {
    const { comune, requestId, decisionId, offers } = await sendTo(7);
    await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
    await db.updateTable('email').set({ state: 'failed' }).where('request_id', '=', requestId).execute();
    expect(await eraseRequest(db, { municipalityId: comune.id, requestId })).toBe('erased');
    expect(await replace(offers[0] ?? '')).toBeNull();
    expect(await readOffers(requestId)).toHaveLength(5);
  });

  it('leaves no open offer when the request is closed at the same instant', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { comune, requestId, decisionId, offers } = await sendTo(10);
      await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
      for (const offer of offers) await refuse(offer);
      await Promise.all([...offers.map(replace), recordDecision(db, comune.bruno, requestId, { kind: 'close' })]);
      const open = (await readOffers(requestId)).filter((offer) => offer.state === 'open');
      expect(open).toEqual([]);
    }
  });

  it('is nothing for an offer that does not exist', async () => {
    expect(await replace('00000000-0000-4000-8000-000000000000')).toBeNull();
  });
});
