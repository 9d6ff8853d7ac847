import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../../src/db/timeline.ts';
import { findVolunteer } from '../../src/db/volunteer-detail.ts';
import { findDuplicates, listDuplicates } from '../../src/db/volunteer-duplicates.ts';
import { addVolunteerNote } from '../../src/db/volunteer-edits.ts';
import { type MergeOutcome, mergeVolunteers } from '../../src/db/volunteer-merge.ts';
import type { VolunteerDetail } from '../../src/domain/volunteer-view.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor } from '../support/request-fixture.ts';
import { addOffer } from '../support/volunteer-history.ts';

let database: TestDatabase;
let comune: Comune;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  comune = await createComune(database.db);
});

async function read(id: string): Promise<VolunteerDetail> {
  const found = await findVolunteer(database.db, comune.id, id);
  if (found === undefined) throw new Error('the volunteer of the test is not there');
  return found;
}

/** Merges as an operator does who has both pages before them. */
async function merge(keepId: string, dropId: string, operator = comune.anna): Promise<MergeOutcome> {
  const [keep, drop] = [await read(keepId), await read(dropId)];
  return await mergeVolunteers(database.db, operator, { keep, drop, describe: tell });
}
const tell = (dropped: { givenName: string }, summary: object) => `${dropped.givenName} ${JSON.stringify(summary)}`;

async function send(): Promise<{ municipalityId: string; request: string; decision: string }> {
  const request = await addAwaiting(database.db, comune);
  const decision = await decideFor(database.db, comune.anna, request, { kind: 'dispatch' });
  return { municipalityId: comune.id, request, decision };
}

describe('a merge', () => {
  it('gives the kept one all that the dropped one had, and says what it did', async () => {
    const { db } = database;
    const kept = await addVolunteer(db, comune, {
      name: 'Ada',
      skills: ['guida'],
      zones: ['centro'],
      maxOpenOffers: 2,
    });
    const dropped = await addVolunteer(db, comune, { name: 'Adda', skills: ['lis'], zones: ['centro', 'collina'] });
    await sql`update volunteer set vehicle = true, birth_date = '1960-02-29', last_offered_at = now(),
      availability = 1 where id = ${dropped}`.execute(db);
    await sql`update volunteer set availability = 2 where id = ${kept}`.execute(db);
    await addVolunteerNote(db, comune.bruno, dropped, 'Telefonare la sera');
    const { offerId, emailId } = await addOffer(db, { ...(await send()), volunteer: dropped });

    const outcome = await merge(kept, dropped);
    expect(outcome).toEqual({ kind: 'merged', summary: { offers: 1, doubleOffers: 0, emails: 1, events: 1 } });
    const now = await read(kept);
    expect(now).toMatchObject({ givenName: 'Ada', birthDate: '1960-02-29', openOffers: 1 });
    expect(now.lastOfferedAt).not.toBeNull();
    expect(now.characteristics).toMatchObject({
      skills: ['guida', 'lis'],
      zones: ['centro', 'collina'],
      needs: [],
      vehicle: true,
      availability: 3,
      maxOpenOffers: 2,
    });
    expect(now.offers.map(({ id }) => id)).toEqual([offerId]);
    expect(now.emails.map(({ id }) => id)).toEqual([emailId]);
    expect(now.events.map(({ event, note, by }) => [event, note, by])).toEqual([
      ['merged', 'Adda {"doubleOffers":0,"offers":1,"events":1,"emails":1}', comune.anna.name],
      ['noted', 'Telefonare la sera', comune.bruno.name],
    ]);
    expect(await findVolunteer(db, comune.id, dropped)).toBeUndefined();
  });

  it.each([
    ['declined', 'open', 'dropped'],
    ['open', 'accepted', 'dropped'],
    ['accepted', 'open', 'kept'],
    ['open', 'open', 'kept'],
    ['undeliverable', 'open', 'dropped'],
  ] as const)('of a request offered to both (%s, %s) keeps the %s one’s offer', async (ofKept, ofDropped, stays) => {
    const { db } = database;
    const [kept, dropped] = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
    const sent = await send();
    const first = await addOffer(db, { ...sent, volunteer: kept, state: ofKept });
    // The kept one's email came back, and the place went to the same person under the other address.
    const replaces = ofKept === 'undeliverable' ? { replaces: first.offerId } : {};
    const second = await addOffer(db, { ...sent, volunteer: dropped, state: ofDropped, rank: 2, ...replaces });
    const outcome = await merge(kept, dropped);
    expect(outcome).toMatchObject({ kind: 'merged', summary: { doubleOffers: 1 } });
    const { offers, emails } = await read(kept);
    expect(offers.map(({ id }) => id)).toEqual([stays === 'kept' ? first.offerId : second.offerId]);
    expect(emails).toHaveLength(1);
  });

  it('keeps the looks at the contacts that a doubled offer led to', async () => {
    const { db } = database;
    const [kept, dropped] = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
    const sent = await send();
    const stays = await addOffer(db, { ...sent, volunteer: kept });
    const goes = await addOffer(db, { ...sent, volunteer: dropped, rank: 2 });
    const about = { municipality_id: comune.id, request_id: sent.request, offer_id: goes.offerId };
    await record(db, about, 'contacts_seen');
    await merge(kept, dropped);
    const looks = await db
      .selectFrom('timeline_entry')
      .select('offer_id')
      .where('request_id', '=', sent.request)
      .where('event', '=', 'contacts_seen')
      .execute();
    expect(looks).toEqual([{ offer_id: stays.offerId }]);
  });

  it('keeps the emails of both rounds of a request that was sent twice', async () => {
    const { db } = database;
    const [kept, dropped] = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
    const sent = await send();
    await addOffer(db, { ...sent, volunteer: kept }, { round: 1 });
    await addOffer(db, { ...sent, volunteer: dropped, rank: 2 }, { round: 2 });
    await merge(kept, dropped);
    expect((await read(kept)).emails).toHaveLength(2);
  });

  it('refuses while an email is being sent, or one that would go is waiting', async () => {
    const { db } = database;
    const [kept, dropped] = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
    const sent = await send();
    const { emailId } = await addOffer(db, { ...sent, volunteer: dropped }, { email: 'sending' });
    expect(await merge(kept, dropped)).toEqual({ kind: 'sending' });
    await sql`update email set state = 'queued', claim = null where id = ${emailId}`.execute(db);
    await addOffer(db, { ...sent, volunteer: kept, rank: 2 });
    expect(await merge(kept, dropped)).toEqual({ kind: 'sending' });
    // Somebody has its row in hand: no waiting either.
    await sql`update email set state = 'failed' where id = ${emailId}`.execute(db);
    await db.transaction().execute(async (tx) => {
      await sql`select from email where id = ${emailId} for update`.execute(tx);
      expect(await merge(kept, dropped)).toEqual({ kind: 'sending' });
    });
    expect(await read(dropped)).toMatchObject({ openOffers: 1 });
    expect((await merge(kept, dropped)).kind).toBe('merged');
  });

  it('refuses what changed meanwhile, itself, and another Comune’s', async () => {
    const { db } = database;
    const [kept, dropped] = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
    const [keep, drop] = [await read(kept), await read(dropped)];
    await sql`update volunteer set version = version + 1 where id = ${dropped}`.execute(db);
    expect(await mergeVolunteers(db, comune.anna, { keep, drop, describe: tell })).toEqual({ kind: 'stale' });
    expect(await merge(kept, kept)).toEqual({ kind: 'not_found' });
    const other = await createComune(db);
    expect(await merge(kept, dropped, other.anna)).toEqual({ kind: 'not_found' });
  });

  it('of two operators at once, whichever way round, has one outcome', async () => {
    const { db } = database;
    for (let round = 0; round < 10; round += 1) {
      const ids = [await addVolunteer(db, comune), await addVolunteer(db, comune)];
      const [one, two] = [await read(ids[0] ?? ''), await read(ids[1] ?? '')];
      await addOffer(db, { ...(await send()), volunteer: one.id });
      await addOffer(db, { ...(await send()), volunteer: two.id });
      const outcomes = await Promise.all([
        mergeVolunteers(db, comune.anna, { keep: one, drop: two, describe: tell }),
        mergeVolunteers(db, comune.bruno, { keep: two, drop: one, describe: tell }),
        mergeVolunteers(db, comune.bruno, { keep: one, drop: two, describe: tell }),
      ]);
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['merged', 'not_found', 'not_found']);
      const left = (await Promise.all(ids.map((id) => findVolunteer(db, comune.id, id)))).filter(
        (volunteer) => volunteer !== undefined,
      );
      expect(left.map(({ offers, events }) => [offers.length, events.length])).toEqual([[2, 1]]);
    }
  });
});

describe('duplicates', () => {
  const add = async (name: string, over: Record<string, unknown>) => {
    const id = await addVolunteer(database.db, comune, { name });
    await database.db.updateTable('volunteer').set(over).where('id', '=', id).execute();
    return id;
  };

  it('share the telephone, or a birthday and nearly the name; each pair stands once', async () => {
    const { db } = database;
    const ada = await add('Ada Maria', { family_name: 'Zorzi', telephone: '+393330000010', birth_date: '1960-01-01' });
    const slip = await add('Ada Mara', { family_name: 'Zorzi', telephone: '+393330000011', birth_date: '1960-01-01' });
    const swapped = await add('Zorzi', {
      family_name: 'Ada Maria',
      telephone: '+393330000012',
      birth_date: '1960-01-01',
    });
    const family = await add('Ugo', { family_name: 'Neri', telephone: '+393330000010', birth_date: '1990-01-01' });
    await add('Ada Maria', { family_name: 'Zorzi', telephone: '+393330000013', birth_date: '1961-01-01' });
    const found = await findDuplicates(db, comune.id, ada);
    expect(new Map(found.map(({ other, because }) => [other.id, because]))).toEqual(
      new Map([
        [slip, ['name_and_birth']],
        [swapped, ['name_and_birth']],
        [family, ['telephone']],
      ]),
    );
    const { items, next } = await listDuplicates(db, { municipalityId: comune.id, limit: 50 });
    const pairs = items.map(({ volunteer, other }) => `${volunteer.id} ${other.id}`);
    expect(pairs).toEqual([`${family} ${ada}`, `${swapped} ${slip}`, `${swapped} ${ada}`, `${slip} ${ada}`]);
    expect(next).toBeNull();
    const other = await createComune(db);
    expect(await findDuplicates(db, other.id, ada)).toEqual([]);
  });

  it('come a page at a time, none left out', async () => {
    const { db } = database;
    for (let i = 0; i < 12; i += 1) await add(`N${i}`, { telephone: `+39333100000${i % 3}` });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listDuplicates(db, {
        municipalityId: comune.id,
        limit: 5,
        ...(after !== undefined && { after }),
      });
      seen.push(...page.items.map(({ volunteer, other }) => `${volunteer.id} ${other.id}`));
      after = page.next ?? undefined;
    } while (after !== undefined);
    // Three telephones of four each: six pairs of each.
    expect([seen.length, new Set(seen).size]).toEqual([18, 18]);
  });
});
