import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findContactLink, lookAtContacts, openContactLink, setContactsWithdrawn } from '../../src/db/contact-links.ts';
import { recordDecision } from '../../src/db/decisions.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { markDispatched } from '../../src/db/status.ts';
import { createLinkSecret } from '../../src/link-secret.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain, readTimeline } from '../support/request-fixture.ts';
import { waitUntil } from '../support/wait-until.ts';

const secretOf = createLinkSecret('the secret of an installation, for tests', 'contacts');

let database: TestDatabase;
let comune: Comune;
let requestId: string;
let volunteerId: string;
let offerId: string;
let followed: { municipalityId: string; secret: string };
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
// A Comune that wants the contacts on a page, with a request that one volunteer was told of.
beforeEach(async () => {
  const { db } = database;
  comune = await createComune(db);
  await sql`update municipality set requester_contacts = 'page' where id = ${comune.id}`.execute(db);
  volunteerId = await addVolunteer(db, comune, { name: 'Vera' });
  requestId = await addAwaiting(db, comune);
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  const selection = await selectVolunteers(db, { requestId, decisionId, volunteers: 1, mailDomain });
  if (selection.kind !== 'selected') throw new Error(selection.kind);
  await db.transaction().execute((tx) => markDispatched(tx, requestId, decisionId));
  offerId = selection.offers[0]?.offerId ?? '';
  await openContactLink(db, offerId, secretOf(offerId));
  followed = { municipalityId: comune.id, secret: secretOf(offerId) };
});

const kindNow = async () => (await findContactLink(database.db, followed)).kind;
const lookKind = async () => (await lookAtContacts(database.db, followed)).kind;
const looks = async () =>
  (await readTimeline(database.db, requestId)).filter(({ event }) => event === 'contacts_seen').length;
const setOffer = (change: string) =>
  sql`update offer set ${sql.raw(change)} where id = ${offerId}`.execute(database.db);

describe('a link to the contacts', () => {
  it('tells what is asked before the look, and whom with it', async () => {
    const link = await findContactLink(database.db, followed);
    expect(link).toMatchObject({ kind: 'valid', asked: { need: 'Spesa a domicilio', zone: 'Centro' } });
    expect(JSON.stringify(link)).not.toMatch(/Canarin|3331234567|Latte/);
    expect(await looks()).toBe(0);
    expect(await lookAtContacts(database.db, followed)).toMatchObject({
      kind: 'shown',
      contacts: {
        name: 'Giuseppe Canarino',
        telephone: '+393331234567',
        address: 'Via dei Canarini 7',
        description: 'Latte e pane',
        lead: { name: 'Carla Capo' },
      },
    });
    expect(await looks()).toBe(1);
  });

  it.each([
    ['expired', "expires_at = now(), created_at = now() - interval '1 day'"],
    ['declined', "state = 'declined'"],
    ['closed', "state = 'closed'"],
    ['undeliverable', "state = 'undeliverable'"],
    ['of a volunteer who has left', "state = 'closed', volunteer_id = null"],
  ])('of an offer that is %s shows nobody, and records no look', async (_, change) => {
    await setOffer(change);
    expect([await kindNow(), await lookKind(), await looks()]).toEqual(['over', 'over', 0]);
  });

  it('holds for who accepted, past the offer’s days, until the request is closed', async () => {
    await setOffer("state = 'accepted', expires_at = now(), created_at = now() - interval '1 day'");
    expect(await lookKind()).toBe('shown');
    await recordDecision(database.db, comune.anna, requestId, { kind: 'close' });
    expect([await kindNow(), await lookKind()]).toEqual(['over', 'over']);
  });

  it('shows nobody to a volunteer whom the Comune no longer approves', async () => {
    await sql`update volunteer set approval = 'suspended' where id = ${volunteerId}`.execute(database.db);
    expect([await kindNow(), await lookKind()]).toEqual(['over', 'over']);
  });

  it('of a request whose data are erased shows nobody', async () => {
    await sql`update help_request set erased_at = now(), secret = '', given_name = '', family_name = '', telephone = '',
      email = null, address = '', description = '', preferred_date = null, preferred_part = null,
      idempotency_key = 'erased:' || id::text, fingerprint = decode(repeat('00', 32), 'hex')
      where id = ${requestId}`.execute(database.db);
    expect([await kindNow(), await lookKind(), await looks()]).toEqual(['over', 'over', 0]);
  });

  it('is its Comune’s, and of the whole secret', async () => {
    const other = await createComune(database.db);
    const { secret } = followed;
    for (const wrong of [
      { municipalityId: other.id, secret },
      { municipalityId: comune.id, secret: secretOf(requestId) },
      { municipalityId: comune.id, secret: secret.slice(0, -1) },
      { municipalityId: comune.id, secret: '' },
      { municipalityId: comune.id, secret: `${secret}\0` },
    ]) {
      expect((await findContactLink(database.db, wrong)).kind).toBe('unknown');
      expect((await lookAtContacts(database.db, wrong)).kind).toBe('unknown');
    }
  });

  it('is stored as a hash alone, one an offer, however often its email is written', async () => {
    await openContactLink(database.db, offerId, secretOf(offerId));
    const { rows } = await sql<{ row: string }>`select k::text as row from contact_link k`.execute(database.db);
    expect(rows.filter(({ row }) => row.includes(offerId))).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(followed.secret);
    expect(await kindNow()).toBe('valid');
  });
});

describe('a look', () => {
  it('is one for who reloads the page, another for who comes back later', async () => {
    await Promise.all([lookKind(), lookKind(), lookKind()]);
    expect(await looks()).toBe(1);
    await sql`update timeline_entry set at = at - interval '11 minutes' where offer_id = ${offerId}`.execute(
      database.db,
    );
    await lookKind();
    expect(await looks()).toBe(2);
  });

  it('is told to the operators with who looked', async () => {
    await lookKind();
    const detail = await findHelpRequest(database.db, comune.id, requestId);
    expect(detail?.offers[0]?.contacts).toEqual({ withdrawnAt: null, looks: 1, lastLookAt: expect.any(Date) });
    expect(detail?.timeline[0]).toMatchObject({ event: 'contacts_seen', by: null, volunteer: 'Vera Volontario' });
  });

  it('does not come after the end: who closes meanwhile is waited for', async () => {
    const { waiting } = await database.db.transaction().execute(async (tx) => {
      await sql`select from help_request where id = ${requestId} for no key update`.execute(tx);
      let looked = false;
      const look = lookKind().finally(() => {
        looked = true;
      });
      await waitUntil('the look to wait, or to be over', async () => looked || (await someoneWaits(tx)));
      await tx.updateTable('offer').set({ state: 'closed' }).where('id', '=', offerId).execute();
      return { waiting: look };
    });
    expect([await waiting, await looks()]).toEqual(['over', 0]);
  });

  async function someoneWaits(tx: TestDatabase['db']): Promise<boolean> {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(tx);
    return rows.length > 0;
  }
});

describe('a link taken back', () => {
  const set = (withdrawn: boolean) =>
    setContactsWithdrawn(database.db, comune.bruno, { requestId, volunteerId }, withdrawn);
  const eventsByBruno = async () =>
    (await readTimeline(database.db, requestId)).filter(({ by }) => by === comune.bruno.name).map(({ event }) => event);

  it('shows nobody until it is given back; each is done and told once', async () => {
    expect([await set(true), await set(true)]).toEqual([true, false]);
    expect([await kindNow(), await lookKind(), await looks()]).toEqual(['withdrawn', 'withdrawn', 0]);
    expect([await set(false), await set(false)]).toEqual([true, false]);
    expect(await lookKind()).toBe('shown');
    expect(await eventsByBruno()).toEqual(['contacts_withdrawn', 'contacts_given_back']);
  });

  it('stays so when its email is written once more', async () => {
    await set(true);
    await openContactLink(database.db, offerId, secretOf(offerId));
    expect(await kindNow()).toBe('withdrawn');
  });

  it('is no other Comune’s to take', async () => {
    const other = await createComune(database.db);
    expect(await setContactsWithdrawn(database.db, other.anna, { requestId, volunteerId }, true)).toBe(false);
    expect(await kindNow()).toBe('valid');
  });
});
