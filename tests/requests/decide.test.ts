import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Changes, listenForChanges } from '../../src/db/changes.ts';
import type { Db } from '../../src/db/database.ts';
import type { Operator } from '../../src/db/operators.ts';
import { discard, markDispatched, openForDecision, reportNoVolunteers } from '../../src/db/status.ts';
import { type Choice, decide } from '../../src/requests/decide.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { idleDelivery } from '../support/delivery-fixture.ts';
import {
  addAwaiting,
  addSubmitted,
  decideFor,
  discardNow,
  dispatchNow,
  mailDomain,
} from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
let changes: Changes;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  changes = listenForChanges(database.url, ['decision_settled'], (error) => {
    throw error;
  });
  await vi.waitFor(async () => {
    const { rows } = await sql`select from pg_stat_activity where datname = current_database()
      and query = 'listen decision_settled' and state = 'idle'`.execute(db);
    expect(rows).toHaveLength(1);
  });
});
afterAll(async () => {
  await changes.close();
  await database.drop();
});

const send: Choice = { kind: 'dispatch' };
const bin: Choice = { kind: 'discard', reason: 'not_pertinent' };

/** Decides, with `carryOut` in the place of the workflow. */
function ask(
  operator: Operator,
  requestId: string,
  choice: Choice,
  carryOut: (decisionId: string) => Promise<unknown>,
) {
  const delivery = idleDelivery({
    deliverDecision: async (id) => {
      await carryOut(id);
      return 'delivered';
    },
  });
  return decide({ db, delivery, changes }, { operator, requestId, choice });
}

const nothing = async () => undefined;
const dispatch = (requestId: string) => (id: string) =>
  db.transaction().execute((tx) => markDispatched(tx, requestId, id));
const by = 'Anna Operatrice';
const at = expect.any(Date);

describe('the answer to a decision', () => {
  it('is what came of it', async () => {
    const sent = await addAwaiting(db, comune);
    expect(await ask(comune.anna, sent, send, dispatch(sent))).toEqual({
      kind: 'dispatched',
      status: 'dispatched',
      by,
      at,
    });
    const closed = await ask(comune.anna, sent, { kind: 'close' }, nothing);
    expect(closed).toEqual({ kind: 'closed', status: 'dispatched', by, at });

    const binned = await addAwaiting(db, comune);
    const discarded = await ask(comune.anna, binned, bin, (id) => discard(db, binned, id));
    expect(discarded).toEqual({ kind: 'discarded', status: 'discarded', by, at });
    const restored = await ask(comune.anna, binned, { kind: 'restore' }, () => openForDecision(db, binned));
    expect(restored).toEqual({ kind: 'restored', status: 'awaiting_operator', by, at });

    const lonely = await addAwaiting(db, comune);
    const nobody = await ask(comune.anna, lonely, send, (decisionId) =>
      reportNoVolunteers(db, { requestId: lonely, decisionId, mailDomain }),
    );
    expect(nobody).toEqual({ kind: 'no_volunteers', status: 'awaiting_operator', by, at });
  });

  it('comes as soon as it is there, not when the patience ends', async () => {
    const requestId = await addAwaiting(db, comune);
    const began = performance.now();
    await ask(comune.anna, requestId, send, dispatch(requestId));
    expect(performance.now() - began).toBeLessThan(1_900);
  });

  it('is that it is under way, where nothing came of it in time, and the decision stands', async () => {
    const requestId = await addAwaiting(db, comune);
    expect(await ask(comune.anna, requestId, send, nothing)).toEqual({ kind: 'in_progress' });
    expect(await ask(comune.anna, requestId, send, dispatch(requestId))).toMatchObject({ kind: 'dispatched' });
    expect(await db.selectFrom('decision').selectAll().where('request_id', '=', requestId).execute()).toHaveLength(1);
  });

  it('waits no longer for a delivery that hangs', async () => {
    const requestId = await addAwaiting(db, comune);
    const hanging = () => new Promise<never>(() => {});
    expect(await ask(comune.anna, requestId, send, hanging)).toEqual({ kind: 'in_progress' });
  });

  it('is the same again for the same operator, without anything being carried out', async () => {
    const requestId = await addAwaiting(db, comune);
    const first = await ask(comune.anna, requestId, bin, (id) => discard(db, requestId, id));
    const carryOut = vi.fn(nothing);
    expect(await ask(comune.anna, requestId, bin, carryOut)).toEqual(first);
    expect(carryOut).not.toHaveBeenCalled();
  });

  it('names who was first, to one who came later', async () => {
    const requestId = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, requestId);
    expect(await ask(comune.bruno, requestId, send, nothing)).toEqual({
      kind: 'already_decided',
      decision: 'discard',
      by,
      at,
    });
  });

  it.each<[string, Choice, Choice]>([
    ['a discard before a dispatch', bin, send],
    ['a dispatch before a discard', send, bin],
    ['a dispatch that found nobody before another', send, send],
  ])('names who was first, to one who came at the same time: %s', async (what, first, second) => {
    const requestId = await addAwaiting(db, comune);
    const firstId = await decideFor(db, comune.anna, requestId, first);
    const answer = await ask(comune.bruno, requestId, second, async () => {
      if (what.includes('nobody')) await reportNoVolunteers(db, { requestId, decisionId: firstId, mailDomain });
      else if (first.kind === 'discard') await discard(db, requestId, firstId);
      else await dispatch(requestId)(firstId);
    });
    expect(answer).toEqual({ kind: 'already_decided', decision: first.kind, by, at });
  });

  it('names who restored first, to one who restored at the same time', async () => {
    const requestId = await addAwaiting(db, comune);
    await discardNow(db, comune.bruno, requestId);
    await decideFor(db, comune.anna, requestId, { kind: 'restore' });
    const answer = await ask(comune.bruno, requestId, { kind: 'restore' }, () => openForDecision(db, requestId));
    expect(answer).toEqual({ kind: 'already_decided', decision: 'restore', by, at });
  });

  it('is why there can be none', async () => {
    const submitted = await addSubmitted(db, comune);
    expect(await ask(comune.anna, submitted, send, nothing)).toEqual({ kind: 'not_imported' });
    const awaiting = await addAwaiting(db, comune);
    expect(await ask(comune.anna, awaiting, { kind: 'restore' }, nothing)).toEqual({ kind: 'not_discarded' });
    expect(await ask(comune.anna, awaiting, { kind: 'close' }, nothing)).toEqual({ kind: 'not_dispatched' });
    await dispatchNow(db, comune.anna, awaiting);
    expect(await ask(comune.anna, awaiting, { kind: 'restore' }, nothing)).toEqual({ kind: 'not_discarded' });
  });

  it("is that there is no such request, for any id that is none, or another Comune's", async () => {
    const theirs = await addAwaiting(db, await createComune(db));
    for (const id of ['', '1', '\0', "' or 1=1 --", theirs, '01a20a44-4915-7722-8413-d217d02652fd']) {
      await expect(ask(comune.anna, id, send, nothing)).rejects.toMatchObject({ code: 'request_not_found' });
    }
  });
});
