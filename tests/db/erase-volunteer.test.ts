import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../src/db/database.ts';
import { claimEmails } from '../../src/db/email-claims.ts';
import { countOpenOffers, eraseVolunteer } from '../../src/db/erase-volunteer.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { pauseOwn } from '../../src/db/own-volunteer.ts';
import { replaceVolunteer, selectVolunteers } from '../../src/db/selection.ts';
import { createEntryLink, enterByLink } from '../../src/db/volunteer-entry.ts';
import { queueVolunteerLetter } from '../../src/db/volunteer-letters.ts';
import { composeEmail } from '../../src/mail/compose-email.ts';
import { createLinks } from '../../src/mail/links.ts';
import { addVolunteer, type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAwaiting, decideFor, mailDomain } from '../support/request-fixture.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

/** What only one volunteer is and was told, none of which stands anywhere else. */
const words = ['Ermenegilda', 'Pappagallini', 'canarino.giallo', '3397778881', '1961-07-23', 'zoppica un poco'];

async function addCanary(comune: Comune): Promise<string> {
  const id = await addVolunteer(db, comune);
  await db
    .updateTable('volunteer')
    .set({
      given_name: 'Ermenegilda',
      family_name: 'Pappagallini',
      email: 'Canarino.Giallo@volontari.example',
      telephone: '+393397778881',
      birth_date: '1961-07-23',
    })
    .where('id', '=', id)
    .execute();
  const own = { municipality_id: comune.id, volunteer_id: id };
  await db
    .insertInto('volunteer_event')
    .values({ ...own, event: 'noted', note: 'zoppica un poco' })
    .execute();
  await pauseOwn(db, { municipalityId: comune.id, volunteerId: id }, '2099-01-01');
  await db.updateTable('volunteer').set({ paused_until: null }).where('id', '=', id).execute();
  return id;
}

/** Each table that holds one of the words, in any of its columns, whatever their types. */
async function findWords(): Promise<string[]> {
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  expect(tables.length).toBeGreaterThan(25);
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await sql<{
      whole: string;
    }>`select t::text as whole from ${sql.table(`${schema}.${name}`)} t`.execute(db);
    const whole = rows
      .map((row) => row.whole)
      .join('\n')
      .toLowerCase();
    found.push(...words.filter((word) => whole.includes(word.toLowerCase())).map((word) => `${name}: ${word}`));
  }
  return found;
}

async function send(comune: Comune) {
  const requestId = await addAwaiting(db, comune);
  const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
  const selection = await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
  if (selection.kind !== 'selected') throw new Error(selection.kind);
  return { requestId, ...selection };
}

describe('after a volunteer has left', () => {
  test('no table holds a word of them, and their offers are still counted', async () => {
    const comune = await createComune(db);
    const id = await addCanary(comune);
    const { requestId } = await send(comune);
    await send(comune);
    const link = await createEntryLink(db, comune.id, 'canarino.giallo@volontari.example');
    if (link === undefined) throw new Error('no link for the canary');
    const letter = { kind: 'link_to_volunteer' as const, municipalityId: comune.id, mailDomain };
    const letterId = await db.transaction().execute((tx) => queueVolunteerLetter(tx, { ...letter, ...link }));
    const { secret } = await db
      .selectFrom('volunteer_link')
      .select('secret')
      .where('id', '=', link.linkId)
      .executeTakeFirstOrThrow();
    expect(await enterByLink(db, comune.id, secret)).toMatchObject({ kind: 'entered' });
    // The search sees what there is to see.
    expect(new Set((await findWords()).map((one) => one.split(': ')[1]))).toEqual(new Set(words));
    expect(await countOpenOffers(db, id)).toBe(2);

    expect(await eraseVolunteer(db, comune.id, id)).toBe(true);
    expect(await findWords()).toEqual([]);
    const offers = await db.selectFrom('offer').selectAll().where('municipality_id', '=', comune.id).execute();
    expect(offers.map(({ volunteer_id, state }) => [volunteer_id, state])).toEqual([
      [null, 'closed'],
      [null, 'closed'],
    ]);
    for (const table of ['volunteer_session', 'volunteer_link', 'volunteer_event', 'volunteer_zone'] as const) {
      expect(await db.selectFrom(table).selectAll().where('volunteer_id', '=', id).execute()).toEqual([]);
    }
    // The letter went with its link: a run that still wants to send it finds nothing to say.
    expect(await claimEmails(db, [letterId])).toEqual([{ kind: 'settled', outcome: 'failed' }]);
    const emails = (await findHelpRequest(db, comune.id, requestId))?.emails ?? [];
    expect(emails.filter(({ kind }) => kind === 'request_to_volunteer')).toMatchObject([
      { recipient: id, recipientName: null },
    ]);
    expect(await eraseVolunteer(db, comune.id, id)).toBe(false);
  });

  test('a request page, the next in rank and the head of operations’ email do without them', async () => {
    const comune = await createComune(db);
    const gone = await addCanary(comune);
    const { requestId, offers, leadEmailId } = await send(comune);
    expect(offers).toHaveLength(1);
    const stays = await addVolunteer(db, comune, { name: 'Vito' });
    await eraseVolunteer(db, comune.id, gone);

    const shown = await findHelpRequest(db, comune.id, requestId);
    expect(shown?.offers).toMatchObject([{ rank: 1, volunteerId: null, volunteerName: null, state: 'closed' }]);
    const [offer] = offers;
    if (offer === undefined || leadEmailId === null) throw new Error('nothing was offered');
    expect(await claimEmails(db, [offer.emailId])).toEqual([{ kind: 'settled', outcome: 'failed' }]);
    const next = await replaceVolunteer(db, { offerId: offer.offerId, mailDomain });
    expect(next).not.toBeNull();
    expect((await findHelpRequest(db, comune.id, requestId))?.offers).toMatchObject([
      { volunteerId: null },
      { volunteerId: stays, volunteerName: 'Vito Volontario', state: 'open' },
    ]);

    const [claim] = await claimEmails(db, [leadEmailId]);
    if (claim === undefined || claim instanceof Error || claim.kind !== 'claimed') throw new Error('not claimed');
    const { content } = claim.email;
    expect(content).toMatchObject({ kind: 'dispatch_to_lead', volunteers: [{ name: 'Vito Volontario' }] });
    expect(
      composeEmail(content, createLinks('https://aiuto.example', { invitation: String, contacts: String })).text,
    ).not.toContain('Pappagallini');
  });

  test('with nobody left, the head of operations’ email can still be written', async () => {
    const comune = await createComune(db);
    const gone = await addCanary(comune);
    const { leadEmailId } = await send(comune);
    await eraseVolunteer(db, comune.id, gone);
    const [claim] = await claimEmails(db, [leadEmailId ?? '']);
    if (claim === undefined || claim instanceof Error || claim.kind !== 'claimed') throw new Error('not claimed');
    const email = composeEmail(
      claim.email.content,
      createLinks('https://aiuto.example', { invitation: String, contacts: String }),
    );
    expect(email.subject).toContain('0 volontari');
    expect(email.text).not.toMatch(/\{\{|undefined|null/);
  });

  test('another Comune erases nobody of this one', async () => {
    const comune = await createComune(db);
    const id = await addVolunteer(db, comune);
    expect(await eraseVolunteer(db, (await createComune(db)).id, id)).toBe(false);
    expect(await db.selectFrom('volunteer').select('id').where('id', '=', id).execute()).toHaveLength(1);
  });

  test('a selection at the same instant leaves no open offer to them and asks somebody else', async () => {
    const comune = await createComune(db);
    for (let round = 0; round < 8; round += 1) {
      const leaving = await addVolunteer(db, comune, { lastOfferedAt: null });
      await addVolunteer(db, comune);
      const requestId = await addAwaiting(db, comune);
      const decisionId = await decideFor(db, comune.anna, requestId, { kind: 'dispatch' });
      const select = () => selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain });
      // Refused by the foreign key, the activity asks again.
      const [, erased] = await Promise.all([select().catch(select), eraseVolunteer(db, comune.id, leaving)]);
      expect(erased).toBe(true);
      const offers = await db.selectFrom('offer').selectAll().where('request_id', '=', requestId).execute();
      expect(offers.length).toBeGreaterThan(0);
      expect(offers.filter(({ volunteer_id }) => volunteer_id === leaving)).toEqual([]);
      expect(offers.every(({ volunteer_id, state }) => volunteer_id !== null || state === 'closed')).toBe(true);
    }
  });
});
