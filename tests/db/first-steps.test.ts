import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { readFirstSteps } from '../../src/db/first-steps.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { queueTestEmail } from '../../src/db/test-emails.ts';
import { findLettersWithoutRun } from '../../src/db/undelivered.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase } from '../support/database.ts';
import { addSubmitted, mailDomain } from '../support/request-fixture.ts';

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

const read = () => forMunicipality(comune.id, () => readFirstSteps(app, comune.anna));
const queue = () => forMunicipality(comune.id, () => queueTestEmail(app, comune.anna, mailDomain));
const age = (seconds: number) =>
  sql`update email set created_at = created_at - make_interval(secs => ${seconds}) where operator_id = ${comune.anna.id}`.execute(
    db,
  );

describe('the first steps', () => {
  it('find what a new Comune has, and what it lacks', async () => {
    expect(await read()).toEqual({
      lead: 'Carla Capo',
      deciders: 2,
      invited: 0,
      needs: 2,
      zones: 2,
      hasVolunteers: false,
      testEmail: null,
      hasCitizens: false,
    });
  });

  it('count nobody who is taken out, and nothing that is no longer offered', async () => {
    await sql`update operator set disabled_at = now() where id = ${comune.bruno.id}`.execute(db);
    await sql`update need set retired_at = now() where municipality_id = ${comune.id} and code = 'spesa'`.execute(db);
    expect(await read()).toMatchObject({ deciders: 1, needs: 1 });
  });

  it('see a volunteer once approved, and a citizen once they have written', async () => {
    await addVolunteer(db, comune, { approval: 'pending' });
    await addSubmitted(db, comune, { submittedBy: comune.anna });
    expect(await read()).toMatchObject({ hasVolunteers: false, hasCitizens: false });
    await addVolunteer(db, comune);
    await addSubmitted(db, comune);
    expect(await read()).toMatchObject({ hasVolunteers: true, hasCitizens: true });
  });
});

describe('an email of trial', () => {
  it('is one row to who asked for it, and a letter that the monitor finds', async () => {
    const id = await queue();
    const row = await db
      .selectFrom('email')
      .selectAll()
      .where('id', '=', id ?? '')
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ kind: 'test_to_operator', recipient_id: comune.anna.id, round: 1, state: 'queued' });
    await age(10);
    expect(await findLettersWithoutRun(app)).toContainEqual({ municipalityId: comune.id, id });
    expect((await read()).testEmail).toMatchObject({ state: 'queued' });
  });

  it('is not asked for twice within a minute, nor at once', async () => {
    const asked = await Promise.all([queue(), queue(), queue()]);
    expect(asked.filter((id) => id !== undefined)).toHaveLength(1);
    expect(await queue()).toBeUndefined();
    await age(61);
    expect(await queue()).toBeDefined();
    await sql`update email set state = 'failed' where operator_id = ${comune.anna.id} and round = 2`.execute(db);
    expect((await read()).testEmail).toMatchObject({ state: 'failed' });
  });

  it('goes to nobody but who asked, and is about nothing else', async () => {
    await queue();
    const change = (what: ReturnType<typeof sql>) =>
      sql`update email set ${what} where operator_id = ${comune.anna.id}`.execute(db);
    await expect(change(sql`recipient_id = ${comune.bruno.id}`)).rejects.toThrow('email_test_subject');
    await expect(change(sql`kind = 'receipt_to_requester'`)).rejects.toThrow(/email_of_test/);
    const requestId = await addSubmitted(db, comune);
    await expect(change(sql`request_id = ${requestId}`)).rejects.toThrow('email_one_subject');
    await expect(change(sql`kind = 'nothing_we_know'`)).rejects.toThrow(/email_(kind_check|of_test)/);
  });
});
