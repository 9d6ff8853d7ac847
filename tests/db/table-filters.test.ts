import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { listHelpRequests } from '../../src/db/help-request-table.ts';
import { findNextRequest } from '../../src/db/next-request.ts';
import type { RequestFilter } from '../../src/db/request-filter.ts';
import { listToImport } from '../../src/db/requests-to-import.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, discardNow } from '../support/request-fixture.ts';

type Kept = { id: string; need: string; zone: string; channel: 'citizen' | 'office'; late: boolean; day: string };

let database: TestDatabase;
let db: Db;
let comune: Comune;
const waiting: Kept[] = [];
const days = ['2026-03-28', '2026-03-29', '2026-03-30'];

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
  for (let i = 0; i < 24; i += 1) {
    const kept = {
      need: i % 3 === 0 ? 'trasporto' : 'spesa',
      zone: i % 2 === 0 ? 'collina' : 'centro',
      channel: i % 5 === 0 ? ('office' as const) : ('citizen' as const),
      late: i % 4 === 0,
      day: days[i % days.length] ?? '',
    };
    const id = await addAwaiting(db, comune, {
      need: kept.need,
      requester: { zone: kept.zone },
      ...(kept.channel === 'office' && { submittedBy: comune.bruno }),
    });
    // The first and the last second of a day in Italy, one of them on the day when the clocks go forward.
    const clock = i % 2 === 0 ? '00:00:00' : '23:59:59.999999';
    await sql`
      update help_request set submitted_at = ${`${kept.day} ${clock}`}::timestamp at time zone 'Europe/Rome',
        late_at = case when ${kept.late} then now() end, no_volunteers_at = case when ${i === 7} then now() end
      where id = ${id}`.execute(db);
    waiting.push({ id, ...kept });
  }
});
afterAll(() => database.drop());

const filters = fc.record(
  {
    need: fc.constantFrom('spesa', 'trasporto'),
    zone: fc.constantFrom('centro', 'collina'),
    channel: fc.constantFrom('citizen' as const, 'office' as const),
    late: fc.constant(true),
    from: fc.constantFrom(...days),
    to: fc.constantFrom(...days),
  },
  { requiredKeys: [] },
);

function fits(one: Kept, { need, zone, channel, late, from, to }: RequestFilter): boolean {
  return (
    (need === undefined || one.need === need) &&
    (zone === undefined || one.zone === zone) &&
    (channel === undefined || one.channel === channel) &&
    (!late || one.late) &&
    (from === undefined || one.day >= from) &&
    (to === undefined || one.day <= to)
  );
}

it('any filters show what has all of them and nothing else, page after page, and the next is the first of it', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 9 }), async (filter, limit) => {
      const found: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await listHelpRequests(db, {
          municipalityId: comune.id,
          status: 'awaiting_operator',
          filter,
          limit,
          ...(cursor && { cursor }),
        });
        found.push(...page.items.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== null);
      const expected = waiting.filter((one) => fits(one, filter)).map(({ id }) => id);
      expect(found.toSorted()).toEqual(expected.toSorted());
      const given = { municipalityId: comune.id, filter, q: '', withoutVolunteers: false };
      expect((await findNextRequest(db, { ...given, except: found[0] ?? comune.id }))?.id).toBe(found[1]);
    }),
    { numRuns: 60 },
  );
});

it('of those that wait, «senza volontari» shows what reached nobody', async () => {
  const query = { municipalityId: comune.id, status: 'awaiting_operator' as const, limit: 50 };
  const { items } = await listHelpRequests(db, { ...query, withoutVolunteers: true });
  expect(items.map(({ id }) => id)).toEqual([waiting[7]?.id]);
  const next = { municipalityId: comune.id, filter: {}, q: '', withoutVolunteers: true, except: comune.id };
  expect((await findNextRequest(db, next))?.id).toBe(waiting[7]?.id);
});

it('the next request is none that somebody is deciding, and none of another Comune', async () => {
  const other = await createComune(db);
  const [first, second] = [await addAwaiting(db, other), await addAwaiting(db, other)];
  const given = { municipalityId: other.id, filter: {}, q: '', withoutVolunteers: false };
  expect((await findNextRequest(db, { ...given, except: second }))?.id).toBe(first);
  await decideFor(db, other.anna, first, { kind: 'dispatch' });
  expect(await findNextRequest(db, { ...given, except: second })).toBeUndefined();
  await discardNow(db, other.anna, second);
  expect(await findNextRequest(db, { ...given, except: first })).toBeUndefined();
});

it('what is to import says nothing of who asks, and is neither imported nor in the table', async () => {
  const other = await createComune(db);
  await addAwaiting(db, other);
  const id = await addSubmitted(db, other, { requester: { familyName: 'Segreta', telephone: '+393999999999' } });
  const { items } = await listToImport(db, { municipalityId: other.id, filter: { zone: 'centro' }, limit: 10 });
  expect(items.map((row) => row.id)).toEqual([id]);
  expect(JSON.stringify(items)).not.toMatch(/Segreta|3999999999/);
  await db
    .updateTable('help_request')
    .set({ imported_at: new Date(), imported_by: other.anna.id })
    .where('id', '=', id)
    .execute();
  expect((await listToImport(db, { municipalityId: other.id, filter: {}, limit: 10 })).items).toEqual([]);
});
