import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mostAtOnce } from '../../../src/requests/decide-many.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let piero: Visitor;
const ids: string[] = [];
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  piero = visitorOf(web, await web.signInAs('Piero'));
});
afterAll(() => web.close());

const table = '/esempio/console';
const submit = (over: Record<string, string>) =>
  visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID(), over));

beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  for (const familyName of ['Una', 'Due', 'Tre']) {
    await submit({ familyName, description: `Testo di ${familyName}` });
  }
  await olga.send(`${table}/importa`, {});
  const rows = await web.db.selectFrom('help_request').select('id').orderBy('submitted_at').execute();
  ids.splice(0, ids.length, ...rows.map(({ id }) => id));
});

/** What the page that asks again would send. */
const seenIn = ({ html }: Visited) => [...html.matchAll(/name="seen" value="([^"]*)"/g)].map(([, seen]) => seen ?? '');
const statuses = async () =>
  (await web.db.selectFrom('help_request').select('status').orderBy('submitted_at').execute()).map(
    ({ status }) => status,
  );
const decisions = () => web.db.selectFrom('decision').select(['request_id', 'kind', 'reason', 'note']).execute();

describe('many requests at once', () => {
  test('are ticked in the table, all of the page with a link; only those that can be decided', async () => {
    await olga.send(`${table}/richieste/${ids[0]}/invia`, {});
    const plain = await olga.open(`${table}?stato=tutte`);
    expect([...plain.html.matchAll(/name="id" value="[^"]*"[^>]*>/g)]).toHaveLength(2);
    expect(plain.html).not.toMatch(/name="id"[^>]* checked/);
    const link = /<a href="([^"]*)" data-tick-all-link/.exec(plain.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect([...(await olga.open(link)).html.matchAll(/name="id"[^>]* checked/g)]).toHaveLength(2);
    expect((await olga.open(`${table}?stato=inviate`)).html).not.toContain('name="id"');
  });

  test('are shown with their texts first, which decides nothing, and then each gets its decision', async () => {
    const page = await olga.send(`${table}/decidi?elenco=zona%3Dcentro`, { decision: 'dispatch', id: ids.slice(0, 2) });
    expect(page.status).toBe(200);
    expect(page.title).toMatch(/^Inviare 2 richieste\?/);
    for (const words of ['Una Ada', 'Testo di Una', 'Due Ada', 'INVIA 2 RICHIESTE']) expect(page.text).toContain(words);
    expect(page.text).not.toContain('Testo di Tre');
    expect(await decisions()).toEqual([]);
    const sent = await olga.send(`${table}/decidi/conferma?elenco=zona%3Dcentro`, {
      decision: 'dispatch',
      seen: seenIn(page),
    });
    expect([sent.status, sent.location]).toEqual([303, `${table}?zona=centro&esito=many_dispatched&quante=2`]);
    expect(await statuses()).toEqual(['dispatched', 'dispatched', 'awaiting_operator']);
    expect((await olga.open(sent.location)).text).toContain('2 richieste inviate ai volontari');
    expect((await decisions()).map(({ request_id }) => request_id).toSorted()).toEqual(ids.slice(0, 2).toSorted());
  });

  test('go into the bin with one reason, which is needed', async () => {
    const page = await olga.send(`${table}/decidi`, { decision: 'discard', id: ids });
    expect(page.text).toContain('ELIMINA 3 RICHIESTE');
    const wrong = await olga.send(`${table}/decidi/conferma`, {
      decision: 'discard',
      seen: seenIn(page),
      note: 'Nota',
    });
    expect(wrong.status).toBe(422);
    expect(seenIn(wrong)).toEqual(seenIn(page));
    expect(wrong.text).toContain('Nota');
    expect(await decisions()).toEqual([]);
    const done = await olga.send(`${table}/decidi/conferma`, {
      decision: 'discard',
      seen: seenIn(wrong),
      reason: 'not_pertinent',
      note: 'Nota',
    });
    expect(done.location).toBe(`${table}?esito=many_discarded&quante=3`);
    expect(await statuses()).toEqual(['discarded', 'discarded', 'discarded']);
    expect((await decisions()).map(({ reason, note }) => [reason, note])).toEqual(
      Array.from({ length: 3 }, () => ['not_pertinent', 'Nota']),
    );
  });

  test('say which did not go and why: decided by a colleague, or corrected meanwhile', async () => {
    const page = await olga.send(`${table}/decidi`, { decision: 'dispatch', id: ids });
    await piero.send(`${table}/richieste/${ids[0]}/elimina`, { version: '2', reason: 'other' });
    await sql`update help_request set version = version + 1 where id = ${ids[1]}`.execute(web.db);
    const outcome = await olga.send(`${table}/decidi/conferma`, { decision: 'dispatch', seen: seenIn(page) });
    expect(outcome.status).toBe(200);
    expect(outcome.text).toContain('1 di 3 richieste è andata come chiesto');
    expect(outcome.text).toMatch(/già decisa: Eliminazione, da Piero/);
    expect(outcome.text).toContain('è cambiata mentre decideva');
    expect(await statuses()).toEqual(['discarded', 'awaiting_operator', 'dispatched']);
    // The same form again: the same answers, and nothing twice.
    const again = await olga.send(`${table}/decidi/conferma`, { decision: 'dispatch', seen: seenIn(page) });
    expect(again.text).toContain('1 di 3');
    expect(await decisions()).toHaveLength(2);
  });

  test('that are decided by now are listed apart, and are not asked about', async () => {
    await piero.send(`${table}/richieste/${ids[0]}/invia`, {});
    const page = await olga.send(`${table}/decidi`, { decision: 'discard', id: ids.slice(0, 2) });
    expect(page.text).toMatch(/Eliminare 1 richiesta\?.*Due Ada.*Non più in attesa.*Una Ada/);
    expect(seenIn(page)).toHaveLength(1);
    const all = await olga.send(`${table}/decidi`, { decision: 'discard', id: [ids[0] ?? ''] });
    expect(all.text).toContain('Nessuna richiesta da eliminare');
    expect(all.html).not.toContain('decidi/conferma');
  });

  test('of none, of what is no id, or of another Comune lead back and say so', async () => {
    const ugo = visitorOf(web, await web.signInAs('Ugo'));
    for (const id of [[], ['boh'], ["' or 1=1"], [randomUUID()]]) {
      expect((await olga.send(`${table}/decidi`, { decision: 'dispatch', id })).location).toContain('none_selected');
      const seen = id.map((one) => `${one}:1`);
      const sent = await olga.send(`${table}/decidi/conferma`, { decision: 'dispatch', seen });
      expect(sent.location).toContain('none_selected');
    }
    const theirs = await ugo.send('/altrove/console/decidi/conferma', {
      decision: 'dispatch',
      seen: ids.map((id) => `${id}:2`),
    });
    expect(theirs.location).toContain('none_selected');
    expect((await olga.open(`${table}?esito=none_selected`)).text).toContain('Nessuna richiesta scelta');
    expect(await decisions()).toEqual([]);
  });

  test('are at most as many as a page shows', async () => {
    await sql`
      insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
        given_name, family_name, telephone, address, zone_code, description, status, imported_at, imported_by)
      select municipality_id, regexp_replace(translate(to_char(i, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'), secret,
        i::text, fingerprint, channel, need_code, given_name, family_name, telephone, address, zone_code, description,
        'awaiting_operator', imported_at, imported_by
      from help_request, generate_series(1, 60) i where id = ${ids[0]}`.execute(web.db);
    const all = (await web.db.selectFrom('help_request').select('id').execute()).map(({ id }) => id);
    const page = await olga.send(`${table}/decidi`, { decision: 'discard', id: all });
    expect(seenIn(page)).toHaveLength(mostAtOnce);
    await olga.send(`${table}/decidi/conferma`, {
      decision: 'discard',
      seen: all.map((id) => `${id}:1`),
      reason: 'other',
    });
    expect((await decisions()).length).toBeLessThanOrEqual(mostAtOnce);
  });
});
