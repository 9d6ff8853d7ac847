import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let piero: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  piero = visitorOf(web, await web.signInAs('Piero'));
});
afterAll(() => web.close());

let path: string;
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  await visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID()));
  await olga.send('/esempio/console/importa', {});
  const { id } = await web.db.selectFrom('help_request').select('id').executeTakeFirstOrThrow();
  path = `/esempio/console/richieste/${id}`;
});

/** The five that the request's page shows, in order. */
const fiveOn = ({ html }: Visited) =>
  [...html.matchAll(/volontari\/([0-9a-f-]{36})\/togli/g)].map(([, volunteerId]) => volunteerId ?? '');
const choices = () => web.db.selectFrom('request_choice').select(['volunteer_id', 'kind', 'note']).execute();
const versionOn = (page: Visited) => fieldIn(page, 'version') ?? '';
const findOne = async (slug: string, givenName: string, familyName: string) =>
  await web.db
    .selectFrom('volunteer')
    .innerJoin('municipality', 'municipality.id', 'volunteer.municipality_id')
    .select(['volunteer.id', 'telephone'])
    .where('slug', '=', slug)
    .where('given_name', '=', givenName)
    .where('family_name', '=', familyName)
    .executeTakeFirstOrThrow();

/** Somebody who is not among the five. */
async function findOther() {
  const five = fiveOn(await olga.open(path));
  const all = await Promise.all(
    ['Anna', 'Bruno', 'Carla', 'Dario', 'Elena', 'Fabio'].map((n) => findOne('esempio', n, 'Neri')),
  );
  const other = all.find(({ id }) => !five.includes(id));
  if (other === undefined) throw new Error('six are not among five');
  return other;
}

describe('«Togli»', () => {
  test('takes one of the five out with the reason, shows who comes instead, and is taken back', async () => {
    const before = fiveOn(await olga.open(path));
    const [first = ''] = before;
    const step = await olga.open(`${path}/volontari/${first}/togli`);
    expect(step.title).toMatch(/^Togliere .+\?/);
    await sql`update help_request set no_volunteers_at = now() - interval '1 minute'`.execute(web.db);
    expect((await olga.open(path)).text).toContain('Allarghi le caratteristiche richieste');
    const sent = await olga.send(`${path}/volontari/${first}/togli`, {
      version: versionOn(step),
      note: ' Non si parlano ',
    });
    expect([sent.status, sent.location]).toEqual([303, `${path}?esito=volunteer_excluded`]);
    expect(await choices()).toEqual([{ volunteer_id: first, kind: 'excluded', note: 'Non si parlano' }]);

    const after = await piero.open(sent.location);
    expect(after.text).toContain('al posto di chi ha tolto viene chi segue');
    expect(after.text).toMatch(/Scelte a mano Fuori: [\w ]+\. Non si parlano Olga ·/);
    expect(after.text).toMatch(/Storia Un volontario tolto a mano Olga/);
    expect(after.text).toContain('Da allora la scelta è cambiata a mano');
    expect(after.text).not.toContain('Allarghi le caratteristiche');
    expect(fiveOn(after).slice(0, 4)).toEqual(before.slice(1));
    expect(fiveOn(after)).not.toContain(first);

    const undo = `${path}/volontari/${first}/annulla`;
    expect(after.html).toContain(`form="undo-choice" formaction="${undo}"`);
    const undone = await piero.send(undo, {});
    expect([undone.status, undone.location]).toEqual([303, `${path}?esito=taken_back`]);
    const again = await olga.open(undone.location);
    expect(fiveOn(again)).toEqual(before);
    expect(again.text).not.toContain('Scelte a mano');
    expect((await piero.open((await piero.send(undo, {})).location)).text).toContain('era già stata annullata');
  });

  test.each([
    ['', 'Campo obbligatorio.'],
    ['x'.repeat(501), 'Il testo è troppo lungo.'],
  ])('asks why, in at most 500 characters, and keeps what was typed', async (note, message) => {
    const page = await olga.open(path);
    const refused = await olga.send(`${path}/volontari/${fiveOn(page)[0]}/togli`, { version: versionOn(page), note });
    expect(refused.status).toBe(422);
    expect(errorAt(refused, 'note')).toContain(message);
    expect(fieldIn(refused, 'note')).toBe(note);
    expect(await choices()).toEqual([]);
  });

  test('on a request that changed meanwhile says so, keeps the note, and can be pressed again', async () => {
    const page = await olga.open(path);
    const [first, second] = fiveOn(page);
    await piero.send(`${path}/volontari/${second}/togli`, { version: versionOn(page), note: 'In ferie' });
    const stale = await olga.send(`${path}/volontari/${first}/togli`, { version: versionOn(page), note: 'Lontano' });
    expect([stale.status, fieldIn(stale, 'note')]).toEqual([409, 'Lontano']);
    expect(stale.text).toContain('La richiesta è cambiata mentre la guardava');
    const note = { version: versionOn(stale), note: 'Lontano' };
    expect((await olga.send(`${path}/volontari/${first}/togli`, note)).status).toBe(303);
    expect(await choices()).toHaveLength(2);
    // «Invia» of a page that still shows the old five sends nothing.
    expect((await olga.send(`${path}/invia`, { version: versionOn(page) })).status).toBe(409);
  });
});

describe('«Metti un altro volontario»', () => {
  test('finds by name and telephone, asks why, and the one put in comes first', async () => {
    const other = await findOther();
    const put = `${path}/volontari/metti`;
    expect((await olga.open(path)).html).toContain(`href="${put}"`);
    expect((await olga.open(put)).html).not.toContain('name="volunteer"');
    const byName = await olga.open(`${put}?q=neri`);
    expect(byName.html.match(/name="volunteer"/g)).toHaveLength(8);
    const byTelephone = await olga.open(`${put}?q=${other.telephone.slice(3)}`);
    expect(byTelephone.html).toContain(`name="volunteer" value="${other.id}"`);
    expect((await olga.open(`${put}?q=volontari.example`)).text).toContain('Ce ne sono altri');
    expect((await olga.open(`${put}?q=nessunissimo`)).text).toContain('Nessun volontario approvato per «nessunissimo»');

    const fields = { version: versionOn(byName), q: 'neri', volunteer: other.id };
    const refused = await olga.send(put, { ...fields, note: ' ' });
    expect([refused.status, fieldIn(refused, 'q')]).toEqual([422, 'neri']);
    expect(errorAt(refused, 'note')).toContain('Campo obbligatorio.');
    expect(refused.html).toContain(`name="volunteer" value="${other.id}"`);
    const sent = await olga.send(put, { ...fields, note: 'La conosce bene' });
    expect([sent.status, sent.location]).toEqual([303, `${path}?esito=volunteer_included`]);
    const after = await olga.open(sent.location);
    expect(fiveOn(after)[0]).toBe(other.id);
    expect(fiveOn(after)).toHaveLength(5);
    expect(after.text).toMatch(/Scelte a mano Dentro: \w+ Neri\. La conosce bene Olga/);
    await olga.send(`${path}/invia`, { version: versionOn(after) });
    expect((await olga.open(path)).text).toMatch(/Dentro: \w+ Neri/);
    expect((await olga.open(path)).html).not.toContain('undo-choice');
  });

  test('shows only the approved, and offers no button for whom nobody may ask', async () => {
    const [anna, bruno] = [await findOne('esempio', 'Anna', 'Galli'), await findOne('esempio', 'Bruno', 'Galli')];
    const page = await olga.open(`${path}/volontari/metti?q=galli`);
    await sql`update volunteer set approval = 'suspended' where id = ${anna.id}`.execute(web.db);
    await sql`update volunteer set paused_until = 'infinity' where id = ${bruno.id}`.execute(web.db);
    const now = await olga.open(`${path}/volontari/metti?q=galli`);
    expect(now.html.match(/name="volunteer"/g)).toHaveLength(6);
    expect(now.text).not.toContain('Galli Anna');
    expect(now.text).toMatch(/Galli Bruno.*In pausa/);
    // The page was open already when they stopped.
    for (const volunteer of [anna.id, bruno.id]) {
      const fields = { version: versionOn(page), q: 'galli', volunteer, note: 'Vicino di casa' };
      const refused = await olga.send(`${path}/volontari/metti`, fields);
      expect([refused.status, fieldIn(refused, 'note')]).toEqual([409, 'Vicino di casa']);
      expect(refused.text).toContain('Ora questo volontario non può essere interpellato');
    }
    expect(await choices()).toEqual([]);
  });

  test('says so of one put in whom nobody may ask any more', async () => {
    const other = await findOther();
    const page = await olga.open(path);
    await olga.send(`${path}/volontari/metti`, { version: versionOn(page), volunteer: other.id, note: 'Vicino' });
    await sql`update volunteer set paused_until = 'infinity' where id = ${other.id}`.execute(web.db);
    expect((await olga.open(path)).text).toContain('Vicino Ora non riceverebbe l');
    await sql`update volunteer set paused_until = null where id = ${other.id}`.execute(web.db);
  });
});

describe('choices by hand', () => {
  test('of another Comune’s volunteers, requests and operators are not there', async () => {
    const stranger = await findOne('altrove', 'Anna', 'Rossi');
    const own = await findOther();
    const page = await olga.open(path);
    const typed = { version: versionOn(page), note: 'No' };
    const ugo = visitorOf(web, await web.signInAs('Ugo'));
    const elsewhere = path.replace('esempio', 'altrove');
    for (const id of [stranger.id, 'boh', '%00']) {
      expect((await olga.open(`${path}/volontari/${id}/togli`)).status).toBe(404);
      expect((await olga.send(`${path}/volontari/${id}/togli`, typed)).status).toBe(404);
      expect((await olga.send(`${path}/volontari/${id}/annulla`, {})).status).toBe(404);
      expect((await olga.send(`${path}/volontari/metti`, { ...typed, volunteer: id })).status).toBe(404);
    }
    expect((await ugo.open(`${elsewhere}/volontari/metti`)).status).toBe(404);
    expect((await ugo.send(`${elsewhere}/volontari/${stranger.id}/togli`, typed)).status).toBe(404);
    expect((await ugo.send(`${elsewhere}/volontari/${own.id}/annulla`, {})).status).toBe(404);
    expect((await visitorOf(web).open(`${path}/volontari/metti`)).location).toMatch(/^\/entra/);
    expect(await choices()).toEqual([]);
  });

  test('come too late once a decision is in hand or carried out', async () => {
    const page = await olga.open(path);
    const [first = '', second = ''] = fiveOn(page);
    await olga.send(`${path}/volontari/${first}/togli`, { version: versionOn(page), note: 'In ferie' });
    await piero.send(`${path}/elimina`, { version: versionOn(await piero.open(path)), reason: 'duplicate' });
    const late = `${path}?esito=choice_too_late`;
    const typed = { version: versionOn(page), note: 'No' };
    for (const state of ['carried out', 'in hand']) {
      if (state === 'in hand') {
        await sql`update decision set outcome = null, settled_at = null`.execute(web.db);
        await sql`update help_request set status = 'awaiting_operator'`.execute(web.db);
      }
      expect((await olga.open(`${path}/volontari/${second}/togli`)).location).toBe(path);
      expect((await olga.open(`${path}/volontari/metti`)).location).toBe(path);
      expect((await olga.send(`${path}/volontari/${second}/togli`, typed)).location).toBe(late);
      expect((await olga.send(`${path}/volontari/metti`, { ...typed, volunteer: first })).location).toBe(late);
      expect((await olga.send(`${path}/volontari/${first}/annulla`, {})).location).toBe(late);
    }
    expect((await olga.open(late)).text).toContain('La richiesta è già stata decisa: i volontari non sono cambiati.');
    expect(await choices()).toHaveLength(1);
  });
});
