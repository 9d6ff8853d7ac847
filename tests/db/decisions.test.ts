import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { type Choice, type Recorded, recordDecision } from '../../src/db/decisions.ts';
import { discard, markDispatched, openForDecision } from '../../src/db/status.ts';
import { findDecision } from '../../src/db/stored-decisions.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  addAwaiting,
  addSubmitted,
  decideFor,
  discardNow,
  dispatchNow,
  readStatus,
  readTimeline,
} from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

const send: Choice = { kind: 'dispatch' };
const bin: Choice = { kind: 'discard', reason: 'missing_data', note: 'manca il civico' };
const idOf = (recorded: Recorded) => ('decision' in recorded ? recorded.decision.id : recorded.kind);
const outcomeOf = async (id: string) => (await findDecision(db, id))?.outcome;
const eventsOf = async (id: string) => (await readTimeline(db, id)).map(({ event, by }) => `${event} ${by}`);

describe('two operators who decide at once', () => {
  it('are both recorded; the first that is carried out stands, the other is superseded, and both are told', async () => {
    const requestId = await addAwaiting(db, comune);
    const [sent, binned] = await Promise.all([
      recordDecision(db, comune.anna, requestId, send),
      recordDecision(db, comune.bruno, requestId, bin),
    ]);
    expect([sent.kind, binned.kind]).toEqual(['recorded', 'recorded']);
    expect(await discard(db, requestId, idOf(binned))).toBe('discarded');
    expect(await discard(db, requestId, idOf(sent))).toBe('closed');
    expect([await outcomeOf(idOf(binned)), await outcomeOf(idOf(sent))]).toEqual(['discarded', 'superseded']);
    expect(await readStatus(db, requestId)).toBe('discarded');
    const events = await eventsOf(requestId);
    expect(events.slice(2, 4).toSorted()).toEqual([
      'discard_decided Bruno Operatore',
      'dispatch_decided Anna Operatrice',
    ]);
    expect(events.slice(4)).toEqual(['decision_superseded Anna Operatrice', 'discarded null']);
  });

  it('leave the request as the first left it, however late the second is carried out', async () => {
    const requestId = await addAwaiting(db, comune);
    const sent = await decideFor(db, comune.anna, requestId, send);
    const binned = await decideFor(db, comune.bruno, requestId, bin);
    await db.transaction().execute((tx) => markDispatched(tx, requestId, sent));
    expect(await discard(db, requestId, binned)).toBe('closed');
    expect(await readStatus(db, requestId)).toBe('dispatched');
    expect([await outcomeOf(sent), await outcomeOf(binned)]).toEqual(['dispatched', 'superseded']);
    await db.transaction().execute((tx) => markDispatched(tx, requestId, sent));
    expect((await eventsOf(requestId)).filter((event) => event.startsWith('dispatched'))).toHaveLength(1);
  });
});

describe('a decision', () => {
  it('of the same operator again is the same one, pending or settled, even ten times at once', async () => {
    const requestId = await addAwaiting(db, comune);
    const all = await Promise.all(Array.from({ length: 10 }, () => recordDecision(db, comune.anna, requestId, send)));
    expect(new Set(all.map(idOf)).size).toBe(1);
    expect(all.map(({ kind }) => kind).sort()).toEqual(['recorded', ...Array(9).fill('repeated')]);
    await db.transaction().execute((tx) => markDispatched(tx, requestId, idOf(all[0] ?? { kind: 'not_imported' })));
    const later = await recordDecision(db, comune.anna, requestId, send);
    expect(later).toMatchObject({ kind: 'repeated', decision: { outcome: 'dispatched', status: 'dispatched' } });
    expect((await eventsOf(requestId)).filter((event) => event.includes('superseded'))).toEqual([]);
  });

  it('that comes too late is answered with the one that stands, and stands on the timeline', async () => {
    const requestId = await addAwaiting(db, comune);
    const first = await discardNow(db, comune.anna, requestId);
    const late = await recordDecision(db, comune.bruno, requestId, send);
    expect(late).toMatchObject({ kind: 'too_late', standing: { id: first, kind: 'discard', by: 'Anna Operatrice' } });
    expect(await recordDecision(db, comune.bruno, requestId, bin)).toMatchObject({ kind: 'too_late' });
    expect((await eventsOf(requestId)).slice(-2)).toEqual(Array(2).fill('decision_superseded Bruno Operatore'));
  });

  it('needs an imported request', async () => {
    const requestId = await addSubmitted(db, comune);
    for (const choice of [send, bin, { kind: 'restore' }, { kind: 'close' }] satisfies Choice[]) {
      expect(await recordDecision(db, comune.anna, requestId, choice)).toEqual({ kind: 'not_imported' });
    }
  });

  it("finds no request of another Comune, nor one that isn't there", async () => {
    const requestId = await addAwaiting(db, comune);
    const other = await createComune(db);
    expect(await recordDecision(db, other.anna, requestId, send)).toEqual({ kind: 'request_not_found' });
    expect(await recordDecision(db, comune.anna, randomUUID(), send)).toEqual({ kind: 'request_not_found' });
  });

  it('keeps why a request was binned', async () => {
    const requestId = await addAwaiting(db, comune);
    const id = await decideFor(db, comune.anna, requestId, bin);
    const stored = await db.selectFrom('decision').select(['reason', 'note', 'round']).where('id', '=', id).execute();
    expect(stored).toEqual([{ reason: 'missing_data', note: 'manca il civico', round: 1 }]);
  });
});

describe('a restore', () => {
  it('brings a discarded request back into the table, once, to be decided anew', async () => {
    const requestId = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, requestId);
    expect(await openForDecision(db, requestId)).toBe('closed');
    const id = await decideFor(db, comune.bruno, requestId, { kind: 'restore' });
    expect(await openForDecision(db, requestId)).toBe('open');
    expect(await openForDecision(db, requestId)).toBe('open');
    expect([await readStatus(db, requestId), await outcomeOf(id)]).toEqual(['awaiting_operator', 'restored']);
    expect((await eventsOf(requestId)).slice(-2)).toEqual(['restore_decided Bruno Operatore', 'restored null']);
    expect(idOf(await recordDecision(db, comune.bruno, requestId, { kind: 'restore' }))).toBe(id);
    const second = await discardNow(db, comune.bruno, requestId);
    const late = await recordDecision(db, comune.anna, requestId, send);
    expect(late).toMatchObject({ kind: 'too_late', standing: { id: second, by: 'Bruno Operatore' } });
  });

  it('of two at once, the first that was recorded stands', async () => {
    const requestId = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, requestId);
    const first = await decideFor(db, comune.anna, requestId, { kind: 'restore' });
    const second = await decideFor(db, comune.bruno, requestId, { kind: 'restore' });
    await openForDecision(db, requestId);
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(['restored', 'superseded']);
  });

  it('is only for what is in the bin', async () => {
    const awaiting = await addAwaiting(db, comune);
    const dispatched = await addAwaiting(db, comune);
    await dispatchNow(db, comune.anna, dispatched);
    for (const id of [awaiting, dispatched]) {
      expect(await recordDecision(db, comune.anna, id, { kind: 'restore' })).toEqual({ kind: 'not_discarded' });
    }
  });
});

describe('a close', () => {
  it('settles at once and is the last word', async () => {
    const requestId = await addAwaiting(db, comune);
    await dispatchNow(db, comune.anna, requestId);
    const closed = await recordDecision(db, comune.bruno, requestId, { kind: 'close' });
    expect(closed).toMatchObject({ kind: 'recorded', decision: { outcome: 'closed', status: 'dispatched' } });
    expect((await eventsOf(requestId)).at(-1)).toBe('closed Bruno Operatore');
    const again = await recordDecision(db, comune.bruno, requestId, { kind: 'close' });
    expect([again.kind, idOf(again)]).toEqual(['repeated', idOf(closed)]);
    const late = await recordDecision(db, comune.anna, requestId, { kind: 'close' });
    expect(late).toMatchObject({ kind: 'too_late', standing: { kind: 'close', by: 'Bruno Operatore' } });
  });

  it('is only for what was sent', async () => {
    const awaiting = await addAwaiting(db, comune);
    const discarded = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, discarded);
    for (const id of [awaiting, discarded]) {
      expect(await recordDecision(db, comune.anna, id, { kind: 'close' })).toEqual({ kind: 'not_dispatched' });
    }
  });
});
