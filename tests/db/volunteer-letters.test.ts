import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { findLettersWithoutRun, type Undelivered } from '../../src/db/undelivered.ts';
import { findUnfinishedLetters, markLetterStarted } from '../../src/db/undelivered-letters.ts';
import { queueVolunteerLetter } from '../../src/db/volunteer-letters.ts';
import { createDelivery } from '../../src/requests/delivery.ts';
import { deliverAll } from '../../src/requests/monitor.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeRuns } from '../support/fake-runs.ts';
import { explainFunction } from '../support/query-plan.ts';
import { addLink, queueLink } from '../support/volunteer-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
let of: { municipalityId: string; volunteerId: string };
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
beforeEach(async () => {
  await sql`delete from email`.execute(db);
  of = { municipalityId: comune.id, volunteerId: await addVolunteer(db, comune) };
});
afterAll(() => database.drop());

const mailDomain = 'comune.example';

/** More than the time that a web process has to deliver its own rows. */
const passGrace = () => sql`update email set created_at = created_at - interval '4 seconds'`.execute(db);

const startedAt = async (id: string) =>
  (await db.selectFrom('email').select('run_started_at').where('id', '=', id).executeTakeFirstOrThrow()).run_started_at;

const idsOf = (found: readonly Undelivered[]) => found.map(({ id }) => id);

describe('a letter', () => {
  it('is one for each link or event, queued again or not, with a Message-ID of the Comune', async () => {
    const { linkId } = await addLink(db, of);
    const letter = { ...of, kind: 'link_to_volunteer', linkId, mailDomain } as const;
    const first = await queueVolunteerLetter(db, letter);
    expect(await queueVolunteerLetter(db, letter)).toBe(first);
    const row = await db.selectFrom('email').selectAll().where('id', '=', first).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'queued', subject_id: linkId, recipient_id: of.volunteerId, request_id: null });
    expect(row.message_id).toBe(`<${first}@comune.example>`);
  });

  it('about a decision refers to a link in no case, and the other way round', async () => {
    const { linkId } = await addLink(db, of);
    const twisted = sql`insert into email (municipality_id, kind, subject_id, recipient_id, round, volunteer_link_id,
      message_id) values (${comune.id}, 'approved_to_volunteer', ${linkId}, ${of.volunteerId}, 0, ${linkId}, '<x@y>')`;
    await expect(twisted.execute(db)).rejects.toThrow('email_of_');
  });

  it('is erased with its volunteer', async () => {
    await queueLink(db, of);
    await db.deleteFrom('volunteer').where('id', '=', of.volunteerId).execute();
    expect(await db.selectFrom('email').select('id').execute()).toEqual([]);
  });
});

describe('the monitor', () => {
  it('finds letters without a run, oldest first, once their web process has had its time', async () => {
    const [older, newer] = [await queueLink(db, of), await queueLink(db, of)];
    expect(idsOf(await findLettersWithoutRun(db))).toEqual([]);
    await passGrace();
    expect(idsOf(await findLettersWithoutRun(db))).toEqual([older, newer]);
    await markLetterStarted(db, older);
    expect(idsOf(await findLettersWithoutRun(db))).toEqual([newer]);
  });

  it('starts with Temporal back what it could not start with Temporal away, once', async () => {
    const runs = createFakeRuns();
    const delivery = createDelivery({ db, runs, log: pino({ level: 'silent' }) });
    const [one, two] = [await queueLink(db, of), await queueLink(db, of)];
    runs.isAway = true;
    expect(await delivery.startLetter(one)).toBe('unreachable');
    await passGrace();
    const round = () => deliverAll(db, delivery, new AbortController().signal);
    await round();
    expect([await startedAt(one), runs.letters.size]).toEqual([null, 0]);

    runs.isAway = false;
    await round();
    expect([...runs.letters.keys()]).toEqual([one, two]);
    const policy = { mailRetryMs: 7_200_000, mailFirstPauseMs: expect.any(Number), heartbeatMs: expect.any(Number) };
    expect(runs.letters.get(one)).toEqual({ municipalityId: comune.id, emailId: one, policy });
    const { calls } = runs;
    await round();
    expect(runs.calls).toBe(calls);
  });

  it('reads its index only, however many emails there are', async () => {
    const nodes = await db.transaction().execute(async (tx) => {
      // An empty table is read whole: what counts is that the index can be used.
      await sql`set local enable_seqscan = off`.execute(tx);
      return await explainFunction(tx, 'letters_without_run', 500);
    });
    expect(nodes.map(({ index }) => index)).toContain('email_without_run');
  });
});

describe('after a restore from backup', () => {
  it('the letters that are not settled and whose run was started once are found, and started again', async () => {
    const [lost, sent, fresh] = [await queueLink(db, of), await queueLink(db, of), await queueLink(db, of)];
    await sql`update email set state = 'sent', sent_at = now() where id = ${sent}`.execute(db);
    for (const id of [lost, sent]) await markLetterStarted(db, id);
    expect(await findUnfinishedLetters(db)).toEqual([lost]);
    expect(idsOf(await findLettersWithoutRun(db))).not.toContain(fresh);

    const runs = createFakeRuns();
    const delivery = createDelivery({ db, runs, log: pino({ level: 'silent' }) });
    expect(await delivery.recoverLetter(lost)).toBe('started');
    expect(await delivery.recoverLetter(lost)).toBe('running');
  });
});
