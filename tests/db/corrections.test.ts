import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeCorrection } from '../../src/db/corrections.ts';
import type { Db } from '../../src/db/database.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import type { Correction } from '../../src/domain/correction.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, decideFor, dispatchNow } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  comune = await createComune(db);
});
afterAll(() => database.drop());

async function read(id: string) {
  const found = await findHelpRequest(db, comune.id, id);
  if (found === undefined) throw new Error('the request of the test is not there');
  return found;
}

/** All but what every correction changes. */
async function readData(id: string) {
  const { version: _, timeline: __, ...data } = await read(id);
  return data;
}

describe('a correction', () => {
  it('changes what it names and nothing else', async () => {
    const id = await addAwaiting(db, comune, { requester: { email: 'a@b.example' } });
    const before = await readData(id);
    const { version } = await read(id);
    const correction = { version, requester: { telephone: '+390612345678' }, description: 'Solo il pane' };
    expect(await storeCorrection(db, comune.bruno, id, correction)).toBe('corrected');
    expect(await readData(id)).toEqual({
      ...before,
      telephone: '+390612345678',
      requester: { ...before.requester, telephone: '+390612345678' },
      description: 'Solo il pane',
    });
    const after = await read(id);
    expect(after.version).toBe(version + 1);
    expect(after.timeline[0]).toMatchObject({ event: 'corrected', by: 'Bruno Operatore' });
  });

  it('changes every field there is', async () => {
    const id = await addAwaiting(db, comune);
    const { version } = await read(id);
    const requester = {
      givenName: 'Maria',
      familyName: 'Rossi',
      telephone: '+390612345678',
      email: 'maria@esempio.example',
      address: 'Via Nuova 1',
      zone: 'collina',
    };
    const preferredTime = { date: '2026-12-24', part: 'morning' as const };
    const correction = { version, need: 'trasporto', requester, preferredTime, description: 'Dal medico' };
    await storeCorrection(db, comune.anna, id, { ...correction, requirements: { skills: ['lis', 'ascolto', 'lis'] } });
    expect(await read(id)).toMatchObject({
      need: { code: 'trasporto' },
      zone: { code: 'collina' },
      requester,
      preferredTime,
      description: 'Dal medico',
      requirements: { skills: [{ code: 'ascolto' }, { code: 'lis' }] },
    });
  });

  it('changes the requirements it names, and keeps them where only the need changes', async () => {
    const id = await addAwaiting(db, comune, { need: 'trasporto' });
    const correct = async (changes: Omit<Correction, 'version'>) =>
      await storeCorrection(db, comune.anna, id, { version: (await read(id)).version, ...changes });
    await correct({ requirements: { languages: ['en', 'it', 'en'], languagesMatch: 'all', vehicle: true } });
    const asked = {
      skills: [{ code: 'guida' }],
      vehicle: true,
      languages: [{ code: 'it' }, { code: 'en' }],
      languagesMatch: 'all',
      timeRequired: true,
    };
    expect((await read(id)).requirements).toMatchObject(asked);
    await correct({ need: 'spesa' });
    expect((await read(id)).requirements).toMatchObject(asked);
    await correct({ requirements: { timeRequired: false, languages: [] } });
    expect((await read(id)).requirements).toMatchObject({ ...asked, timeRequired: false, languages: [] });
  });

  it('takes away what is null, and all skills where none is left', async () => {
    const preferredTime = { date: '2026-12-24', part: 'morning' as const };
    const id = await addAwaiting(db, comune, { need: 'trasporto', preferredTime, requester: { email: 'a@b.example' } });
    const { version } = await read(id);
    const correction = { version, preferredTime: null, requester: { email: null }, requirements: { skills: [] } };
    expect(await storeCorrection(db, comune.anna, id, correction)).toBe('corrected');
    const after = await read(id);
    expect([after.preferredTime, after.requester.email, after.requirements.skills]).toEqual([null, undefined, []]);
  });

  it('of an older version is stale, so of two at once one is', async () => {
    const id = await addAwaiting(db, comune);
    const { version } = await read(id);
    const answers = await Promise.all([
      storeCorrection(db, comune.anna, id, { version, description: 'di Anna' }),
      storeCorrection(db, comune.bruno, id, { version, description: 'di Bruno' }),
    ]);
    expect(answers.toSorted()).toEqual(['corrected', 'stale']);
    const after = await read(id);
    expect(after.description).toBe(answers[0] === 'corrected' ? 'di Anna' : 'di Bruno');
    expect(await storeCorrection(db, comune.anna, id, { version: after.version + 1 })).toBe('stale');
  });

  it('is only for a request that awaits, with no decision in hand', async () => {
    const awaiting = await addAwaiting(db, comune);
    const dispatched = await addAwaiting(db, comune);
    const submitted = await addSubmitted(db, comune);
    await dispatchNow(db, comune.anna, dispatched);
    await decideFor(db, comune.anna, awaiting, { kind: 'dispatch' });
    for (const id of [awaiting, dispatched, submitted]) {
      const before = await readData(id);
      const { version } = await read(id);
      expect(await storeCorrection(db, comune.anna, id, { version, description: 'x' })).toBe('not_editable');
      expect(await readData(id)).toEqual(before);
    }
  });

  it("finds no request of another Comune, nor one that isn't there", async () => {
    const other = await createComune(db);
    const id = await addAwaiting(db, comune);
    const { version, description } = await read(id);
    expect(await storeCorrection(db, other.anna, id, { version, description: 'x' })).toBe('request_not_found');
    expect(await storeCorrection(db, comune.anna, randomUUID(), { version })).toBe('request_not_found');
    expect((await read(id)).description).toBe(description);
  });

  it('is stored whole or not at all', async () => {
    const id = await addAwaiting(db, comune, { need: 'trasporto' });
    const before = await read(id);
    const correction = { version: before.version, description: 'x', requirements: { skills: ['volo'] } };
    await expect(storeCorrection(db, comune.anna, id, correction)).rejects.toMatchObject({
      constraint: 'help_request_skill_municipality_id_skill_code_fkey',
    });
    expect(await read(id)).toEqual(before);
  });
});
