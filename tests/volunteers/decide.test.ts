import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import type { Operator } from '../../src/db/operators.ts';
import { approvals } from '../../src/domain/volunteer.ts';
import {
  approvalAfter,
  choicesFor,
  type VolunteerChoice,
  volunteerChoiceKinds,
} from '../../src/domain/volunteer-decision.ts';
import { createDelivery } from '../../src/requests/delivery.ts';
import { decideVolunteer } from '../../src/volunteers/decide.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeRuns, type FakeRuns } from '../support/fake-runs.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
let runs: FakeRuns;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
beforeEach(() => {
  runs = createFakeRuns();
});
afterAll(() => database.drop());

const decide = (by: Operator, volunteerId: string, choice: VolunteerChoice) =>
  decideVolunteer(
    {
      db,
      delivery: createDelivery({ db, runs, log: pino({ level: 'silent' }) }),
      config: { mailDomain: 'comune.example' },
    },
    by,
    volunteerId,
    choice,
  );

const find = (id: string) =>
  db.selectFrom('volunteer').select(['approval', 'version']).where('id', '=', id).executeTakeFirstOrThrow();
const eventsOf = (id: string) =>
  db
    .selectFrom('volunteer_event')
    .select(['event', 'note', 'by_operator'])
    .where('volunteer_id', '=', id)
    .orderBy('id')
    .execute();
const lettersOf = (id: string) =>
  db
    .selectFrom('email')
    .select(['id', 'kind', 'run_started_at'])
    .where('recipient_id', '=', id)
    .orderBy('id')
    .execute();

test('who is approved, suspended and approved again is told each time, and the notes stay', async () => {
  const id = await addVolunteer(db, comune, { approval: 'pending' });
  expect(await decide(comune.anna, id, { kind: 'approve', version: 1, note: 'Sentita al telefono.' })).toEqual({
    kind: 'done',
    approval: 'approved',
    told: true,
  });
  await decide(comune.bruno, id, { kind: 'suspend', version: 2 });
  await decide(comune.anna, id, { kind: 'approve', version: 3 });

  expect(await find(id)).toEqual({ approval: 'approved', version: 4 });
  expect(await eventsOf(id)).toEqual([
    { event: 'approved', note: 'Sentita al telefono.', by_operator: comune.anna.id },
    { event: 'suspended', note: null, by_operator: comune.bruno.id },
    { event: 'approved', note: null, by_operator: comune.anna.id },
  ]);
  const letters = await lettersOf(id);
  expect(letters.map(({ kind }) => kind)).toEqual([
    'approved_to_volunteer',
    'suspended_to_volunteer',
    'approved_to_volunteer',
  ]);
  expect([...runs.letters.keys()]).toEqual(letters.map((letter) => letter.id));
});

test('of two operators at once one decides and the other is told of it; pressed twice it is one decision', async () => {
  const id = await addVolunteer(db, comune, { approval: 'pending' });
  const answers = await Promise.all([
    decide(comune.anna, id, { kind: 'approve', version: 1 }),
    decide(comune.bruno, id, { kind: 'refuse', version: 1 }),
  ]);
  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['done', 'stale']);
  const { approval } = await find(id);
  const again = await decide(comune.bruno, id, { kind: approval === 'approved' ? 'approve' : 'refuse', version: 1 });
  expect(again).toEqual({
    kind: 'already',
    approval,
    by: expect.stringMatching(/^(Anna|Bruno) /),
    at: expect.any(Date),
  });
  expect(await eventsOf(id)).toHaveLength(1);
  expect(await lettersOf(id)).toHaveLength(1);
});

test('only what the page offers can be decided, from wherever the volunteer stands', async () => {
  for (const approval of approvals) {
    for (const kind of volunteerChoiceKinds) {
      const id = await addVolunteer(db, comune);
      await db.updateTable('volunteer').set({ approval }).where('id', '=', id).execute();
      const expected =
        approvalAfter[kind] === approval ? 'already' : choicesFor(approval).includes(kind) ? 'done' : 'stale';
      expect
        .soft((await decide(comune.anna, id, { kind, version: 1 })).kind, `${kind} from ${approval}`)
        .toBe(expected);
      expect.soft(await lettersOf(id)).toHaveLength(expected === 'done' ? 1 : 0);
    }
  }
});

test('a volunteer who changed after the operator saw them is looked at again first', async () => {
  const id = await addVolunteer(db, comune, { approval: 'pending' });
  await sql`update volunteer set telephone = '+39061234567', version = 2 where id = ${id}`.execute(db);
  expect(await decide(comune.anna, id, { kind: 'approve', version: 1 })).toEqual({ kind: 'stale' });
  expect(await find(id)).toEqual({ approval: 'pending', version: 2 });
  expect([await eventsOf(id), await lettersOf(id)]).toEqual([[], []]);
});

test('with an address that bounced, or that nobody confirmed, no email goes out', async () => {
  const bounced = await addVolunteer(db, comune, { approval: 'pending' });
  await sql`update volunteer set email_invalid_at = now() where id = ${bounced}`.execute(db);
  expect(await decide(comune.anna, bounced, { kind: 'approve', version: 1 })).toMatchObject({
    kind: 'done',
    told: false,
  });

  const unconfirmed = await addVolunteer(db, comune, { approval: 'pending' });
  await sql`update volunteer set confirmed_at = null where id = ${unconfirmed}`.execute(db);
  expect(await decide(comune.anna, unconfirmed, { kind: 'approve', version: 1 })).toEqual({ kind: 'unconfirmed' });
  expect(await find(unconfirmed)).toEqual({ approval: 'pending', version: 1 });
  expect(await decide(comune.anna, unconfirmed, { kind: 'refuse', version: 1 })).toMatchObject({ told: false });
  expect([await lettersOf(bounced), await lettersOf(unconfirmed)]).toEqual([[], []]);
});

test('another Comune’s volunteer, one that is not there and an id that is none are not there', async () => {
  const elsewhere = await createComune(db);
  const id = await addVolunteer(db, elsewhere, { approval: 'pending' });
  for (const one of [id, randomUUID(), 'nessuno', `${id}'`]) {
    expect(await decide(comune.anna, one, { kind: 'approve', version: 1 })).toEqual({ kind: 'not_found' });
  }
  expect(await find(id)).toEqual({ approval: 'pending', version: 1 });
});

test('with Temporal away the decision stands, and its letter waits for the monitor', async () => {
  const id = await addVolunteer(db, comune, { approval: 'pending' });
  runs.isAway = true;
  expect(await decide(comune.anna, id, { kind: 'refuse', version: 1 })).toMatchObject({ kind: 'done', told: true });
  expect(await lettersOf(id)).toMatchObject([{ kind: 'refused_to_volunteer', run_started_at: null }]);
});
