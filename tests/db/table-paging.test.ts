import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { countByStatus, listHelpRequests, type TableQuery } from '../../src/db/help-request-table.ts';
import { markImported } from '../../src/db/imports.ts';
import { openForDecision } from '../../src/db/status.ts';
import type { Status } from '../../src/domain/status.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, discardNow, dispatchNow } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
const ids: Record<Status, string[]> = { submitted: [], awaiting_operator: [], dispatched: [], discarded: [] };

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  for (let i = 0; i < 7; i += 1) {
    ids.awaiting_operator.push(await addAwaiting(db, comune));
    ids.dispatched.push(await addAwaiting(db, comune));
    ids.discarded.push(await addAwaiting(db, comune));
    await dispatchNow(db, comune.anna, ids.dispatched.at(-1) ?? '');
    await discardNow(db, comune.anna, ids.discarded.at(-1) ?? '');
  }
  // A crowd in one instant, and pairs that only microseconds tell apart.
  const all = Object.values(ids).flat().toSorted();
  for (const [i, id] of all.entries()) {
    const micros = String((i % 5) * 100 + (i % 2)).padStart(6, '0');
    await setInstant(id, `2026-11-23T10:00:00.${micros}Z`);
  }
  for (let i = 0; i < 3; i += 1) ids.submitted.push(await addSubmitted(db, comune));
});
afterAll(() => database.drop());

async function setInstant(id: string, at: string): Promise<void> {
  await sql`update help_request set submitted_at = ${at}::timestamptz where id = ${id}`.execute(db);
}

type Step = () => Promise<void>;

async function visit(query: Omit<TableQuery, 'municipalityId' | 'cursor'>, between: Step = async () => {}) {
  const visited: { id: string; submittedAt: Date; status: Status }[] = [];
  let cursor: string | undefined;
  do {
    const page = await listHelpRequests(db, {
      municipalityId: comune.id,
      ...query,
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    expect(page.next === null || page.items.length === query.limit).toBe(true);
    visited.push(...page.items);
    cursor = page.next ?? undefined;
    await between();
  } while (cursor !== undefined);
  return visited;
}

const inTable = () => [...ids.awaiting_operator, ...ids.dispatched, ...ids.discarded];

describe('the pages of the table', () => {
  it('show every row once, however long they are, newest first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 25 }), async (limit) => {
        const visited = await visit({ limit });
        expect(visited.map((row) => row.id).toSorted()).toEqual(inTable().toSorted());
        const times = visited.map((row) => row.submittedAt.getTime());
        expect(times).toEqual(times.toSorted((a, b) => b - a));
      }),
      { numRuns: 12 },
    );
  });

  it.each<Status>(['submitted', 'awaiting_operator', 'dispatched', 'discarded'])(
    'show every row that is %s once, those that wait oldest first',
    async (status) => {
      for (const limit of [1, 2, 100]) {
        const visited = await visit({ status, limit });
        expect(visited.map((row) => row.id).toSorted()).toEqual(ids[status].toSorted());
        expect(new Set(visited.map((row) => row.status))).toEqual(new Set([status]));
        const times = visited.map((row) => row.submittedAt.getTime());
        const isWaiting = status === 'submitted' || status === 'awaiting_operator';
        expect(times).toEqual(times.toSorted((a, b) => (isWaiting ? a - b : b - a)));
      }
    },
  );

  it('tell microseconds apart, also where a Date can not', async () => {
    const visited = await visit({ limit: 1, status: 'awaiting_operator' });
    const { rows } = await sql<{ id: string }>`select id from help_request where municipality_id = ${comune.id}
      and status = 'awaiting_operator' order by submitted_at, id`.execute(db);
    expect(visited.map((row) => row.id)).toEqual(rows.map((row) => row.id));
  });

  it('show each row that was there from beginning to end once, while others come and all move', async () => {
    const moving = await createComune(db);
    const there: string[] = [];
    for (let i = 0; i < 12; i += 1) there.push(await addAwaiting(db, moving));
    let step = 0;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listHelpRequests(db, { municipalityId: moving.id, limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((row) => row.id));
      cursor = page.next ?? undefined;
      // Rows on both sides of the page change their status, and a new one comes.
      await dispatchNow(db, moving.anna, there[step] ?? '');
      await discardNow(db, moving.bruno, there.at(-1 - step) ?? '');
      const fresh = await addSubmitted(db, moving);
      await markImported(db, moving.anna);
      await openForDecision(db, fresh);
      step += 1;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(there.toSorted());
  });

  it('begin anew with a cursor that is none of ours', async () => {
    const first = await listHelpRequests(db, { municipalityId: comune.id, limit: 3 });
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    const id = '01a20a44-4915-7722-8413-d217d02652fd';
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((value) => encode(JSON.stringify(value))),
      fc.constantFrom(
        '',
        '\0',
        '%',
        encode('["2026-02-31T00:00:00.000000Z", 1]'),
        encode(JSON.stringify(['2026-02-31T00:00:00.000000Z', id])),
        encode(JSON.stringify(['2026-13-01T00:00:00.000000Z', id])),
        encode(JSON.stringify(['0000-01-01T00:00:00.000000Z', id])),
        encode(JSON.stringify(['2026-01-01T25:00:00.000000Z', id])),
        encode(JSON.stringify(['2026-01-01T10:61:00.000000Z', id])),
        encode(JSON.stringify(["2026-01-01T10:00:00.000000Z'; drop table offer --", id])),
        encode(JSON.stringify(['2026-01-01T10:00:00.000000Z', 'not-an-id'])),
        encode(JSON.stringify(['2026-01-01T10:00:00.000000Z', id, 1])),
      ),
    );
    await fc.assert(
      fc.asyncProperty(garbage, async (cursor) => {
        expect(await listHelpRequests(db, { municipalityId: comune.id, limit: 3, cursor })).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the counts of the table', () => {
  it('are those of the Comune, by status', async () => {
    expect(await countByStatus(db, comune.id)).toEqual({
      submitted: 3,
      awaiting_operator: 7,
      dispatched: 7,
      discarded: 7,
    });
    const empty = await createComune(db);
    expect(await countByStatus(db, empty.id)).toEqual({
      submitted: 0,
      awaiting_operator: 0,
      dispatched: 0,
      discarded: 0,
    });
  });
});
