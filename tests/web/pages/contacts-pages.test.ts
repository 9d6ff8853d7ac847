import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openContactLink } from '../../../src/db/contact-links.ts';
import { recordDecision } from '../../../src/db/decisions.ts';
import { selectVolunteers } from '../../../src/db/selection.ts';
import { createLinkSecret } from '../../../src/link-secret.ts';
import { openTestWeb, requests, type TestWeb } from '../../support/web.ts';
import { fieldIn, filledIn, type Visitor, visitorOf } from './visit.ts';
import { area, enterAs, type Picked, pickVolunteer } from './volunteer-visit.ts';

const secretOf = createLinkSecret('the secret of an installation, for tests', 'contacts');
const contacts = '/esempio/volontari/contatti';
const settings = '/esempio/console/impostazioni/contatti';

let web: TestWeb;
let olga: Visitor;
let cookie: string;
let vera: Picked;
let position = 0;
let secret: string;
let requestPath: string;
const stranger = () => visitorOf(web);
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
});
afterAll(() => web.close());
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  // Whoever was just asked rests: each test has a volunteer of its own.
  vera = await pickVolunteer(web, position);
  position += 1;
  await sql`
    update volunteer set paused_until = case when id <> ${vera.id} then 'infinity'::date end`.execute(web.db);
  await choose('page');
});

async function choose(place: string) {
  const version = fieldIn(await olga.open(settings), 'version') ?? '';
  return await olga.send(settings, { version, place });
}

/** A request that was sent to Vera alone, with her email written. */
async function send() {
  await stranger().send('/esempio/richiesta', filledIn(randomUUID()));
  await olga.send('/esempio/console/importa', {});
  const { id: requestId } = await web.db.selectFrom('help_request').select('id').executeTakeFirstOrThrow();
  const operator = await web.db
    .selectFrom('operator')
    .select(['id', 'municipality_id as municipalityId', 'name', 'email', 'role'])
    .where('name', '=', 'Olga')
    .executeTakeFirstOrThrow();
  const recorded = await recordDecision(web.db, operator, requestId, { kind: 'dispatch' });
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  const decisionId = recorded.decision.id;
  const selection = await selectVolunteers(web.db, { requestId, decisionId, volunteers: 1, mailDomain: 'x.example' });
  if (selection.kind !== 'selected') throw new Error(selection.kind);
  const offerId = selection.offers[0]?.offerId ?? '';
  await openContactLink(web.db, offerId, secretOf(offerId));
  await web.deps.delivery.deliverDecision(decisionId);
  secret = secretOf(offerId);
  requestPath = `/esempio/console/richieste/${requestId}`;
}

const looks = async () =>
  (await web.db.selectFrom('timeline_entry').select('id').where('event', '=', 'contacts_seen').execute()).length;

describe('the link in the email', () => {
  beforeEach(send);

  test('shows what is asked and nobody, and is no look, to whatever follows it', async () => {
    const page = await stranger().open(`${contacts}?chiave=${secret}`);
    expect(page.status).toBe(200);
    expect(page.text).toMatch(/Spesa a domicilio.*Centro.*Mostra chi ha chiesto aiuto.*Il Comune registra/);
    expect(page.html).not.toMatch(/Zorzi|3331234567|Via dei Mille|Mi serve la spesa/);
    expect(page.html).toContain('<meta name="robots" content="noindex"/>');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    await web.app.request(`${contacts}?chiave=${secret}`, { method: 'HEAD' });
    expect(await looks()).toBe(0);
  });

  test('shows who asked once the button is pressed, and says so to the operators', async () => {
    expect((await olga.open(requestPath)).text).toContain('Contatti non ancora letti.');
    const shown = await stranger().send(contacts, { chiave: secret });
    expect(shown.status).toBe(200);
    for (const words of ['Ada Zorzi', '+39 333 123 4567', 'Via dei Mille 12', 'Mi serve la spesa.']) {
      expect(shown.text).toContain(words);
    }
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.html).not.toContain(secret);
    const asJson = await web.app.request(requestPath.replace('/esempio/console/richieste', requests), {
      headers: { cookie },
    });
    const looked = { what: 'contacts_seen', by: `${vera.given_name} ${vera.family_name}` };
    expect(await asJson.json()).toMatchObject({ timeline: expect.arrayContaining([expect.objectContaining(looked)]) });
    const seen = await olga.open(requestPath);
    expect(seen.text).toContain('Contatti letti una volta:');
    expect(seen.text).toContain(`Letti i contatti del richiedente ${vera.given_name} ${vera.family_name} ·`);
  });

  test('shows nobody once an operator takes it back, and again once it is given back', async () => {
    const page = await olga.open(requestPath);
    expect(page.html).toContain(`action="${requestPath}/volontari/${vera.id}/contatti/ritira"`);
    const taken = await olga.send(`${requestPath}/volontari/${vera.id}/contatti/ritira`, {});
    expect(taken.location).toBe(`${requestPath}?esito=contacts_withdrawn`);
    const after = await olga.open(taken.location);
    expect(after.text).toContain('il link del volontario non li mostra più');
    expect(after.text).toContain(`Contatti del richiedente ritirati a: ${vera.given_name} ${vera.family_name} Olga`);
    for (const useless of [
      await stranger().open(`${contacts}?chiave=${secret}`),
      await stranger().send(contacts, { chiave: secret }),
    ]) {
      expect([useless.status, useless.title]).toEqual([410, expect.stringContaining('non sono più disponibili')]);
      expect(useless.html).not.toContain('Zorzi');
    }
    const given = await olga.send(`${requestPath}/volontari/${vera.id}/contatti/rendi`, {});
    expect((await olga.open(given.location)).text).toContain('Contatti resi');
    expect((await stranger().send(contacts, { chiave: secret })).text).toContain('Ada Zorzi');
  });

  test('shows nobody once the request is closed, and has no button to take it back', async () => {
    await olga.send(`${requestPath}/concludi`, {});
    const over = await stranger().send(contacts, { chiave: secret });
    expect([over.status, over.html.includes('Zorzi')]).toEqual([410, false]);
    expect((await olga.open(requestPath)).html).not.toContain('/contatti/ritira');
  });

  test('is not opened by what is nearly it, by the address alone, or from another site', async () => {
    for (const forged of ['', secret.slice(1), `${secret}=`, secret.toLowerCase(), '%00', 'A'.repeat(43)]) {
      const answers = [
        await stranger().open(`${contacts}?chiave=${encodeURIComponent(forged)}`),
        await stranger().send(contacts, { chiave: forged }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    }
    expect((await stranger().send(`${contacts}?chiave=${secret}`, {})).status).toBe(404);
    expect((await stranger().send(contacts, { chiave: ['A'.repeat(43), secret] })).status).toBe(404);
    const body = new URLSearchParams({ chiave: secret });
    const foreign = { method: 'POST', headers: { origin: 'https://altrui.example' }, body };
    expect((await web.app.request(contacts, foreign)).status).toBe(403);
    expect((await stranger().send('/altrove/volontari/contatti', { chiave: secret })).status).toBe(404);
    expect(await looks()).toBe(0);
  });

  test('is where the volunteer’s own page sends them, without naming anybody', async () => {
    const own = await (await enterAs(web, vera)).open(area);
    expect(own.text).toContain('Chi ha chiesto aiuto si legge dal link nella nostra email.');
    expect(own.html).not.toMatch(/Zorzi|3331234567/);
  });
});

describe('the setting', () => {
  test('is kept, holds for what is sent from then on, and is refused where it changed meanwhile', async () => {
    const page = await olga.open(settings);
    expect(fieldIn(page, 'place')).toBe('page');
    const version = fieldIn(page, 'version') ?? '';
    await send();
    const saved = await choose('email');
    expect(saved.location).toBe(`${settings}?esito=saved`);
    expect((await olga.open(saved.location)).text).toContain('vale per le richieste inviate da adesso in poi');
    const stale = await olga.send(settings, { version, place: 'page' });
    expect([stale.status, fieldIn(stale, 'place')]).toEqual([409, 'email']);
    expect((await stranger().send(contacts, { chiave: secret })).text).toContain('Ada Zorzi');
    expect((await olga.send(settings, { version, place: 'altrove' })).status).toBe(400);
  });

  test('in the email, the volunteer’s own page names who asked, as ever', async () => {
    await choose('email');
    await send();
    expect((await (await enterAs(web, vera)).open(area)).text).toContain('Ada Zorzi');
  });
});
