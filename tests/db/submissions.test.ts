import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { findSubmission, insertSubmission } from '../../src/db/submissions.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addSubmitted, mailDomain, makeNewSubmission, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

const emailsOf = (id: string) => db.selectFrom('email').selectAll().where('request_id', '=', id).execute();

async function skillsOf(id: string): Promise<string[]> {
  const rows = await db.selectFrom('help_request_skill').select('skill_code').where('request_id', '=', id).execute();
  return rows.map((row) => row.skill_code);
}

describe('a stored submission', () => {
  it('keeps every field as it was given', async () => {
    const preferredTime = { date: '2026-02-28', part: 'evening' as const };
    const id = await addSubmitted(db, comune, { preferredTime, description: 'Due righe\ne una 😀' });
    const row = await db.selectFrom('help_request').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      status: 'submitted',
      version: 1,
      channel: 'citizen',
      submitted_by: null,
      need_code: 'spesa',
      given_name: 'Giuseppe',
      family_name: 'Canarino',
      telephone: '+393331234567',
      email: null,
      address: 'Via dei Canarini 7',
      zone_code: 'centro',
      preferred_date: '2026-02-28',
      preferred_part: 'evening',
      description: 'Due righe\ne una 😀',
      run_started_at: null,
    });
    expect(await readTimeline(db, id)).toEqual([{ event: 'submitted', by: null }]);
  });

  it('requires what its need requires as a rule', async () => {
    expect(await skillsOf(await addSubmitted(db, comune, { need: 'trasporto' }))).toEqual(['guida']);
    expect(await skillsOf(await addSubmitted(db, comune, { need: 'spesa' }))).toEqual([]);
  });

  it('takes over the vehicle and the languages that its need requires as a rule, and asks for who is free', async () => {
    const strict = await createComune(db);
    const ofNeed = { municipality_id: strict.id, need_code: 'trasporto' };
    await db
      .updateTable('need')
      .set({ vehicle: true, languages_match: 'all' })
      .where('municipality_id', '=', strict.id)
      .where('code', '=', 'trasporto')
      .execute();
    await db
      .insertInto('need_language')
      .values(['it', 'en'].map((language_code) => ({ ...ofNeed, language_code })))
      .execute();
    const requirementsOf = async (need: string) =>
      (await findHelpRequest(db, strict.id, await addSubmitted(db, strict, { need })))?.requirements;
    expect(await requirementsOf('trasporto')).toEqual({
      skills: [{ code: 'guida', label: 'Guidare' }],
      vehicle: true,
      languages: [
        { code: 'it', label: 'Italiano' },
        { code: 'en', label: 'Inglese' },
      ],
      languagesMatch: 'all',
      timeRequired: true,
    });
    const none = { skills: [], vehicle: false, languages: [], languagesMatch: 'any', timeRequired: true };
    expect(await requirementsOf('spesa')).toEqual(none);
  });

  it('has a receipt only where there is an address to send it to', async () => {
    const id = await addSubmitted(db, comune, { requester: { email: 'giuseppe@esempio.example' } });
    const [receipt, ...others] = await emailsOf(id);
    expect(others).toEqual([]);
    expect(receipt).toMatchObject({
      kind: 'receipt_to_requester',
      subject_id: id,
      recipient_id: id,
      round: 0,
      state: 'queued',
    });
    expect(receipt?.message_id).toBe(`<${receipt?.id}@${mailDomain}>`);
    expect(await emailsOf(await addSubmitted(db, comune))).toEqual([]);
  });

  it('names the clerk who filled it in', async () => {
    const id = await addSubmitted(db, comune, { submittedBy: comune.bruno });
    expect(await readTimeline(db, id)).toEqual([{ event: 'submitted', by: 'Bruno Operatore' }]);
  });

  it('is one for one key, with twenty at once', async () => {
    const key = randomUUID();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => insertSubmission(db, { ...makeNewSubmission(comune), idempotencyKey: key })),
    );
    const stored = all.filter((one) => typeof one === 'object');
    expect(stored).toHaveLength(1);
    expect(all.filter((one) => one === 'key_exists')).toHaveLength(19);
    expect((await findSubmission(db, comune.id, key))?.id).toBe(stored[0]?.requestId);
  });

  it('asks for another reference where the Comune has this one', async () => {
    const first = makeNewSubmission(comune);
    await insertSubmission(db, first);
    expect(await insertSubmission(db, { ...makeNewSubmission(comune), reference: first.reference })).toBe(
      'reference_exists',
    );
    const other = await createComune(db);
    expect(await insertSubmission(db, { ...makeNewSubmission(other), reference: first.reference })).toHaveProperty(
      'requestId',
    );
  });

  it('knows a key in its own Comune only', async () => {
    const first = makeNewSubmission(comune);
    await insertSubmission(db, first);
    const other = await createComune(db);
    expect(await findSubmission(db, other.id, first.idempotencyKey)).toBeUndefined();
    expect(
      await insertSubmission(db, { ...makeNewSubmission(other), idempotencyKey: first.idempotencyKey }),
    ).toHaveProperty('requestId');
  });

  it('leaves nothing behind where one part of it is refused', async () => {
    const count = async () => (await db.selectFrom('timeline_entry').select('id').execute()).length;
    const before = await count();
    const wrong = makeNewSubmission(comune, { need: 'volo' });
    await expect(insertSubmission(db, wrong)).rejects.toMatchObject({
      constraint: 'help_request_municipality_id_need_code_fkey',
    });
    expect(await count()).toBe(before);
    expect(await findSubmission(db, comune.id, wrong.idempotencyKey)).toBeUndefined();
  });
});
