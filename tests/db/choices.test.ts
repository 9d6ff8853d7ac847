import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { previewSelection } from '../../src/db/preview.ts';
import { chooseByHand, listChoices, takeBackChoice } from '../../src/db/request-choices.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { findSelectionRecord } from '../../src/db/selection-records.ts';
import { addSomeVolunteers, addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

async function send(comune: Comune, requestId: string) {
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
  return await db
    .selectFrom('offer')
    .select(['volunteer_id', 'reasons'])
    .where('request_id', '=', requestId)
    .orderBy('rank')
    .execute();
}

const idsOf = (offers: { volunteer_id: string | null }[]) => offers.map((one) => one.volunteer_id);

describe('an operator', () => {
  it('takes one of the five out and puts another in, who comes first and need not fit', async () => {
    const comune = await createComune(db);
    const six = await addSomeVolunteers(db, comune, 6);
    const [first = ''] = six;
    const other = await addVolunteer(db, comune, { zones: ['collina'], skills: [] });
    const requestId = await addAwaiting(db, comune, { need: 'trasporto' });
    const choose = (volunteerId: string, kind: 'excluded' | 'included') =>
      chooseByHand(db, comune.anna, requestId, { volunteerId, kind, note: 'Si conoscono' });
    expect(await choose(first, 'excluded')).toBe('chosen');
    expect(await choose(other, 'included')).toBe('chosen');
    expect((await listChoices(db, comune.id, requestId)).map((one) => [one.volunteerId, one.kind, one.by])).toEqual([
      [first, 'excluded', comune.anna.name],
      [other, 'included', comune.anna.name],
    ]);
    const preview = await previewSelection(db, comune.id, requestId);
    const offers = await send(comune, requestId);
    expect(idsOf(offers)).toEqual([other, ...six.slice(1, 5)]);
    expect(preview.chosen.map((one) => one.volunteerId)).toEqual(idsOf(offers));
    expect(offers.map((one) => one.reasons)).toEqual(preview.chosen.map((one) => one.reasons));
    expect(preview.chosen.map((one) => one.reasons.byHand)).toEqual([true, false, false, false, false]);
  });

  it('can not put in whom nobody may ask, nor are they asked if it comes to that later', async () => {
    const comune = await createComune(db);
    const full = await addVolunteer(db, comune, { maxOpenOffers: 1 });
    const [paused = '', suspended = '', bad = ''] = await addSomeVolunteers(db, comune, 3);
    const all = [full, paused, suspended, bad];
    const putIn = (requestId: string, volunteerId: string) =>
      chooseByHand(db, comune.anna, requestId, { volunteerId, kind: 'included', note: 'Lo chiede lei' });
    const early = await addAwaiting(db, comune);
    for (const id of all) expect(await putIn(early, id)).toBe('chosen');
    const become = (id: string, change: { [column in 'paused_until' | 'approval' | 'email_invalid_at']?: string }) =>
      sql`update volunteer set ${sql.ref(Object.keys(change)[0] ?? '')} = ${Object.values(change)[0]} where id = ${id}`.execute(
        db,
      );
    await become(paused, { paused_until: 'infinity' });
    await become(suspended, { approval: 'suspended' });
    await become(bad, { email_invalid_at: '2026-11-24' });
    expect(idsOf(await send(comune, await addAwaiting(db, comune)))).toEqual([full]);
    const late = await addAwaiting(db, comune);
    for (const id of all) expect(await putIn(late, id)).toBe('can_not_be_asked');
    expect(await send(comune, early)).toEqual([]);
  });

  it('can not put in whom this request was proposed to already', async () => {
    const comune = await createComune(db);
    const volunteerId = await addVolunteer(db, comune);
    const requestId = await addAwaiting(db, comune);
    await send(comune, requestId);
    await sql`update decision set outcome = 'no_volunteers', settled_at = now()`.execute(db);
    const choice = { volunteerId, kind: 'included' as const, note: 'Ancora lei' };
    expect(await chooseByHand(db, comune.anna, requestId, choice)).toBe('already_asked');
  });

  it('takes a choice back, and chooses nothing for another Comune or for what is decided', async () => {
    const [comune, other] = [await createComune(db), await createComune(db)];
    const [volunteerId, stranger] = [await addVolunteer(db, comune), await addVolunteer(db, other)];
    const requestId = await addAwaiting(db, comune);
    const choice = { volunteerId, kind: 'excluded' as const, note: 'No' };
    expect(await chooseByHand(db, other.anna, requestId, choice)).toBe('request_not_found');
    expect(await chooseByHand(db, comune.anna, requestId, { ...choice, volunteerId: stranger })).toBe(
      'volunteer_not_found',
    );
    await chooseByHand(db, comune.anna, requestId, choice);
    expect(await takeBackChoice(db, other.anna, requestId, volunteerId)).toBe('request_not_found');
    expect(await takeBackChoice(db, comune.bruno, requestId, volunteerId)).toBe('taken_back');
    expect(await takeBackChoice(db, comune.bruno, requestId, volunteerId)).toBe('not_chosen');
    expect((await previewSelection(db, comune.id, requestId)).chosen).toHaveLength(1);
    expect(await chooseByHand(db, comune.anna, requestId, { ...choice, seen: 1 })).toBe('stale');
    expect((await readTimeline(db, requestId)).slice(-2)).toEqual([
      { event: 'volunteer_excluded', by: comune.anna.name },
      { event: 'choice_taken_back', by: comune.bruno.name },
    ]);
    await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
    expect(await chooseByHand(db, comune.anna, requestId, choice)).toBe('already_decided');
    expect(await takeBackChoice(db, comune.anna, requestId, volunteerId)).toBe('already_decided');
  });
});

describe('what narrowed a choice', () => {
  it('stays as it was when the request was sent, also where nobody was found', async () => {
    const comune = await createComune(db);
    await addSomeVolunteers(db, comune, 3);
    await addVolunteer(db, comune, { zones: ['collina'] });
    const requestId = await addAwaiting(db, comune, { need: 'trasporto' });
    expect(await findSelectionRecord(db, comune.id, requestId)).toBeUndefined();
    const { narrowing } = await previewSelection(db, comune.id, requestId);
    expect(narrowing.left.map((one) => [one.requirement.kind, one.eligible])).toEqual([
      ['zone', 3],
      ['need', 3],
      ['skill', 3],
      ['free', 3],
    ]);
    await send(comune, requestId);
    await addSomeVolunteers(db, comune, 2);
    expect((await findSelectionRecord(db, comune.id, requestId))?.narrowing).toEqual(narrowing);
    expect(await findSelectionRecord(db, (await createComune(db)).id, requestId)).toBeUndefined();

    const empty = await createComune(db);
    const unanswered = await addAwaiting(db, empty);
    await send(empty, unanswered);
    expect((await findSelectionRecord(db, empty.id, unanswered))?.narrowing.eligible).toBe(0);
  });
});

describe('volunteers whom others hold', () => {
  async function waitForWaiting() {
    await expect
      .poll(async () => {
        const { rows } = await sql<{ waiting: number }>`
          select count(*)::int as waiting from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
        return rows[0]?.waiting;
      })
      .toBeGreaterThan(0);
  }

  it('are passed over while enough are left, and waited for where they are not', async () => {
    const comune = await createComune(db);
    const six = await addSomeVolunteers(db, comune, 6);
    const requests = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    const other = await db.startTransaction().execute();
    const hold = (id: string | undefined) =>
      other
        .selectFrom('volunteer')
        .select('id')
        .where('id', '=', id ?? '')
        .forNoKeyUpdate()
        .execute();
    await hold(six[0]);
    expect(idsOf(await send(comune, requests[0] ?? ''))).toEqual(six.slice(1));
    await hold(six[1]);
    const waiting = send(comune, requests[1] ?? '');
    await waitForWaiting();
    await other.rollback().execute();
    expect(idsOf(await waiting)).toEqual([six[0], ...six.slice(1, 5)]);
  });

  it('are an error where they stay held, never «nobody»', async () => {
    const comune = await createComune(db);
    const id = await addVolunteer(db, comune);
    const requestId = await addAwaiting(db, comune);
    const other = await db.startTransaction().execute();
    await other.selectFrom('volunteer').select('id').where('id', '=', id).forNoKeyUpdate().execute();
    await expect(send(comune, requestId)).rejects.toMatchObject({ code: '55P03' });
    await other.rollback().execute();
  });

  it('keep their place where an operator put them in', async () => {
    const comune = await createComune(db);
    const six = await addSomeVolunteers(db, comune, 6);
    const last = six[5] ?? '';
    const requestId = await addAwaiting(db, comune);
    await chooseByHand(db, comune.anna, requestId, { volunteerId: last, kind: 'included', note: 'Vicina di casa' });
    const other = await db.startTransaction().execute();
    await other.selectFrom('volunteer').select('id').where('id', '=', last).forNoKeyUpdate().execute();
    const waiting = send(comune, requestId);
    await waitForWaiting();
    await other.rollback().execute();
    expect(idsOf(await waiting)).toEqual([last, ...six.slice(0, 4)]);
  });
});
