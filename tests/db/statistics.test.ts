import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { storeCorrection } from '../../src/db/corrections.ts';
import { sumDailyChanges } from '../../src/db/daily-sums.ts';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { markImported } from '../../src/db/imports.ts';
import { countWhatIsThere } from '../../src/db/migrations/20261130-1-daily-counts.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { readStatistics, readVolunteerLoad } from '../../src/db/statistics.ts';
import { openForDecision } from '../../src/db/status.ts';
import { dayInItaly } from '../../src/domain/submission.ts';
import { addSomeVolunteers, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase } from '../support/database.ts';
import { explainQueries } from '../support/query-plan.ts';
import {
  addAwaiting,
  addSubmitted,
  decideFor,
  discardNow,
  dispatchNow,
  mailDomain,
} from '../support/request-fixture.ts';

const database = await createTestDatabase();
const { db } = database;
const app = openDatabase(database.appUrl);
afterAll(async () => {
  await app.destroy();
  await database.drop();
});

let comune: Comune;
beforeEach(async () => {
  comune = await createComune(db);
});

/** The last three days of the calendar, as the web asks: with a policy on every table. */
async function read(of: Comune = comune) {
  const to = dayInItaly(new Date());
  const from = dayInItaly(new Date(Date.now() - 2 * 86_400_000));
  return await forMunicipality(of.id, () => readStatistics(app, of.id, { from, to }));
}

async function readLog(): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*)::int as rows from daily_change where municipality_id = ${comune.id}`.execute(db);
  return rows[0]?.rows ?? Number.NaN;
}

describe('requests', () => {
  it('none at all are nothing, on each day', async () => {
    const { slots, total, needs, importWait } = await read();
    expect(slots.map(({ requests }) => requests)).toEqual(Array(3).fill({ dispatched: 0, discarded: 0, waiting: 0 }));
    expect([total, needs, importWait]).toEqual([{ dispatched: 0, discarded: 0, waiting: 0 }, [], null]);
  });

  it('are counted by what became of them, by need, zone and channel', async () => {
    await addSubmitted(db, comune);
    await addAwaiting(db, comune, { need: 'trasporto', submittedBy: comune.bruno });
    await dispatchNow(db, comune.anna, await addAwaiting(db, comune, { requester: { zone: 'collina' } }));
    await discardNow(db, comune.anna, await addAwaiting(db, comune));
    const { slots, total, needs, zones, channels } = await read();
    expect(total).toEqual({ dispatched: 1, discarded: 1, waiting: 2 });
    expect(slots.at(-1)?.requests).toEqual(total);
    expect(needs).toEqual([
      { code: 'spesa', label: 'Spesa a domicilio', dispatched: 1, discarded: 1, waiting: 1 },
      { code: 'trasporto', label: 'Accompagnamento', dispatched: 0, discarded: 0, waiting: 1 },
    ]);
    expect(zones).toEqual([
      { code: 'centro', label: 'Centro', dispatched: 0, discarded: 1, waiting: 2 },
      { code: 'collina', label: 'Collina', dispatched: 1, discarded: 0, waiting: 0 },
    ]);
    expect(channels).toEqual({ citizen: 3, office: 1 });
  });

  it('that are restored wait again, and those that are corrected move', async () => {
    const id = await addAwaiting(db, comune);
    await discardNow(db, comune.anna, id);
    await decideFor(db, comune.anna, id, { kind: 'restore' });
    await openForDecision(db, id);
    const { version } = await db
      .selectFrom('help_request')
      .select('version')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    expect(await storeCorrection(db, comune.anna, id, { version, need: 'trasporto' })).toBe('corrected');
    const { total, needs } = await read();
    expect(total).toEqual({ dispatched: 0, discarded: 0, waiting: 1 });
    expect(needs.map(({ code }) => code)).toEqual(['trasporto']);
  });

  it('belong to the day that they came in on in Italy', async () => {
    const id = await addSubmitted(db, comune);
    await sql`update help_request set submitted_at = '2026-03-28T23:30:00Z' where id = ${id}`.execute(db);
    await markImported(db, comune.anna);
    const { rows } = await sql<{ day: string }>`
      select day from daily_change where municipality_id = ${comune.id} and subject = 'import_wait'`.execute(db);
    expect(rows).toEqual([{ day: '2026-03-29' }]);
  });

  it('stay counted when they are erased', async () => {
    await dispatchNow(db, comune.anna, await addAwaiting(db, comune));
    await sql`delete from help_request where municipality_id = ${comune.id}`.execute(db);
    expect((await read()).total).toEqual({ dispatched: 1, discarded: 0, waiting: 0 });
  });

  it("of another Comune are not this one's", async () => {
    const other = await createComune(db);
    await addSubmitted(db, other);
    expect((await read()).total.waiting).toBe(0);
    expect(
      await forMunicipality(comune.id, () => readStatistics(app, other.id, { from: '2020-01-01', to: '2029-01-01' })),
    ).toMatchObject({ total: { waiting: 0 } });
  });
});

describe('waits', () => {
  it('last from the submission to the import and to the first decision', async () => {
    const id = await addSubmitted(db, comune);
    await sql`update help_request set submitted_at = now() - interval '3 hours' where id = ${id}`.execute(db);
    await sql`
      update help_request set imported_at = submitted_at + interval '1 hour', imported_by = ${comune.anna.id}
      where id = ${id}`.execute(db);
    await openForDecision(db, id);
    await discardNow(db, comune.anna, id);
    await decideFor(db, comune.anna, id, { kind: 'restore' });
    await openForDecision(db, id);
    await discardNow(db, comune.anna, id);
    const { importWait, decisionWait } = await read();
    expect(importWait?.median).toBeCloseTo(60, -1);
    expect(decisionWait?.median).toBeCloseTo(180, -1.2);
    expect(decisionWait?.p90).toBe(decisionWait?.median);
    const { rows } = await sql<{ measured: number }>`
      select sum(change)::int as measured from daily_change
      where municipality_id = ${comune.id} and subject = 'decision_wait'`.execute(db);
    expect(rows).toEqual([{ measured: 1 }]);
  });
});

describe('emails and offers', () => {
  it('are counted when they are settled, and made', async () => {
    await addSomeVolunteers(db, comune, 3);
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
    await selectVolunteers(db, { requestId, decisionId, volunteers: 2, mailDomain });
    expect(await read()).toMatchObject({ emails: [], offers: 2 });
    await settle(db, requestId, 'sent', 1);
    await settle(db, requestId, 'failed', 1);
    const { emails } = await read();
    expect(emails).toContainEqual({ kind: 'request_to_volunteer', sent: 1, failed: 1 });
    const load = await forMunicipality(comune.id, () => readVolunteerLoad(app, comune.id));
    expect(load).toEqual([
      { openOffers: 0, volunteers: 1 },
      { openOffers: 1, volunteers: 2 },
    ]);
  });
});

async function settle(db: Db, requestId: string, state: 'sent' | 'failed', count: number): Promise<void> {
  await sql`
    update email set state = ${state}, claim = null, sent_at = case when ${state} = 'sent' then now() end
    where id in (select id from email where request_id = ${requestId} and kind = 'request_to_volunteer'
      and state not in ('sent', 'failed') order by id limit ${count})`.execute(db);
}

describe('adding up', () => {
  it('changes nothing of what is read, and empties the log', async () => {
    await dispatchNow(db, comune.anna, await addAwaiting(db, comune));
    const before = await read();
    expect(await readLog()).toBeGreaterThan(0);
    await sumDailyChanges(app);
    expect(await readLog()).toBe(0);
    expect(await read()).toEqual(before);
    await discardNow(db, comune.anna, await addAwaiting(db, comune));
    await sumDailyChanges(app);
    expect((await read()).total).toEqual({ dispatched: 1, discarded: 1, waiting: 0 });
  });

  it('finds what the migration counts of what is there already', async () => {
    await addSomeVolunteers(db, comune, 2);
    const requestId = await addAwaiting(db, comune);
    const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
    await selectVolunteers(db, { requestId, decisionId, volunteers: 2, mailDomain });
    await settle(db, requestId, 'sent', 2);
    await discardNow(db, comune.anna, await addAwaiting(db, comune, { need: 'trasporto' }));
    await addSubmitted(db, comune);
    const noted = await read();
    await sql`delete from daily_change`.execute(db);
    await sql`delete from daily_count`.execute(db);
    await countWhatIsThere(db);
    expect(await read()).toEqual(noted);
    expect(noted.total).toEqual({ dispatched: 0, discarded: 1, waiting: 2 });
  });
});

it('reads the days asked for and no others', async () => {
  await sql`
    insert into daily_count (municipality_id, day, subject, code, outcome, counted)
    select ${comune.id}, '2000-01-01'::date + i, s, 'centro', 'received', 1
    from generate_series(1, 9000) i, unnest(array['need', 'zone', 'channel']) s`.execute(db);
  await sql`analyze daily_count`.execute(db);
  const period = { from: '2010-01-01', to: '2010-01-30' };
  const nodes = await forMunicipality(comune.id, () =>
    explainQueries(app, (asked) => readStatistics(asked, comune.id, period)),
  );
  expect(nodes.filter(({ node, relation }) => node === 'Seq Scan' && relation === 'daily_count')).toEqual([]);
  expect(nodes.find(({ index }) => index === 'daily_count_pkey')?.condition).toContain('day >=');
});
