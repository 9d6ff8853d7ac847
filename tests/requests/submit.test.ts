import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import type { Delivered } from '../../src/requests/delivery.ts';
import { type SubmitOutcome, submitRequest } from '../../src/requests/submit.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { idleDelivery } from '../support/delivery-fixture.ts';
import { mailDomain, makeSubmission, type RequestChanges } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

type Allow = () => Promise<{ allowed: true } | { allowed: false; retryAfterSeconds: number }>;
type Options = { key?: string; allow?: Allow; startRun?: (id: string) => Promise<Delivered>; municipality?: Comune };

function submit(
  changes: RequestChanges = {},
  { key = randomUUID(), allow, startRun, municipality = comune }: Options = {},
) {
  return submitRequest(
    {
      db,
      delivery: idleDelivery(startRun === undefined ? {} : { startRun }),
      now: () => new Date('2026-11-23T22:30:00Z'),
      config: { mailDomain },
    },
    {
      municipality,
      submission: makeSubmission(changes),
      idempotencyKey: key,
      ...(changes.submittedBy === undefined ? {} : { submittedBy: changes.submittedBy }),
      ...(allow === undefined ? {} : { allow }),
    },
  );
}

const requestOf = (outcome: SubmitOutcome | undefined) =>
  outcome !== undefined && 'request' in outcome ? outcome.request : undefined;

const countStored = async (key: string) =>
  (await db.selectFrom('help_request').select('id').where('idempotency_key', '=', key).execute()).length;

describe('a submission', () => {
  it('is stored before its workflow is started', async () => {
    const found: unknown[] = [];
    const startRun = async (id: string): Promise<Delivered> => {
      found.push(await db.selectFrom('help_request').select('id').where('id', '=', id).executeTakeFirst());
      return 'delivered';
    };
    const outcome = await submit({}, { startRun });
    expect(outcome.kind).toBe('submitted');
    expect(found).toEqual([{ id: requestOf(outcome)?.id }]);
  });

  it('is submitted all the same while Temporal is away', async () => {
    const key = randomUUID();
    expect((await submit({}, { key, startRun: async () => 'unreachable' })).kind).toBe('submitted');
    expect(await countStored(key)).toBe(1);
  });

  it('is one request for one key, with twenty at once, and every answer is about it', async () => {
    const key = randomUUID();
    const startRun = vi.fn(async (): Promise<Delivered> => 'delivered');
    const all = await Promise.all(Array.from({ length: 20 }, () => submit({}, { key, startRun })));
    expect(all.map(({ kind }) => kind).toSorted()).toEqual([...Array(19).fill('repeated'), 'submitted']);
    expect(new Set(all.map((one) => JSON.stringify(requestOf(one)))).size).toBe(1);
    expect([await countStored(key), startRun.mock.calls.length]).toEqual([1, 1]);
  });

  it('is refused with a key that came before with other content, which stays', async () => {
    const key = randomUUID();
    const first = await submit({}, { key });
    const second = await submit({ description: 'Tutt’altro' }, { key });
    expect(second).toEqual({ kind: 'key_reused', request: requestOf(first) });
    const stored = await db
      .selectFrom('help_request')
      .select('description')
      .where('idempotency_key', '=', key)
      .execute();
    expect(stored).toEqual([{ description: 'Latte e pane' }]);
  });

  it('makes another request with the same key in another Comune', async () => {
    const key = randomUUID();
    const first = await submit({}, { key });
    const other = await submit({}, { key, municipality: await createComune(db) });
    expect(other.kind).toBe('submitted');
    expect(requestOf(other)?.id).not.toBe(requestOf(first)?.id);
  });

  it('has a secret and a reference that no other has', async () => {
    const all = [requestOf(await submit()), requestOf(await submit()), requestOf(await submit())];
    expect(new Set(all.map((one) => one?.secret)).size).toBe(3);
    expect(new Set(all.map((one) => one?.reference)).size).toBe(3);
    for (const one of all) expect(one?.secret).toMatch(/^[\w-]{32}$/);
  });

  it("is invalid outside the Comune's lists and calendar, and nothing is stored, counted or started", async () => {
    const key = randomUUID();
    const allow = vi.fn<Allow>(async () => ({ allowed: true }));
    const startRun = vi.fn(async (): Promise<Delivered> => 'delivered');
    const preferredTime = { date: '2026-11-22', part: 'morning' as const };
    const changes = { need: 'volo', preferredTime, requester: { zone: 'luna' } };
    expect(await submit(changes, { key, allow, startRun })).toEqual({
      kind: 'invalid',
      errors: [
        { path: 'need', message: 'validation.choose' },
        { path: 'requester.zone', message: 'validation.choose' },
        { path: 'preferredTime.date', message: 'validation.dateInThePast' },
      ],
    });
    expect([await countStored(key), allow.mock.calls.length, startRun.mock.calls.length]).toEqual([0, 0, 0]);
  });

  it('may be for today in Italy', async () => {
    expect((await submit({ preferredTime: { date: '2026-11-23', part: 'evening' } })).kind).toBe('submitted');
  });

  it('records the clerk who filled it in', async () => {
    const outcome = await submit({ submittedBy: comune.bruno });
    const stored = await db
      .selectFrom('help_request')
      .select(['channel', 'submitted_by'])
      .where('id', '=', requestOf(outcome)?.id ?? '')
      .executeTakeFirst();
    expect(stored).toEqual({ channel: 'office', submitted_by: comune.bruno.id });
  });
});

describe('the limit', () => {
  const refuse: Allow = async () => ({ allowed: false, retryAfterSeconds: 60 });

  it('refuses a new request, and nothing is stored', async () => {
    const key = randomUUID();
    expect(await submit({}, { key, allow: refuse })).toEqual({ kind: 'limited', retryAfterSeconds: 60 });
    expect(await countStored(key)).toBe(0);
  });

  it('neither refuses nor counts one that is only repeated', async () => {
    const key = randomUUID();
    const first = await submit({}, { key });
    const allow = vi.fn(refuse);
    expect(await submit({}, { key, allow })).toEqual({ kind: 'repeated', request: requestOf(first) });
    expect((await submit({ description: 'x' }, { key, allow })).kind).toBe('key_reused');
    expect(allow).not.toHaveBeenCalled();
  });
});
