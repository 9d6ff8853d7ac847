import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { type Recorded, recordDecision } from '../../src/db/decisions.ts';
import { eraseRequest } from '../../src/db/erase-request.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { findDuplicates } from '../../src/db/request-duplicates.ts';
import { discard } from '../../src/db/status.ts';
import { readHouseNumber } from '../../src/domain/duplicate.ts';
import type { Requester } from '../../src/domain/submission.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, addSubmitted, discardNow, dispatchNow, readTimeline } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(async () => {
  comune = await createComune(db);
});

const maria: Partial<Requester> = {
  givenName: 'Maria Luisa',
  familyName: 'Rossi',
  telephone: '+393331112233',
  address: 'Via dei Mille 12',
};

/** A request of somebody, so many days ago. */
async function add(requester: Partial<Requester>, daysAgo = 0): Promise<string> {
  const id = await addAwaiting(db, comune, { requester: { ...maria, ...requester } });
  const at = new Date(Date.UTC(2026, 10, 20, 12) - daysAgo * 86_400_000);
  await db.updateTable('help_request').set({ submitted_at: at }).where('id', '=', id).execute();
  return id;
}

async function detailOf(id: string) {
  const request = await findHelpRequest(db, comune.id, id);
  if (request === undefined) throw new Error('the request of the test is not there');
  return request;
}

async function reasonsFor(id: string): Promise<Record<string, string[]>> {
  const found = await findDuplicates(db, comune.id, await detailOf(id));
  return Object.fromEntries(found.map((other) => [other.id, other.because]));
}

describe('a likely duplicate', () => {
  it.each<[string, Partial<Requester>, string[]]>([
    ['the same person again', {}, ['telephone', 'name_and_address']],
    [
      'the same telephone, all else another',
      { givenName: 'Ugo', familyName: 'Bo', address: 'Via Po 1' },
      ['telephone'],
    ],
    ['the same person by another telephone', { telephone: '+390612345678' }, ['name_and_address']],
    ['a slip in the name', { telephone: '+390612345678', familyName: 'Rosi' }, ['name_and_address']],
    [
      'names in turned fields',
      { telephone: '+390612345678', givenName: 'Rossi', familyName: 'Maria Luisa' },
      ['name_and_address'],
    ],
    [
      'an abbreviated address',
      { telephone: '+390612345678', address: 'v. dei mille, n. 12 int. 4' },
      ['name_and_address'],
    ],
  ])('%s', async (_, other, because) => {
    const [one, two] = [await add({}), await add(other)];
    expect(await reasonsFor(one)).toEqual({ [two]: because });
    // Of two, each may be the other.
    expect(await reasonsFor(two)).toEqual({ [one]: because });
  });

  it.each<[string, Partial<Requester>]>([
    ['who lives next door', { telephone: '+390612345678', address: 'Via dei Mille 14' }],
    ['somebody else in the same house', { telephone: '+390612345678', givenName: 'Ugo', familyName: 'Bianchi' }],
    ['the same name elsewhere', { telephone: '+390612345678', address: 'Corso Garibaldi 12' }],
  ])('is not %s', async (_, other) => {
    const one = await add({});
    await add(other);
    expect(await reasonsFor(one)).toEqual({});
  });

  it('is at most 14 days away, before or after', async () => {
    const middle = await add({}, 20);
    const [before, after] = [await add({}, 34), await add({}, 6)];
    await add({}, 34.01);
    await add({}, 5.99);
    expect(Object.keys(await reasonsFor(middle)).toSorted()).toEqual([before, after].toSorted());
  });

  it('is one that can stand for the other: not discarded, erased, still to import or of another Comune', async () => {
    const one = await add({});
    const sent = await add({});
    await dispatchNow(db, comune.anna, sent);
    await discardNow(db, comune.anna, await add({}));
    const erased = await add({});
    await discardNow(db, comune.anna, erased);
    await eraseRequest(db, { municipalityId: comune.id, requestId: erased });
    await addSubmitted(db, comune, { requester: maria });
    await addAwaiting(db, await createComune(db), { requester: maria });
    expect(Object.keys(await reasonsFor(one))).toEqual([sent]);
  });

  it('whatever was typed is found again by the same telephone, and its number is the column’s', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((one) => !one.includes('\0'));
    const name = text.map((one) => one.replace(/\s+/g, '-'));
    await fc.assert(
      fc.asyncProperty(name, name, text, async (givenName, familyName, address) => {
        comune = await createComune(db);
        const one = await add({ givenName, familyName, address });
        const same = await add({ givenName, familyName, address: `${address} ` });
        const strange = await add({ telephone: '+390612345678', givenName: 'Ugo', familyName: 'Bo', address: 'x 999' });
        const found = await reasonsFor(one);
        expect(found[same]).toContain('telephone');
        expect(found).not.toHaveProperty(strange);
        const { house_number } = await db
          .selectFrom('help_request')
          .select('house_number')
          .where('id', '=', one)
          .executeTakeFirstOrThrow();
        expect(house_number).toBe(readHouseNumber(address));
      }),
      { numRuns: 20 },
    );
  });
});

describe('discarding as a duplicate', () => {
  const discardAs = (id: string, duplicateOf: string, operator = comune.anna) =>
    recordDecision(db, operator, id, { kind: 'discard', reason: 'duplicate', duplicateOf });

  async function carryOut(id: string, recorded: Recorded): Promise<void> {
    if (recorded.kind !== 'recorded') throw new Error(`a decision was ${recorded.kind}`);
    expect(await discard(db, id, recorded.decision.id)).toBe('discarded');
  }

  it('names the other, and both timelines tell of it', async () => {
    const [one, two] = [await add({}), await add({})];
    await carryOut(one, await discardAs(one, two));
    const [mine, theirs] = [await detailOf(one), await detailOf(two)];
    expect(mine.decision?.duplicateOf).toEqual({ id: two, reference: theirs.reference });
    expect(mine.timeline.find(({ event }) => event === 'marked_duplicate')?.other).toBe(theirs.reference);
    expect(theirs.timeline.find(({ event }) => event === 'has_duplicate')).toMatchObject({
      other: mine.reference,
      by: 'Anna Operatrice',
    });
  });

  it('is refused where the other can’t stand for it, and then nothing is recorded', async () => {
    const one = await add({});
    const discarded = await add({});
    await discardNow(db, comune.anna, discarded);
    const submitted = await addSubmitted(db, comune);
    const strange = await addAwaiting(db, await createComune(db));
    const withdrawn = await add({});
    await dispatchNow(db, comune.anna, withdrawn);
    await sql`update help_request set withdrawn_at = now() where id = ${withdrawn}`.execute(db);
    expect(await reasonsFor(one)).not.toHaveProperty(withdrawn);
    for (const other of [one, discarded, submitted, strange, withdrawn, comune.id]) {
      expect(await discardAs(one, other)).toEqual({ kind: 'original_missing' });
    }
    expect((await readTimeline(db, one)).map(({ event }) => event)).not.toContain('discard_decided');
  });

  it('undone before it is carried out is told on no timeline', async () => {
    const [one, two] = [await add({}), await add({})];
    await discardAs(one, two);
    for (const id of [one, two]) {
      expect((await readTimeline(db, id)).map(({ event }) => event)).not.toContain('has_duplicate');
      expect((await readTimeline(db, id)).map(({ event }) => event)).not.toContain('marked_duplicate');
    }
  });

  it.each(['duplicate', 'original'])('once the %s is erased, neither leads to the other', async (erased) => {
    const [one, two] = [await add({}), await add({})];
    await carryOut(one, await discardAs(one, two));
    if (erased === 'original') await discardNow(db, comune.anna, two);
    const requestId = erased === 'original' ? two : one;
    await eraseRequest(db, { municipalityId: comune.id, requestId });
    for (const id of [one, two]) {
      const { decision, timeline } = await detailOf(id);
      expect(decision?.duplicateOf ?? null).toBeNull();
      expect(timeline.filter(({ other }) => other !== null)).toEqual([]);
    }
  });

  it('of two that two operators discard each as the other’s at once, one stays', async () => {
    for (let i = 0; i < 10; i += 1) {
      const [one, two] = [await add({}), await add({})];
      const kinds = (await Promise.all([discardAs(one, two), discardAs(two, one, comune.bruno)])).map(
        ({ kind }) => kind,
      );
      expect(kinds.toSorted()).toEqual(['original_missing', 'recorded']);
    }
  });

  it('the database refuses another reason, itself, and another Comune’s', async () => {
    const [one, two] = [await add({}), await add({})];
    await carryOut(one, await discardAs(one, two));
    const strange = await addAwaiting(db, await createComune(db));
    const set = (assignment: ReturnType<typeof sql>) =>
      sql`update decision set ${assignment} where request_id = ${one}`.execute(db);
    await expect(set(sql`reason = 'other'`)).rejects.toThrow('decision_duplicate_of_another');
    await expect(set(sql`duplicate_of = ${one}`)).rejects.toThrow('decision_duplicate_of_another');
    await expect(set(sql`duplicate_of = ${strange}`)).rejects.toThrow('decision_duplicate_of_fkey');
    await expect(
      sql`update timeline_entry set other_request_id = null where request_id = ${one}`.execute(db),
    ).rejects.toThrow('timeline_entry_of_duplicate');
  });
});
