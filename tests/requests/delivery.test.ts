import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { discard } from '../../src/db/status.ts';
import { undoDecision } from '../../src/db/undo.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { createDelivery } from '../../src/requests/delivery.ts';
import type { RequestRuns } from '../../src/temporal.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, discardNow, dispatchNow } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

type Answers = { start?: 'started' | 'running'; signal?: 'signalled' | 'no_run'; problem?: Error };

/** A delivery to runs that answer as told, with what they were asked. */
function deliverTo({ start = 'started', signal = 'signalled', problem }: Answers = {}) {
  const asked: unknown[][] = [];
  const note = <T>(answer: T, ...call: unknown[]) => {
    asked.push(call);
    return problem === undefined ? Promise.resolve(answer) : Promise.reject(problem);
  };
  const runs: RequestRuns = {
    start: (input) => note(start, 'start', input),
    startLetter: (input) => note(start, 'letter', input),
    signalImported: (id) => note(signal, 'imported', id),
    signalDecision: (id, decision) => note(signal, 'decided', id, decision),
    signalUndone: (id, decisionId) => note(signal, 'undone', id, decisionId),
    scheduleRetention: () => note('created', 'retention'),
    isReachable: async () => true,
    close: async () => undefined,
  };
  return { asked, delivery: createDelivery({ db, runs, log: pino({ level: 'silent' }) }) };
}

async function marksOf(requestId: string) {
  const row = await db
    .selectFrom('help_request')
    .select(['run_started_at', 'import_signalled_at'])
    .where('id', '=', requestId)
    .executeTakeFirstOrThrow();
  return { started: row.run_started_at !== null, imported: row.import_signalled_at !== null };
}

async function isSignalled(decisionId: string): Promise<boolean> {
  const row = await db.selectFrom('decision').select('signalled_at').where('id', '=', decisionId).executeTakeFirst();
  return row?.signalled_at != null;
}

const away = new DomainError('temporal_unavailable');

describe('a run', () => {
  it("is started with ids and the Comune's policies only, and the row says so", async () => {
    const id = await addSubmitted(db, comune, { requester: { email: 'giuseppe@esempio.example' } });
    const receipt = await db.selectFrom('email').select('id').where('request_id', '=', id).executeTakeFirst();
    const { asked, delivery } = deliverTo();
    expect(await delivery.startRun(id)).toBe('delivered');
    const policy = {
      volunteers: 5,
      lateAfterMs: 14_400_000,
      mailRetryMs: 7_200_000,
      mailFirstPauseMs: expect.any(Number),
      heartbeatMs: expect.any(Number),
    };
    const input = {
      municipalityId: comune.id,
      requestId: id,
      resumeFrom: 'submitted',
      receiptEmailId: receipt?.id,
      policy,
    };
    expect(asked).toEqual([['start', input]]);
    expect((await marksOf(id)).started).toBe(true);
  });

  it('is begun where the row stands, and not at all for a request that is closed', async () => {
    const [awaiting, closed] = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    await discardNow(db, comune.anna, closed);
    const { asked, delivery } = deliverTo();
    expect([await delivery.startRun(awaiting), await delivery.startRun(closed)]).toEqual(['delivered', 'delivered']);
    expect(asked).toMatchObject([['start', { requestId: awaiting, resumeFrom: 'awaiting_operator' }]]);
    expect((await marksOf(closed)).started).toBe(true);
  });

  it('that is there already is as good as started', async () => {
    const id = await addSubmitted(db, comune);
    expect(await deliverTo({ start: 'running' }).delivery.startRun(id)).toBe('delivered');
    expect((await marksOf(id)).started).toBe(true);
  });

  it.each([
    ['unreachable', away],
    ['postponed', new Error('something else')],
  ] as const)('is %s after «%s», and left for the monitor', async (answer, problem) => {
    const id = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, id, { kind: 'dispatch' });
    const { delivery } = deliverTo({ problem });
    expect(await delivery.startRun(id)).toBe(answer);
    expect(await delivery.deliverImport(id)).toBe(answer);
    expect(await delivery.deliverDecision(decisionId)).toBe(answer);
    expect([await marksOf(id), await isSignalled(decisionId)]).toEqual([{ started: false, imported: false }, false]);
  });
});

describe('an import', () => {
  it('is signalled once and marked', async () => {
    const id = await addAwaiting(db, comune);
    const { asked, delivery } = deliverTo();
    expect(await delivery.deliverImport(id)).toBe('delivered');
    expect([asked, (await marksOf(id)).imported]).toEqual([[['imported', id]], true]);
  });

  it('starts the run that is not there, which then needs no signal', async () => {
    const id = await addAwaiting(db, comune);
    const { asked, delivery } = deliverTo({ signal: 'no_run' });
    expect(await delivery.deliverImport(id)).toBe('delivered');
    expect(asked).toMatchObject([
      ['imported', id],
      ['start', { resumeFrom: 'awaiting_operator' }],
    ]);
    expect(await marksOf(id)).toEqual({ started: true, imported: true });
  });

  it('is signalled later, where somebody else started the run in between', async () => {
    const id = await addAwaiting(db, comune);
    expect(await deliverTo({ signal: 'no_run', start: 'running' }).delivery.deliverImport(id)).toBe('postponed');
    expect((await marksOf(id)).imported).toBe(false);
  });
});

describe('a decision', () => {
  it('is signalled by its id and kind only, and marked', async () => {
    const id = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, id, { kind: 'discard', reason: 'other', note: 'canarino' });
    const { asked, delivery } = deliverTo();
    expect(await delivery.deliverDecision(decisionId)).toBe('delivered');
    expect(asked).toEqual([['decided', id, { decisionId, kind: 'discard' }]]);
    expect(await isSignalled(decisionId)).toBe(true);
  });

  it('that finds no run starts it and comes again', async () => {
    const id = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, id, { kind: 'dispatch' });
    const { asked, delivery } = deliverTo({ signal: 'no_run' });
    expect(await delivery.deliverDecision(decisionId)).toBe('postponed');
    expect(asked.map(([call]) => call)).toEqual(['decided', 'start']);
    expect(await isSignalled(decisionId)).toBe(false);
  });

  it('to restore is a new run, once the old one is over', async () => {
    const id = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, id);
    const decisionId = await decideFor(db, comune.anna, id, { kind: 'restore' });
    expect(await deliverTo({ start: 'running' }).delivery.deliverDecision(decisionId)).toBe('postponed');
    expect(await isSignalled(decisionId)).toBe(false);
    const { asked, delivery } = deliverTo();
    expect(await delivery.deliverDecision(decisionId)).toBe('delivered');
    expect(asked).toMatchObject([['start', { requestId: id, resumeFrom: 'awaiting_operator' }]]);
    expect(await isSignalled(decisionId)).toBe(true);
  });

  it('that is settled, or to close, or not there, needs nobody', async () => {
    const [binned, sent] = [await addAwaiting(db, comune), await addAwaiting(db, comune)];
    const settled = await decideFor(db, comune.anna, binned, { kind: 'discard', reason: 'other' });
    await discard(db, binned, settled);
    await dispatchNow(db, comune.anna, sent);
    const closed = await decideFor(db, comune.anna, sent, { kind: 'close' });
    const { asked, delivery } = deliverTo();
    for (const id of [settled, closed, '01a20a44-4915-7722-8413-d217d02652fd']) {
      expect(await delivery.deliverDecision(id)).toBe('delivered');
    }
    expect(asked).toEqual([]);
  });
});

describe('a decision that can be undone', () => {
  const held = { kind: 'dispatch', undoForSeconds: 60 } as const;
  const undoSignalledAt = async (id: string) =>
    (await db.selectFrom('decision').select('undo_signalled_at as at').where('id', '=', id).executeTakeFirst())?.at;

  it('is signalled with how long it can be, and its undoing after it, once', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, held);
    const { asked, delivery } = deliverTo();
    await delivery.deliverDecision(decisionId);
    expect(asked).toEqual([['decided', requestId, { decisionId, kind: 'dispatch', undoForMs: expect.any(Number) }]]);

    expect(await delivery.deliverUndo(decisionId)).toBe('delivered');
    expect(asked).toHaveLength(1);
    await undoDecision(db, comune.anna, { requestId });
    expect([await delivery.deliverUndo(decisionId), await delivery.deliverUndo(decisionId)]).toEqual([
      'delivered',
      'delivered',
    ]);
    expect(asked.slice(1)).toEqual([['undone', requestId, decisionId]]);
    expect(await undoSignalledAt(decisionId)).toBeInstanceOf(Date);
  });

  it('and was undone while Temporal was away is told later; a run that is gone need not know', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, held);
    await undoDecision(db, comune.anna, { requestId });
    expect(await deliverTo({ problem: away }).delivery.deliverUndo(decisionId)).toBe('unreachable');
    expect(await undoSignalledAt(decisionId)).toBeNull();
    expect(await deliverTo({ signal: 'no_run' }).delivery.deliverUndo(decisionId)).toBe('delivered');
    expect(await undoSignalledAt(decisionId)).toBeInstanceOf(Date);
  });
});
