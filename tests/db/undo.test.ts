import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { discard, openForDecision } from '../../src/db/status.ts';
import {
  findDecisionToDeliver,
  findUndoToDeliver,
  findUnsignalledUndos,
  markUndoSignalled,
} from '../../src/db/undelivered.ts';
import { listHeldBy, undoDecision } from '../../src/db/undo.ts';
import { addSomeVolunteers, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain, readStatus, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  await addSomeVolunteers(db, comune, 3);
  await sql`update municipality set cool_off_seconds = 0`.execute(db);
});
afterAll(() => database.drop());

const send = { kind: 'dispatch', undoForSeconds: 60 } as const;
const bin = { kind: 'discard', reason: 'duplicate', undoForSeconds: 60 } as const;
const undo = (requestId: string, decisionId?: string, operator = comune.anna) =>
  undoDecision(db, operator, { requestId, decisionId });
const choose = (requestId: string, decisionId: string) =>
  selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
/** As if its time had gone by. */
const letTimePass = (decisionId: string) =>
  sql`update decision set decided_at = decided_at - interval '2 minutes', undo_until = undo_until - interval '2 minutes'
    where id = ${decisionId}`.execute(db);
const eventsOf = async (id: string) => (await readTimeline(db, id)).map(({ event, by }) => `${event} ${by}`).slice(2);

describe('a decision that is held', () => {
  it('is undone, is then carried out by nobody, and leaves the request as it was', async () => {
    for (const choice of [send, bin]) {
      const requestId = await addAwaiting(db, comune);
      const decisionId = await decideFor(db, comune.anna, requestId, choice);
      expect(await undo(requestId)).toMatchObject({ kind: 'undone', by: 'Anna Operatrice', at: expect.any(Date) });
      expect(await choose(requestId, decisionId)).toEqual({ kind: 'superseded' });
      expect(await discard(db, requestId, decisionId)).toBe('superseded');
      expect(await readStatus(db, requestId)).toBe('awaiting_operator');
      expect(await eventsOf(requestId)).toEqual([`${choice.kind}_decided Anna Operatrice`, 'undone Anna Operatrice']);
      expect((await findHelpRequest(db, comune.id, requestId))?.decision).toBeNull();
    }
  });

  it('is undone once, and whoever comes second is told who did', async () => {
    const requestId = await addAwaiting(db, comune);
    await decideFor(db, comune.anna, requestId, send);
    const all = await Promise.all([
      undo(requestId, undefined, comune.bruno),
      ...Array(5)
        .fill(0)
        .map(() => undo(requestId)),
    ]);
    expect(new Set(all.map((one) => ('by' in one ? one.by : one.kind))).size).toBe(1);
    expect((await eventsOf(requestId)).filter((event) => event.startsWith('undone'))).toHaveLength(1);
  });

  it('is not undone when its time is over, and is carried out', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, send);
    await letTimePass(decisionId);
    expect(await undo(requestId)).toMatchObject({
      kind: 'too_late',
      decision: { by: 'Anna Operatrice', kind: 'dispatch' },
    });
    expect(await choose(requestId, decisionId)).toMatchObject({ kind: 'selected', offers: [{}, {}, {}] });
  });

  it('is not undone once somebody was chosen, whatever its clock says', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, send);
    await sql`update offer set state = 'closed'`.execute(db);
    expect(await choose(requestId, decisionId)).toMatchObject({ kind: 'selected' });
    expect(await undo(requestId)).toMatchObject({ kind: 'too_late' });
  });

  it('and undone at the same moment as it is carried out is one or the other', async () => {
    for (let round = 0; round < 10; round += 1) {
      const requestId = await addAwaiting(db, comune);
      const decisionId = await decideFor(db, comune.anna, requestId, bin);
      const [undone, outcome] = await Promise.all([undo(requestId), discard(db, requestId, decisionId)]);
      expect([undone.kind, outcome, await readStatus(db, requestId)]).toEqual(
        undone.kind === 'undone'
          ? ['undone', 'superseded', 'awaiting_operator']
          : ['too_late', 'discarded', 'discarded'],
      );
    }
  });

  it('keeps others from deciding, and tells them who was first; its own operator, too', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, send);
    const first = { kind: 'too_late', standing: { id: decisionId, by: 'Anna Operatrice', kind: 'dispatch' } };
    expect(await recordDecision(db, comune.bruno, requestId, { kind: 'dispatch' })).toMatchObject(first);
    expect(await recordDecision(db, comune.anna, requestId, bin)).toMatchObject(first);
    expect(await recordDecision(db, comune.anna, requestId, send)).toMatchObject({ kind: 'repeated' });
    await undo(requestId);
    expect(await recordDecision(db, comune.bruno, requestId, bin)).toMatchObject({ kind: 'recorded' });
  });

  it('stands in the table of who decided, as long as it can be undone', async () => {
    const requestId = await addAwaiting(db, comune);
    const held = async () => (await listHeldBy(db, comune.anna)).filter((one) => one.requestId === requestId);
    const decisionId = await decideFor(db, comune.anna, requestId, send);
    const [one] = await held();
    expect(one).toMatchObject({ id: decisionId, kind: 'dispatch' });
    expect(one?.hold.forMs).toBeGreaterThan(50_000);
    expect(one?.hold.forMs).toBeLessThanOrEqual(60_000);
    expect((await listHeldBy(db, comune.bruno)).filter((other) => other.requestId === requestId)).toEqual([]);
    await letTimePass(decisionId);
    expect(await held()).toEqual([]);
  });
});

describe('undoing', () => {
  it('finds nothing where nobody decided, where the decision was carried out at once, or in another Comune', async () => {
    const requestId = await addAwaiting(db, comune);
    expect(await undo(requestId)).toEqual({ kind: 'nothing_to_undo' });
    await decideFor(db, comune.anna, requestId, { kind: 'discard', reason: 'other' });
    expect(await undo(requestId)).toEqual({ kind: 'nothing_to_undo' });
    const other = await createComune(db);
    expect(await undo(requestId, undefined, other.anna)).toEqual({ kind: 'request_not_found' });
  });

  it('leaves a newer decision than the one that was in sight', async () => {
    const requestId = await addAwaiting(db, comune);
    const first = await decideFor(db, comune.anna, requestId, send);
    await undo(requestId, first);
    const second = await decideFor(db, comune.bruno, requestId, send);
    expect(await undo(requestId, first)).toMatchObject({ kind: 'undone', decision: { id: first } });
    expect(await findUndoToDeliver(db, second)).toBeUndefined();
    expect(await openForDecision(db, requestId)).toBe('open');
  });

  it('is told to the run, by the monitor where it has to be, once', async () => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, send);
    expect(await findDecisionToDeliver(db, decisionId)).toMatchObject({
      undoForMs: expect.any(Number),
      settled: false,
    });
    await undo(requestId);
    expect(await findDecisionToDeliver(db, decisionId)).toEqual({ requestId, kind: 'dispatch', settled: true });
    expect(await findUndoToDeliver(db, decisionId)).toBe(requestId);
    const waiting = async () => (await findUnsignalledUndos(db)).filter(({ id }) => id === decisionId);
    // Still in the hands of the web process that wrote it.
    expect(await waiting()).toEqual([]);
    await sql`update decision set settled_at = settled_at - interval '4 seconds' where id = ${decisionId}`.execute(db);
    expect(await waiting()).toEqual([{ municipalityId: comune.id, id: decisionId }]);
    await markUndoSignalled(db, decisionId);
    expect(await waiting()).toEqual([]);
    expect(await findUndoToDeliver(db, decisionId)).toBeUndefined();
  });
});

describe('the table of decisions refuses', () => {
  it.each([
    ['an undoing by nobody', sql`set outcome = 'undone', settled_at = now()`],
    ['one that came too late', sql`set outcome = 'undone', settled_at = undo_until, undone_by = decided_by`],
    ['who undid what stands', sql`set undone_by = decided_by`],
    ['a time that is over before it begins', sql`set undo_until = decided_at`],
    ['news of an undoing that was none', sql`set undo_signalled_at = now()`],
  ])('%s', async (_, change) => {
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, send);
    await expect(sql`update decision ${change} where id = ${decisionId}`.execute(db)).rejects.toMatchObject({
      code: '23514',
    });
  });
});
