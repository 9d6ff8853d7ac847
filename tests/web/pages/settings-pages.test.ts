import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createMunicipality } from '../../../src/db/create-municipality.ts';
import { addVolunteers } from '../../../src/db/volunteers.ts';
import { demoMunicipality, demoVolunteers } from '../../../src/demo/demo-data.ts';
import { idIn, json, openTestWeb, submissionBody, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visited, type Visitor, visitorOf } from './visit.ts';

const settings = '/esempio/console/impostazioni';

let web: TestWeb;
let olga: Visitor;
let amelia: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  amelia = visitorOf(web, await web.signInAs('Amelia'));
});
afterAll(() => web?.close());

/** The Comune as it was, so that no test meets what another did. */
beforeEach(async () => {
  await sql`delete from help_request`.execute(web.db);
  const { id } = await web.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  await sql`update municipality set slug = ${`prima-${id}`} where id = ${id}`.execute(web.db);
  const { id: fresh } = await createMunicipality(web.db, demoMunicipality);
  await sql`update operator set municipality_id = ${fresh} where municipality_id = ${id}`.execute(web.db);
});

const versionIn = (page: Visited) => fieldIn(page, 'version') ?? '';
const labelsIn = ({ html }: Visited) => [...html.matchAll(/<th scope="row">([^<]*)</g)].map(([, label]) => label);

const listed = z.array(z.object({ code: z.string(), label: z.string() }));

async function publicLists() {
  const answer = await web.app.request('/api/v1/esempio');
  return z.object({ needs: listed, zones: listed }).parse(await answer.json());
}

async function submit(over = {}) {
  return await web.app.request(
    '/api/v1/esempio/help-requests',
    json('POST', submissionBody(over), { 'idempotency-key': crypto.randomUUID() }),
  );
}

describe('the Comune’s lists', () => {
  test('begin with the needs, from a tab of the console, and only for its operators', async () => {
    expect((await olga.open('/esempio/console')).html).toContain(`href="${settings}"`);
    expect((await olga.open(settings)).location).toBe(`${settings}/tipi-di-aiuto`);
    expect((await visitorOf(web).open(`${settings}/zone`)).location).toContain('/entra');
    const ugo = visitorOf(web, await web.signInAs('Ugo'));
    expect((await ugo.open(`${settings}/zone`)).status).toBe(403);
    expect((await ugo.send(`${settings}/zone`, { label: 'Porto' })).status).toBe(403);
    expect((await olga.open(`${settings}/boh`)).status).toBe(404);
    expect((await olga.open(`${settings}/zone/boh`)).status).toBe(404);
    const { text } = await olga.open(`${settings}/tipi-di-aiuto`);
    expect(text).toMatch(/Accompagnamento trasporto Accompagnare in auto/);
  });

  test('take a new entry with a code of its own, which forms and the public call offer at once', async () => {
    const page = await olga.send(`${settings}/tipi-di-aiuto`, { label: " Aiuto per l'orto " });
    expect([page.status, page.location]).toEqual([303, `${settings}/tipi-di-aiuto?esito=added&voce=aiuto-per-l-orto`]);
    expect((await olga.open(page.location)).text).toContain("«Aiuto per l'orto» è stata aggiunta");
    expect((await publicLists()).needs.at(-1)).toEqual({ code: 'aiuto-per-l-orto', label: "Aiuto per l'orto" });
    expect((await olga.open('/esempio/richiesta?inserimento=ufficio')).text).toContain("Aiuto per l'orto");
    const again = await olga.send(`${settings}/tipi-di-aiuto`, { label: "AIUTO PER L'ORTO" });
    expect([again.status, errorAt(again, 'label')]).toEqual([422, expect.stringContaining('già una voce')]);
    const empty = await olga.send(`${settings}/tipi-di-aiuto`, { label: ' ' });
    expect([empty.status, errorAt(empty, 'label')]).toEqual([422, expect.stringContaining('obbligatorio')]);
    const twice = await olga.send(`${settings}/tipi-di-aiuto`, { label: ['a', 'b'] });
    expect(twice.status).toBe(422);
    const hostile = await olga.send(`${settings}/zone`, { label: '<script>alert(1)</script>' });
    expect((await olga.open(hostile.location)).html).not.toContain('<script>alert');
  });

  test('are put in order by buttons, and the form follows', async () => {
    const path = `${settings}/zone`;
    const version = versionIn(await olga.open(path));
    const moved = await olga.send(`${path}/collina/sposta`, { version, direction: 'up' });
    expect(moved.status).toBe(303);
    expect(labelsIn(await olga.open(moved.location))).toEqual(['Centro', 'Collina', 'Stazione', 'Frazioni']);
    expect((await publicLists()).zones.map(({ code }) => code)).toEqual(['centro', 'collina', 'stazione', 'frazioni']);
    const stale = await amelia.send(`${path}/frazioni/sposta`, { version, direction: 'up' });
    expect([stale.status, stale.text]).toEqual([409, expect.stringContaining('un collega ha cambiato')]);
    expect(labelsIn(stale)).toEqual(['Centro', 'Collina', 'Stazione', 'Frazioni']);
  });

  test('give a need its requirements and a zone its neighbours, both ways round', async () => {
    const need = `${settings}/tipi-di-aiuto/trasporto`;
    const version = versionIn(await olga.open(need));
    const saved = await olga.send(need, {
      version,
      label: 'Un passaggio',
      skills: ['guida', 'ascolto'],
      vehicle: 'yes',
      languages: ['en', 'fr'],
      languagesMatch: 'all',
    });
    expect(saved.status).toBe(303);
    expect((await olga.open(saved.location)).text).toMatch(
      /Un passaggio trasporto Ascolto e compagnia · Accompagnare in auto · auto propria · Inglese e Francese/,
    );
    const zone = `${settings}/zone/stazione`;
    const neighbours = await olga.send(zone, {
      version: versionIn(await olga.open(zone)),
      label: 'Stazione',
      neighbours: ['frazioni'],
    });
    const list = (await olga.open(neighbours.location)).text;
    expect(list).toMatch(/Stazione stazione Frazioni/);
    expect(list).toMatch(/Centro centro Collina/);
    expect(list).toMatch(/Frazioni frazioni (Collina, Stazione|Stazione, Collina)/);
  });

  test('tell the second of two operators that nothing was saved, with what they had typed', async () => {
    const path = `${settings}/tipi-di-aiuto/trasporto`;
    const version = versionIn(await olga.open(path));
    const fields = { version, languagesMatch: 'any', skills: ['guida'] };
    expect((await amelia.send(path, { ...fields, label: 'Di Amelia' })).status).toBe(303);
    const second = await olga.send(path, { ...fields, label: 'Di Olga', skills: [], vehicle: 'yes' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Non è stato salvato nulla');
    expect(second.text).toMatch(/Testo della voce: Di Olga Competenze richieste \(tutte\): nessuna .*auto: sì/);
    expect(fieldIn(second, 'label')).toBe('Di Amelia');
    expect((await olga.send(path, { ...fields, label: 'Senza versione', version: '' })).status).toBe(409);
    const third = await olga.send(path, { ...fields, version: versionIn(second), label: 'Di Olga' });
    expect(third.status).toBe(303);
  });

  test('refuse codes that are not theirs', async () => {
    const path = `${settings}/tipi-di-aiuto/trasporto`;
    const version = versionIn(await olga.open(path));
    const unknown = await olga.send(path, { version, label: 'X', skills: ['boh'], languagesMatch: 'any' });
    expect([unknown.status, errorAt(unknown, 'skills')]).toEqual([422, expect.stringContaining('elenco')]);
    const zone = await olga.send(`${settings}/zone/centro`, { version, label: 'X', neighbours: ['centro'] });
    expect(zone.status).toBe(422);
  });

  test('say before a removal what it touches, and delete what no request refers to', async () => {
    const path = `${settings}/competenze/ascolto`;
    const asked = await olga.open(`${path}/rimuovi`);
    expect(asked.text).toMatch(/Nessuna richiesta aperta Nessuna richiesta chiusa .*Compagnia/);
    expect(asked.text).toContain('Elimina dall');
    const removed = await olga.send(`${path}/rimuovi`, { version: versionIn(asked) });
    expect((await olga.open(removed.location)).text).toContain('La voce è stata eliminata');
    expect((await olga.open(path)).status).toBe(404);
    expect((await olga.open(`${settings}/tipi-di-aiuto`)).text).toMatch(/Compagnia compagnia –/);
  });

  test('retire what a request refers to: it is not offered, its page still says it, and it comes back', async () => {
    const id = await idIn(await submit({ need: 'compagnia' }));
    const path = `${settings}/tipi-di-aiuto/compagnia`;
    const asked = await olga.open(`${path}/rimuovi`);
    expect(asked.text).toContain('1 richiesta aperta');
    expect(asked.text).toContain('non si può eliminare');
    const removed = await olga.send(`${path}/rimuovi`, { version: versionIn(asked) });
    const list = await olga.open(removed.location);
    expect(list.text).toContain('«Compagnia» non è più in uso');
    expect(labelsIn(list)).not.toContain('Compagnia');
    expect((await publicLists()).needs.map(({ code }) => code)).not.toContain('compagnia');
    expect((await submit({ need: 'compagnia' })).status).toBe(422);

    await olga.send('/esempio/console/importa', {});
    const request = await olga.open(`/esempio/console/richieste/${id}`);
    expect(request.text).toContain('Compagnia');
    // Its own need stays chosen among the radios or options, and correcting something else keeps it.
    expect(fieldIn(request, 'need')).toBe('compagnia');
    const cookie = await web.signInAs('Olga');
    const patch = (requirements: { skills: string[] }) =>
      web.app.request(
        `/api/v1/esempio/help-requests/${id}`,
        json('PATCH', { version: Number(versionIn(request)), need: 'compagnia', requirements }, { cookie }),
      );
    expect((await patch({ skills: ['boh'] })).status).toBe(422);
    expect((await patch({ skills: ['ascolto', 'spesa'] })).status).toBe(200);

    const restored = await olga.send(`${path}/ripristina`, { version: versionIn(list) });
    expect(labelsIn(await olga.open(restored.location)).at(-1)).toBe('Compagnia');
  });

  test('leave a volunteer what they have of them, on their page and in their form', async () => {
    const { id: municipalityId } = await web.db
      .selectFrom('municipality')
      .select('id')
      .where('slug', '=', 'esempio')
      .executeTakeFirstOrThrow();
    await addVolunteers(web.db, municipalityId, demoVolunteers.slice(0, 1));
    const { id } = await web.db
      .selectFrom('volunteer')
      .select('id')
      .where('municipality_id', '=', municipalityId)
      .executeTakeFirstOrThrow();
    const only = { municipality_id: municipalityId, volunteer_id: id, need_code: 'compagnia' };
    await web.db.insertInto('volunteer_need').values(only).execute();

    const path = `${settings}/tipi-di-aiuto/compagnia/rimuovi`;
    const asked = await olga.open(path);
    expect(asked.text).toContain('1 volontario aiuta solo con questo');
    expect((await olga.send(path, { version: versionIn(asked) })).location).toContain('esito=retired');
    expect((await olga.open(`/esempio/console/volontari/${id}`)).text).toContain('Compagnia');
    const form = await olga.open(`/esempio/console/volontari/${id}/modifica`);
    expect(form.html).toMatch(/<input[^>]*name="needs"[^>]*value="compagnia"[^>]*checked/);
    expect((await olga.open('/esempio/console/volontari/nuovo')).html).not.toContain('value="compagnia"');
  });

  test('keep their last zone', async () => {
    for (const code of ['stazione', 'collina', 'frazioni']) {
      const path = `${settings}/zone/${code}/rimuovi`;
      expect((await olga.send(path, { version: versionIn(await olga.open(path)) })).status).toBe(303);
    }
    const path = `${settings}/zone/centro/rimuovi`;
    const last = await olga.open(path);
    expect(last.text).toContain('ultima dell');
    expect(last.html).not.toContain(`action="${path}"`);
    const { settings_version } = await web.db
      .selectFrom('municipality')
      .select('settings_version')
      .where('slug', '=', 'esempio')
      .executeTakeFirstOrThrow();
    expect((await olga.send(path, { version: String(settings_version) })).status).toBe(422);
    expect((await publicLists()).zones).toHaveLength(1);
  });
});

describe('«Scelta dei volontari»', () => {
  const path = `${settings}/scelta-dei-volontari`;
  const typed = {
    volunteers: '3',
    coolOff: '2',
    coolOffUnit: 'days',
    offerValidDays: '10',
    lateAfterHours: '8',
    digestMinutes: '5',
    undoSeconds: '15',
  };

  test('saves numbers, shows them again, and keeps the database’s own units', async () => {
    const saved = await olga.send(path, { ...typed, version: versionIn(await olga.open(path)) });
    const after = await olga.open(saved.location);
    expect(after.text).toContain('Le impostazioni sono state salvate');
    for (const [name, value] of Object.entries(typed)) expect(fieldIn(after, name), name).toBe(value);
    const row = await web.db
      .selectFrom('municipality')
      .select(['volunteers_per_request', 'cool_off_seconds', 'offer_valid_seconds', 'late_after_seconds'])
      .where('slug', '=', 'esempio')
      .executeTakeFirst();
    expect(row).toEqual({
      volunteers_per_request: 3,
      cool_off_seconds: 172_800,
      offer_valid_seconds: 864_000,
      late_after_seconds: 28_800,
    });
  });

  test('says at each field what is wrong, and keeps what was typed', async () => {
    const wrong = await olga.send(path, { ...typed, volunteers: '6', version: versionIn(await olga.open(path)) });
    expect([wrong.status, errorAt(wrong, 'volunteers')]).toEqual([422, expect.stringContaining('da 1 a 5')]);
    expect([fieldIn(wrong, 'volunteers'), fieldIn(wrong, 'coolOff')]).toEqual(['6', '2']);
    expect(wrong.title).toMatch(/^Errore:/);
  });

  test('puts the criteria in the Comune’s own order', async () => {
    const { html, ...page } = await olga.open(path);
    const namesIn = (text: string) => [...text.matchAll(/<strong>([^<]*)</g)].map(([, name]) => name?.slice(0, 4));
    expect(namesIn(html)).toEqual(['Meno', 'Più ', 'Stes']);
    const version = versionIn({ html, ...page });
    const moved = await olga.send(`${path}/ordine`, { version, criterion: 'zone', direction: 'up' });
    expect(namesIn((await olga.open(moved.location)).html)).toEqual(['Meno', 'Stes', 'Più ']);
    expect((await olga.send(`${path}/ordine`, { version, criterion: 'zone', direction: 'up' })).status).toBe(409);
    expect((await olga.send(`${path}/ordine`, { version, criterion: 'età', direction: 'up' })).status).toBe(400);
    expect((await olga.send(`${path}/ordine`, { version, criterion: 'zone', direction: 'left' })).status).toBe(400);
  });

  test('tells the second of two operators what they had typed', async () => {
    const version = versionIn(await olga.open(path));
    await amelia.send(path, { ...typed, version });
    const second = await olga.send(path, { ...typed, volunteers: '1', coolOffUnit: 'hours', version });
    expect(second.status).toBe(409);
    expect(second.text).toMatch(/Volontari per richiesta: 1 Ore o giorni: Ore/);
    expect(fieldIn(second, 'volunteers')).toBe('3');
  });
});

describe('«Conservazione»', () => {
  const page = `${settings}/conservazione`;

  test('shows the defaults, saves what is typed, and keeps and explains what is wrong', async () => {
    const first = await olga.open(page);
    expect([fieldIn(first, 'discardedDays'), fieldIn(first, 'dispatchedDays')]).toEqual(['30', '365']);
    const version = versionIn(first);
    const wrong = await olga.send(page, { version, discardedDays: '0', dispatchedDays: 'un anno' });
    expect([wrong.status, fieldIn(wrong, 'dispatchedDays')]).toEqual([422, 'un anno']);
    expect(errorAt(wrong, 'discardedDays')).toContain('da 1 a 365');
    const saved = await olga.send(page, { version, discardedDays: ' 7 ', dispatchedDays: '730' });
    expect([saved.status, saved.location]).toEqual([303, `${page}?esito=saved`]);
    const shown = await olga.open(saved.location);
    expect(shown.text).toContain('Le impostazioni sono state salvate.');
    expect([fieldIn(shown, 'discardedDays'), fieldIn(shown, 'dispatchedDays')]).toEqual(['7', '730']);
  });

  test('of an older version saves nothing and says what was typed', async () => {
    const version = versionIn(await olga.open(page));
    await amelia.send(page, { version, discardedDays: '10', dispatchedDays: '365' });
    const late = await olga.send(page, { version, discardedDays: '20', dispatchedDays: '365' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Richieste eliminate: giorni: 20');
    expect(fieldIn(late, 'discardedDays')).toBe('10');
  });

  test('is for the Comune’s operators only', async () => {
    expect((await visitorOf(web).open(page)).location).toContain('/entra');
    const ugo = visitorOf(web, await web.signInAs('Ugo'));
    expect((await ugo.send(page, { discardedDays: '1', dispatchedDays: '30' })).status).toBe(403);
  });
});
