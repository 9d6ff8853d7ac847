import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import type { Correction } from '../../src/domain/correction.ts';
import { correctRequest } from '../../src/requests/correct.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

const correct = (requestId: string, correction: Correction, by = comune) =>
  correctRequest(
    { db, now: () => new Date('2026-11-23T12:00:00Z') },
    { municipality: by, operator: by.anna, requestId, correction },
  );

async function versionOf(id: string): Promise<number> {
  return (await findHelpRequest(db, comune.id, id))?.version ?? 0;
}

describe('a correction', () => {
  it('is stored, and stale when it comes again', async () => {
    const id = await addAwaiting(db, comune);
    const correction = { version: await versionOf(id), description: 'Solo il pane' };
    expect(await correct(id, correction)).toEqual({ kind: 'corrected' });
    expect(await correct(id, correction)).toEqual({ kind: 'stale' });
  });

  it("is invalid outside the Comune's lists and calendar, and changes nothing", async () => {
    const id = await addAwaiting(db, comune);
    const version = await versionOf(id);
    const preferredTime = { date: '2026-11-22', part: 'morning' as const };
    const correction = {
      version,
      need: 'volo',
      preferredTime,
      requester: { zone: 'luna' },
      requirements: { skills: ['volo'] },
    };
    expect(await correct(id, correction)).toEqual({
      kind: 'invalid',
      errors: [
        { path: 'need', message: 'validation.choose' },
        { path: 'requester.zone', message: 'validation.choose' },
        { path: 'requirements.skills', message: 'validation.choose' },
        { path: 'preferredTime.date', message: 'validation.dateInThePast' },
      ],
    });
    expect(await versionOf(id)).toBe(version);
  });

  it('leaves a preferred day that has passed meanwhile, where it is not changed', async () => {
    const id = await addAwaiting(db, comune, { preferredTime: { date: '2026-11-01', part: 'morning' } });
    expect(await correct(id, { version: await versionOf(id), description: 'Solo il pane' })).toEqual({
      kind: 'corrected',
    });
  });

  it('is refused while the request is not in the table', async () => {
    const id = await addSubmitted(db, comune);
    expect(await correct(id, { version: 1, description: 'x' })).toEqual({ kind: 'not_editable' });
  });

  it("finds no request for any id that is none, or another Comune's", async () => {
    const id = await addAwaiting(db, comune);
    const other = await createComune(db);
    for (const wrong of ['', '1', '\0', '01a20a44-4915-7722-8413-d217d02652fd']) {
      await expect(correct(wrong, { version: 1 })).rejects.toMatchObject({ code: 'request_not_found' });
    }
    await expect(correct(id, { version: 1 }, other)).rejects.toMatchObject({ code: 'request_not_found' });
  });
});
