import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { recordDecision } from '../../../src/db/decisions.ts';
import { markImported } from '../../../src/db/imports.ts';
import { selectVolunteers } from '../../../src/db/selection.ts';
import { openForDecision } from '../../../src/db/status.ts';
import { readCharacteristics } from '../../../src/db/volunteer-characteristics.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { idIn, json, openTestWeb, requests, submissionBody, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visited, type Visitor, visitorOf } from './visit.ts';
import { area, enterAs, type Picked, pickVolunteer } from './volunteer-visit.ts';

let web: TestWeb;
let volunteer: Picked;
let browser: Visitor;
let position = 0;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());
// Each test has a volunteer of its own.
beforeEach(async () => {
  volunteer = await pickVolunteer(web, position);
  position += 1;
  browser = await enterAs(web, volunteer);
});

const row = async () =>
  await web.db.selectFrom('volunteer').selectAll().where('id', '=', volunteer.id).executeTakeFirstOrThrow();
const events = async () =>
  (
    await web.db
      .selectFrom('volunteer_event')
      .selectAll()
      .where('volunteer_id', '=', volunteer.id)
      .orderBy('id')
      .execute()
  ).map(({ event, by_operator }) => [event, by_operator]);

/** What is ticked in a list of checkboxes. */
function ticked({ html }: Visited, name: string): string[] {
  return [...html.matchAll(/<input[^>]*type="checkbox"[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => tag.includes(`name="${name}"`) && tag.includes(' checked'))
    .map((tag) => /value="([^"]*)"/.exec(tag)?.[1] ?? '');
}

const someDetails = {
  telephone: '06 1234567',
  skills: ['guida'],
  needs: ['spesa', 'farmaci'],
  languages: ['it'],
  zones: ['centro'],
  vehicle: 'yes',
  availability: ['monday-morning', 'sunday-evening'],
  maxOpenOffers: '2',
};

const save = async (over: Record<string, string | string[]> = {}) =>
  await browser.send(`${area}/dati`, { version: String((await row()).version), ...someDetails, ...over });

describe('the data', () => {
  test('are shown, changed, shown as changed, and recorded', async () => {
    const before = await browser.open(area);
    expect(ticked(before, 'availability')).toEqual([]);
    expect(before.text).toContain('Se non segna niente, vale sempre');
    const saved = await save();
    expect([saved.status, saved.location]).toEqual([303, `${area}?esito=salvato`]);
    expect(await readCharacteristics(web.db, volunteer.municipalityId, volunteer.id)).toEqual({
      skills: ['guida'],
      needs: ['spesa', 'farmaci'],
      languages: ['it'],
      zones: ['centro'],
      vehicle: true,
      availability: 1 + 2 ** 20,
      maxOpenOffers: 2,
    });
    expect((await row()).telephone).toBe('+39061234567');
    const after = await browser.open(saved.location);
    expect(after.text).toContain('I dati sono salvati.');
    expect(ticked(after, 'availability')).toEqual(['monday-morning', 'sunday-evening']);
    expect(ticked(after, 'zones')).toEqual(['centro']);
    expect(fieldIn(after, 'telephone')).toBe('+39 06 123 4567');
    expect(await events()).toEqual([['changed', null]]);
    // Once more the same: nothing happened.
    await save();
    expect(await events()).toHaveLength(1);
  });

  test('the week is a table whose boxes say their day and part', async () => {
    const { html, text } = await browser.open(area);
    expect([...html.matchAll(/<th scope="row">/g)]).toHaveLength(7);
    expect([...html.matchAll(/<th scope="col">/g)]).toHaveLength(4);
    expect(text).toContain('mercoledì pomeriggio');
  });

  test.each<[string, Record<string, string | string[]>]>([
    ['zones', { zones: [] }],
    ['zones', { zones: ['centro', 'marte'] }],
    ['skills', { skills: ['magia'] }],
    ['needs', { needs: ['spesa', 'x'] }],
    ['languages', { languages: ['klingon'] }],
    ['availability', { availability: ['monday-night'] }],
    ['maxOpenOffers', { maxOpenOffers: '0' }],
    ['maxOpenOffers', { maxOpenOffers: '1000000000' }],
    ['telephone', { telephone: '333 CASA' }],
    ['telephone', { telephone: ['06 1234567', '06 7654321'] }],
  ])('a wrong %s is told at its field and nothing is saved: %j', async (name, over) => {
    const before = await row();
    const refused = await save(over);
    expect(refused.status).toBe(422);
    expect(errorAt(refused, name)).toBeDefined();
    expect(refused.html).toContain(`href="#campo-${name}"`);
    expect(refused.html).toContain(`id="campo-${name}"`);
    expect(ticked(refused, 'availability')).toEqual(
      name === 'availability' ? [] : ['monday-morning', 'sunday-evening'],
    );
    expect(await row()).toEqual(before);
    expect(await events()).toEqual([]);
  });

  test('that changed meanwhile are not overwritten: the page shows them as they are', async () => {
    const { version } = await row();
    await save({ maxOpenOffers: '9' });
    const stale = await save({ version: String(version), maxOpenOffers: '4' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('cambiati nel frattempo');
    expect(fieldIn(stale, 'maxOpenOffers')).toBe('9');
    expect((await row()).max_open_offers).toBe(9);
    expect((await save({ version: '' })).status).toBe(409);
  });
});

describe('a pause', () => {
  const inDays = (days: number) => dayInItaly(new Date(Date.now() + days * 86_400_000));

  test('lasts until a day, or until further notice, and ends when the volunteer says so', async () => {
    const until = inDays(10);
    const paused = await browser.send(`${area}/pausa`, { pausedUntil: until });
    expect(paused.location).toBe(`${area}?esito=pausa`);
    expect((await row()).paused_until).toBe(until);
    expect((await browser.open(area)).text).toContain('torna a ricevere richieste di aiuto da');

    await browser.send(`${area}/pausa`, { pausedUntil: '' });
    expect((await row()).paused_until).toBe('infinity');
    expect((await browser.open(area)).text).toContain('fino a nuovo avviso: non riceve');

    await browser.send(`${area}/ripresa`, {});
    await browser.send(`${area}/ripresa`, {});
    expect((await row()).paused_until).toBeNull();
    expect((await browser.open(area)).text).toContain('può ricevere richieste');
    expect(await events()).toEqual([
      ['paused', null],
      ['paused', null],
      ['resumed', null],
    ]);
  });

  test.each([inDays(0), inDays(-3), inDays(400), '2026-13-40', 'infinity'])('until %s is refused', async (until) => {
    const refused = await browser.send(`${area}/pausa`, { pausedUntil: until });
    expect(refused.status).toBe(422);
    expect(errorAt(refused, 'pausedUntil')).toBeDefined();
    expect((await row()).paused_until).toBeNull();
  });
});

/** A request sent with this volunteer the only one who can be asked. */
async function offerTo(id: string, description = 'Mi serve la spesa.') {
  const others = web.db.updateTable('volunteer').where('id', '<>', id);
  await others.set({ paused_until: 'infinity' }).execute();
  await web.db.updateTable('volunteer').set({ paused_until: null }).where('id', '=', id).execute();
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const requestId = await idIn(await web.app.request(requests, json('POST', submissionBody({ description }), headers)));
  const olga = await web.db
    .selectFrom('operator')
    .select(['id', 'municipality_id as municipalityId', 'name', 'email', 'role'])
    .where('name', '=', 'Olga')
    .executeTakeFirstOrThrow();
  await markImported(web.db, olga);
  await openForDecision(web.db, requestId);
  const recorded = await recordDecision(web.db, olga, requestId, { kind: 'dispatch' });
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  const decisionId = recorded.decision.id;
  await selectVolunteers(web.db, { requestId, decisionId, volunteers: 5, mailDomain: 'comune.example' });
  return requestId;
}

describe('the offers', () => {
  test('say who asked while they are open, and no longer', async () => {
    expect((await browser.open(area)).text).toContain('Per ora nessuna');
    const requestId = await offerTo(volunteer.id);
    const open = await browser.open(area);
    expect(open.text).toContain('Ada Zorzi');
    expect(open.html).toContain('href="tel:+393331234567"');
    expect(open.text).toContain('Aperta');
    for (const change of [
      { state: 'closed' as const },
      { state: 'open' as const, expires_at: new Date(Date.now() - 1), created_at: new Date(0) },
    ]) {
      await web.db.updateTable('offer').set(change).where('request_id', '=', requestId).execute();
      const closed = await browser.open(area);
      expect(closed.text).toContain('Chiusa');
      expect(closed.text).not.toContain('Zorzi');
      expect(closed.html).not.toContain('3331234567');
    }
  });

  test('are one’s own alone', async () => {
    await offerTo(volunteer.id);
    const another = await pickVolunteer(web, position);
    expect((await (await enterAs(web, another)).open(area)).text).not.toContain('Zorzi');
  });
});

describe('a volunteer whom the Comune', () => {
  test.each(['refused', 'suspended'] as const)('%s enters, sees, pauses, and stays so', async (approval) => {
    await offerTo(volunteer.id);
    await web.db.updateTable('volunteer').set({ approval }).where('id', '=', volunteer.id).execute();
    const page = await browser.open(area);
    expect(page.text).toMatch(/non ha accettato la Sua iscrizione|ha sospeso la Sua iscrizione/);
    // The offer is seen; the person who asked is no business of theirs any more.
    expect(page.text).toContain('Aperta');
    expect(page.text).not.toContain('Zorzi');
    await browser.send(`${area}/ripresa`, {});
    await save({ approval: 'approved' });
    expect((await row()).approval).toBe(approval);
  });
});

describe('leaving', () => {
  test('asks once more; then the volunteer is gone, the offer is closed and counted, and the session is over', async () => {
    const requestId = await offerTo(volunteer.id);
    const asked = await browser.open(`${area}/lascia`);
    expect(asked.text).toContain('Vuole davvero lasciare');
    expect(asked.text).toContain('Ha 1 richiesta aperta');
    expect(await row()).toBeDefined();

    const left = await browser.send(`${area}/lascia`, {});
    expect([left.status, left.location]).toEqual([303, `${area}/arrivederci`]);
    expect(left.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await browser.open(left.location)).text).toContain('Grazie di tutto');
    await expect(row()).rejects.toThrow('no result');
    expect((await browser.open(area)).text).toContain('È passato troppo tempo');
    expect((await browser.send(`${area}/lascia`, {})).status).toBe(401);

    const operator = await web.signInAs('Olga');
    const page = await visitorOf(web, operator).open(`/esempio/console/richieste/${requestId}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('volontario che ha lasciato il servizio');
    expect(page.text).not.toContain(volunteer.family_name);
    const answer = await web.app.request(`${requests}/${requestId}`, { headers: { cookie: operator } });
    expect(await answer.json()).toMatchObject({
      offers: [{ volunteerId: null, volunteerName: null, state: 'closed' }],
    });
  });

  test('needs the session: without it nothing is erased', async () => {
    const before = await row();
    expect((await visitorOf(web).send(`${area}/lascia`, {})).status).toBe(401);
    expect((await visitorOf(web).open(`${area}/lascia`)).location).toBe(area);
    expect(await row()).toEqual(before);
  });
});
