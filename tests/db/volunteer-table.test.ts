import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostCounted } from '../../src/db/capped-count.ts';
import { countVolunteers, listVolunteers, type VolunteerTableQuery } from '../../src/db/volunteer-table.ts';
import { listVolunteersToCall } from '../../src/db/volunteers-to-call.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor } from '../support/request-fixture.ts';
import { addOffer } from '../support/volunteer-history.ts';

let database: TestDatabase;
let comune: Comune;
const today = '2026-11-24';
beforeAll(async () => {
  database = await createTestDatabase();
  comune = await createComune(database.db);
});
afterAll(() => database.drop());

const names = async (query: Partial<VolunteerTableQuery> = {}) => {
  const all = { municipalityId: comune.id, today, limit: 50, ...query };
  return (await listVolunteers(database.db, all)).items.map(({ givenName }) => givenName);
};
const change = (id: string, changes: Record<string, unknown>) =>
  database.db.updateTable('volunteer').set(changes).where('id', '=', id).execute();

describe('the table of volunteers', () => {
  it('narrows by approval, skill, zone, pause, address and words, all at once too', async () => {
    const ada = await addVolunteer(database.db, comune, { name: 'Ada', skills: ['guida'], zones: ['centro'] });
    const bea = await addVolunteer(database.db, comune, { name: 'Bea', approval: 'pending', zones: ['collina'] });
    const ciro = await addVolunteer(database.db, comune, { name: 'Ciro', approval: 'pending' });
    const dora = await addVolunteer(database.db, comune, { name: 'Dora', skills: [], active: false });
    await change(ciro, { confirmed_at: null });
    await change(dora, { email_invalid_at: new Date(), telephone: '+393339998877' });
    await change(ada, { paused_until: today });
    await change(bea, { paused_until: '2026-11-25' });

    expect(await names()).toEqual(['Ada', 'Bea', 'Ciro', 'Dora']);
    // Ciro has not confirmed the address: nobody waits for the Comune yet.
    expect(await names({ approval: 'pending' })).toEqual(['Bea']);
    expect(await names({ approval: 'approved' })).toEqual(['Ada', 'Dora']);
    expect(await names({ skill: 'guida' })).toEqual(['Ada', 'Bea', 'Ciro']);
    expect(await names({ zone: 'collina' })).toEqual(['Bea', 'Ciro', 'Dora']);
    expect(await names({ paused: true })).toEqual(['Bea', 'Dora']);
    expect(await names({ emailInvalid: true })).toEqual(['Dora']);
    expect(await names({ q: 'volontario ada' })).toEqual(['Ada']);
    expect(await names({ q: '333 999 8877' })).toEqual(['Dora']);
    expect(await names({ q: '100%' })).toEqual([]);
    expect(await names({ approval: 'approved', skill: 'guida', zone: 'centro', q: 'ada' })).toEqual(['Ada']);
    expect(await countVolunteers(database.db, { municipalityId: comune.id, today })).toEqual({
      all: 4,
      pending: 1,
      approved: 2,
      suspended: 0,
      refused: 0,
      paused: 2,
      emailInvalid: 1,
    });
  });

  it('shows load and lists of each, and nothing of another Comune', async () => {
    const other = await createComune(database.db);
    const vito = await addVolunteer(database.db, other, { maxOpenOffers: 2 });
    const request = await addAwaiting(database.db, other);
    const decision = await decideFor(database.db, other.anna, request, { kind: 'dispatch' });
    await addOffer(database.db, { municipalityId: other.id, request, decision, volunteer: vito });
    const { items } = await listVolunteers(database.db, { municipalityId: other.id, today, limit: 50 });
    expect(items).toMatchObject([{ id: vito, openOffers: 1, maxOpenOffers: 2 }]);
    expect(items[0]?.skills.toSorted()).toEqual(['ascolto', 'guida', 'lis']);
    expect(items[0]?.zones.toSorted()).toEqual(['centro', 'collina']);
  });

  it('pages through everybody once, names that are the same included, and starts again where a cursor is none', async () => {
    const many = await createComune(database.db);
    await sql`
      insert into volunteer (municipality_id, given_name, family_name, email, telephone)
      select ${many.id}, 'Anna', 'Rossi' || i % 3, i || '@volontari.example', '+393330000002'
      from generate_series(1, 25) i`.execute(database.db);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await listVolunteers(database.db, {
        municipalityId: many.id,
        today,
        limit: 4,
        ...(after !== undefined && { after }),
      });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    for (const wrong of ['x', '', "'", '00000000-0000-0000-0000-000000000000']) {
      const page = await listVolunteers(database.db, { municipalityId: many.id, today, limit: 4, after: wrong });
      expect(page.items.map(({ id }) => id)).toEqual(seen.slice(0, 4));
    }
  });

  it('counts no further than it says', async () => {
    const many = await createComune(database.db);
    await sql`
      insert into volunteer (municipality_id, given_name, family_name, email, telephone, approval)
      select ${many.id}, 'Anna', 'Rossi', i || '@volontari.example', '+393330000002', 'approved'
      from generate_series(1, ${mostCounted + 50}::int) i`.execute(database.db);
    const counts = await countVolunteers(database.db, { municipalityId: many.id, today });
    expect([counts.all, counts.approved, counts.refused]).toEqual([mostCounted + 1, mostCounted + 1, 0]);
  });
});

describe('«Da telefonare»', () => {
  it('has whom no email reaches, the longest first, with the open offers and a page at a time', async () => {
    const { db } = database;
    const other = await createComune(db);
    const ids: string[] = [];
    for (const hours of [1, 3, 2]) {
      const id = await addVolunteer(db, other, { name: `da ${hours} ore` });
      await change(id, { email_invalid_at: new Date(Date.now() - hours * 3_600_000) });
      ids.push(id);
    }
    await addVolunteer(db, other);
    const request = await addAwaiting(db, other);
    const decision = await decideFor(db, other.anna, request, { kind: 'dispatch' });
    await addOffer(db, { municipalityId: other.id, request, decision, volunteer: ids[1] ?? '' });
    const first = await listVolunteersToCall(db, { municipalityId: other.id, limit: 2 });
    expect(first.items.map(({ givenName }) => givenName)).toEqual(['da 3 ore', 'da 2 ore']);
    expect(first.items.map(({ offers }) => offers.map(({ requestId }) => requestId))).toEqual([[request], []]);
    const second = await listVolunteersToCall(db, { municipalityId: other.id, limit: 2, after: first.next ?? '' });
    expect(second.items.map(({ givenName }) => givenName)).toEqual(['da 1 ore']);
    expect(second.next).toBeNull();
  });
});
