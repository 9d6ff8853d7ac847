import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { claimEmails } from '../../src/db/email-claims.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { markImported } from '../../src/db/imports.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { discard, markDispatched, openForDecision } from '../../src/db/status.ts';
import { findLettersWithoutRun, findUndoToDeliver } from '../../src/db/undelivered.ts';
import { withdrawRequest } from '../../src/db/withdraw-request.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  addAwaiting,
  addSubmitted,
  decideFor,
  discardNow,
  mailDomain,
  readStatus,
  readTimeline,
} from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
let volunteers: string[];
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  volunteers = [
    await addVolunteer(db, comune, { maxOpenOffers: 50 }),
    await addVolunteer(db, comune, { maxOpenOffers: 50 }),
  ];
  await sql`update municipality set cool_off_seconds = 0`.execute(db);
});
afterAll(() => database.drop());

const withdraw = (requestId: string) => withdrawRequest(db, { municipalityId: comune.id, requestId, mailDomain });
async function withdrawOpen(requestId: string): Promise<string> {
  const answer = await withdraw(requestId);
  if (answer.kind !== 'withdrawn' || answer.decisionId === null) throw new Error(`not withdrawn: ${answer.kind}`);
  return answer.decisionId;
}
const eventsOf = async (id: string) => (await readTimeline(db, id)).map(({ event, by }) => `${event} ${by}`);
const settle = (requestId: string, state: string) =>
  sql`update email set state = ${state}, sent_at = now() where request_id = ${requestId} and state = 'queued'`.execute(
    db,
  );

/** Sent to both volunteers and the head of operations, all of whom have their emails. */
async function addDispatched(): Promise<string> {
  const requestId = await addAwaiting(db, comune);
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
  await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
  await settle(requestId, 'sent');
  return requestId;
}

describe('a request that is withdrawn before it is sent', () => {
  it('is discarded by its run, imported or not, by who asked', async () => {
    for (const requestId of [await addSubmitted(db, comune), await addAwaiting(db, comune)]) {
      const decisionId = await withdrawOpen(requestId);
      expect(await openForDecision(db, requestId)).toBe('open');
      expect(await discard(db, requestId, decisionId)).toBe('discarded');
      expect(await findHelpRequest(db, comune.id, requestId)).toMatchObject({
        status: 'discarded',
        withdrawnAt: expect.any(Date),
        decision: { kind: 'discard', reason: 'withdrawn', by: null, outcome: 'discarded' },
      });
      expect((await eventsOf(requestId)).slice(-2)).toEqual(['withdrawn null', 'discarded null']);
    }
  });

  it('and imported before its run heard of it is neither lost nor sent', async () => {
    const requestId = await addSubmitted(db, comune);
    const decisionId = await withdrawOpen(requestId);
    await markImported(db, comune.anna);
    expect(await recordDecision(db, comune.bruno, requestId, { kind: 'dispatch' })).toMatchObject({
      kind: 'too_late',
      standing: { id: decisionId, by: null },
    });
    await openForDecision(db, requestId);
    expect(await discard(db, requestId, decisionId)).toBe('discarded');
  });

  it('comes before what an operator decided and nobody has begun to carry out, held or not', async () => {
    for (const undoForSeconds of [0, 60]) {
      const requestId = await addAwaiting(db, comune);
      const sent = await decideFor(db, comune.anna, requestId, { kind: 'dispatch', undoForSeconds });
      const answer = await withdraw(requestId);
      expect(answer).toMatchObject({ kind: 'withdrawn', heldIds: undoForSeconds === 0 ? [] : [sent] });
      expect(await findUndoToDeliver(db, sent)).toBe(undoForSeconds === 0 ? undefined : requestId);
      const selection = await selectVolunteers(db, { requestId, decisionId: sent, volunteers: 5, mailDomain });
      expect(selection).toEqual({ kind: 'superseded' });
      expect((await eventsOf(requestId)).slice(-2)).toEqual(['decision_superseded Anna Operatrice', 'withdrawn null']);
    }
  });

  it('can be restored, also where nobody had imported it, and withdrawn again', async () => {
    const requestId = await addSubmitted(db, comune);
    await discard(db, requestId, await withdrawOpen(requestId));
    await decideFor(db, comune.bruno, requestId, { kind: 'restore' });
    expect(await openForDecision(db, requestId)).toBe('open');
    expect(await findHelpRequest(db, comune.id, requestId)).toMatchObject({
      status: 'awaiting_operator',
      withdrawnAt: null,
      importedBy: 'Bruno Operatore',
    });
    expect(await withdraw(requestId)).toMatchObject({ kind: 'withdrawn', decisionId: expect.any(String) });
  });

  it('is withdrawn once, however many press', async () => {
    const requestId = await addAwaiting(db, comune);
    const all = await Promise.all(Array.from({ length: 6 }, () => withdraw(requestId)));
    expect(all.filter((one) => one.kind === 'withdrawn' && one.decisionId !== null)).toHaveLength(1);
    expect(all.every(({ kind }) => kind === 'withdrawn')).toBe(true);
  });
});

describe('a request that is withdrawn after it was sent', () => {
  it('is closed, its offers end, and each who was told has one letter of their own', async () => {
    const requestId = await addDispatched();
    const answer = await withdraw(requestId);
    if (answer.kind !== 'withdrawn') throw new Error(answer.kind);
    expect(answer.letterIds).toHaveLength(3);
    const claims = await claimEmails(db, answer.letterIds);
    const contents = claims.map((claim) => ('kind' in claim && claim.kind === 'claimed' ? claim.email.content : claim));
    expect(contents).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'withdrawn_to_lead',
          recipient: expect.objectContaining({ name: 'Carla Capo' }),
        }),
        expect.objectContaining({
          kind: 'withdrawn_to_volunteer',
          lead: expect.objectContaining({ name: 'Carla Capo' }),
        }),
      ]),
    );
    const recipients = await db
      .selectFrom('email')
      .select('recipient_id')
      .where('kind', '=', 'withdrawn_to_volunteer')
      .where('request_id', '=', requestId)
      .execute();
    expect(recipients.map((row) => row.recipient_id).toSorted()).toEqual(volunteers.toSorted());

    const detail = await findHelpRequest(db, comune.id, requestId);
    expect(detail).toMatchObject({
      status: 'dispatched',
      closedAt: expect.any(Date),
      withdrawnAt: expect.any(Date),
      decision: { kind: 'close', by: null, outcome: 'closed' },
      offers: [{ state: 'closed' }, { state: 'closed' }],
    });
    expect(await withdraw(requestId)).toEqual({ kind: 'withdrawn', decisionId: null, heldIds: [], letterIds: [] });
    expect(await recordDecision(db, comune.anna, requestId, { kind: 'close' })).toMatchObject({
      kind: 'too_late',
      standing: { by: null },
    });
  });

  it('has letters that the monitor starts where the web could not', async () => {
    const requestId = await addDispatched();
    const answer = await withdraw(requestId);
    await sql`update email set created_at = created_at - interval '4 seconds' where request_id = ${requestId}`.execute(
      db,
    );
    const found = (await findLettersWithoutRun(db)).map(({ id }) => id);
    expect(answer.kind === 'withdrawn' && answer.letterIds.every((id) => found.includes(id))).toBe(true);
  });

  it('writes to who may have been told, not to who was not', async () => {
    const requestId = await addDispatched();
    await sql`update email set state = case when recipient_id = ${volunteers[0]} then 'ambiguous' else 'failed' end, sent_at = null
      where request_id = ${requestId} and kind = 'request_to_volunteer'`.execute(db);
    await sql`update email set uncertain = 2 where request_id = ${requestId} and state = 'ambiguous'`.execute(db);
    await withdraw(requestId);
    const told = await db
      .selectFrom('email')
      .select('recipient_id')
      .where('request_id', '=', requestId)
      .where('kind', '=', 'withdrawn_to_volunteer')
      .execute();
    expect(told.map((row) => row.recipient_id)).toEqual([volunteers[0]]);
  });

  it('waits while it is being sent, before and after the first was told', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
    await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
    expect(await withdraw(requestId)).toEqual({ kind: 'in_hand' });
    await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
    expect(await withdraw(requestId)).toEqual({ kind: 'in_hand' });
    await settle(requestId, 'sent');
    expect(await withdraw(requestId)).toMatchObject({ kind: 'withdrawn' });
  });
});

describe('there is nothing to withdraw', () => {
  it('of what an operator discarded, or in another Comune', async () => {
    const requestId = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, requestId);
    expect(await withdraw(requestId)).toEqual({ kind: 'already_over' });
    const other = await createComune(db);
    const asked = { municipalityId: other.id, requestId, mailDomain };
    expect(await withdrawRequest(db, asked)).toEqual({ kind: 'request_not_found' });
    expect(await readStatus(db, requestId)).toBe('discarded');
  });
});

describe('the tables refuse', () => {
  it.each([
    ['a decision by nobody that sends', sql`update decision set decided_by = null where kind = 'dispatch'`],
    ['one by nobody for another reason', sql`update decision set decided_by = null where reason = 'duplicate'`],
    [
      'one closed by nobody that was not withdrawn',
      sql`update help_request set withdrawn_at = null where closed_by is null and closed_at is not null`,
    ],
  ])('%s', async (_, change) => {
    await expect(change.execute(db)).rejects.toMatchObject({ code: '23514' });
  });
});
