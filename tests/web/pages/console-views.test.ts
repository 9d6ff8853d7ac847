import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
});
afterAll(() => web.close());
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
});

const table = '/esempio/console';
const submit = (over: Record<string, string> = {}) =>
  visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID(), over));
const importAll = () => olga.send(`${table}/importa`, {});
const namesIn = ({ html }: Visited) => [...html.matchAll(/class="ec-row__name">([^<]*)</g)].map(([, name]) => name);
const idOf = async (familyName: string) =>
  (await web.db.selectFrom('help_request').select('id').where('family_name', '=', familyName).executeTakeFirstOrThrow())
    .id;
/** The address of a link by its text or its name, as the page has it. */
const linkIn = ({ html }: Visited, words: string) => {
  const links = [...html.matchAll(/<a ([^>]*)>(.*?)<\/a>/gs)];
  const found = links.find(([, attributes, inner]) => attributes?.includes(words) || inner?.includes(words));
  return /href="([^"]*)"/.exec(found?.[1] ?? '')?.[1]?.replaceAll('&amp;', '&') ?? '';
};

describe('the views', () => {
  test('«Da importare» lists what is to come, without who asks', async () => {
    await submit({ familyName: 'Segreta', telephone: '333 999 8877' });
    const page = await olga.open(`${table}?stato=da-importare`);
    expect(page.text).toContain('Da importare 1');
    expect(page.html).toMatch(/<a href="[^"]*"[^>]*>\s*[0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(page.html).not.toMatch(/Segreta|9998877|999 8877/);
    // Nobody is looked for by name before the import, either.
    expect((await olga.open(`${table}?stato=da-importare&q=segreta`)).html).toMatch(/ec-row__reference/);
    await importAll();
    expect((await olga.open(`${table}?stato=da-importare`)).text).toContain('Nessuna richiesta da importare');
  });

  test('«Senza volontari» lists what was sent and reached nobody', async () => {
    await submit({ familyName: 'Sola' });
    await submit({ familyName: 'Altra' });
    await importAll();
    expect((await olga.open(`${table}?stato=senza-volontari`)).text).toContain('Nessuna richiesta senza volontari');
    await sql`update help_request set no_volunteers_at = now() where family_name = 'Sola'`.execute(web.db);
    const page = await olga.open(`${table}?stato=senza-volontari`);
    expect(page.text).toContain('Senza volontari 1');
    expect(namesIn(page)).toEqual(['Sola Ada']);
  });
});

describe('the filters', () => {
  test('narrow each view, are chips that take themselves away, and go along everywhere', async () => {
    await submit({ familyName: 'Vicina', zone: 'centro' });
    await submit({ familyName: 'Lontana', zone: 'stazione' });
    await importAll();
    const zones = await web.db.selectFrom('zone').select(['code', 'label']).where('code', '=', 'centro').execute();
    const query = 'zona=centro&canale=cittadino&dal=2020-01-01';
    const page = await olga.open(`${table}?${query}`);
    expect(namesIn(page)).toEqual(['Vicina Ada']);
    const chip = `Togli il filtro zona ${zones[0]?.label}`;
    expect(page.html).toContain(`aria-label="${chip}"`);
    expect(page.html).toContain('aria-label="Togli il filtro dal 1 gen 2020"');
    expect(linkIn(page, chip)).toBe(`${table}?canale=cittadino&dal=2020-01-01`);
    expect(linkIn(page, 'Togli tutti i filtri')).toBe(table);
    // In the tabs, the search, and on the way to a request and back.
    expect(linkIn(page, 'Inviate')).toBe(`${table}?stato=inviate&${query}`);
    expect(page.html).toContain('<input type="hidden" name="zona" value="centro"');
    const request = await olga.open(linkIn(page, '/richieste/'));
    expect(linkIn(request, 'Tutte le richieste')).toBe(`${table}?${query}`);
  });

  test('that show nothing say so, and are taken away from there', async () => {
    await submit();
    await importAll();
    const page = await olga.open(`${table}?ritardo=si`);
    expect(page.text).toContain('Nessuna richiesta con questi filtri');
    expect(linkIn(page, 'Togli tutti i filtri')).toBe(table);
  });

  test.each([
    'zona=boh',
    'zona=%00',
    'bisogno=constructor',
    'canale=__proto__',
    'dal=2026-02-31',
    'al=0000-01-01',
    'dal=9999-12-31T00:00',
    'stato=constructor',
    'elenco=%ed%a0%80',
  ])('that are none (%s) narrow nothing', async (query) => {
    await submit();
    await importAll();
    const page = await olga.open(`${table}?${query}`);
    expect([page.status, namesIn(page).length]).toEqual([200, 1]);
  });
});

describe('after a decision', () => {
  test('the next request is the oldest that waits in the same table', async () => {
    for (const [familyName, zone] of [
      ['Una', 'centro'],
      ['Due', 'stazione'],
      ['Tre', 'centro'],
    ]) {
      await submit({ familyName: familyName ?? '', zone: zone ?? '' });
    }
    await importAll();
    const list = encodeURIComponent('zona=centro');
    const page = `${table}/richieste/${await idOf('Una')}`;
    expect((await olga.open(`${page}?elenco=${list}`)).text).not.toContain('Prossima richiesta');
    const sent = await olga.send(`${page}/invia?elenco=${list}`, {});
    expect(sent.location).toBe(`${page}?elenco=${list}`);
    const decided = await olga.open(sent.location);
    expect(linkIn(decided, 'Prossima richiesta')).toBe(`${table}/richieste/${await idOf('Tre')}?elenco=${list}`);
    expect(linkIn(decided, 'Torna alle richieste in attesa')).toBe(`${table}?zona=centro`);
    const last = await olga.send(`${table}/richieste/${await idOf('Tre')}/invia?elenco=${list}`, {});
    expect((await olga.open(last.location)).text).not.toContain('Prossima richiesta');
  });

  test('from the table leads back to the same table', async () => {
    await submit();
    await importAll();
    const page = await olga.open(`${table}?stato=tutte&q=zorzi&zona=centro`);
    const list = /name="elenco" value="([^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const step = await olga.open(
      `${table}/richieste/${await idOf('Zorzi')}/elimina?da=tabella&elenco=${encodeURIComponent(list)}`,
    );
    const action = /<form class="ec-form" method="post" action="([^"]*)"/
      .exec(step.html)?.[1]
      ?.replaceAll('&amp;', '&');
    const done = await olga.send(action ?? '', { version: '2', reason: 'other', da: 'tabella' });
    expect(done.location).toBe(`${table}?stato=tutte&q=zorzi&zona=centro&esito=discarded`);
  });

  test('a table in an address leads to no other place', async () => {
    await submit();
    await importAll();
    const path = `${table}/richieste/${await idOf('Zorzi')}`;
    const page = await olga.open(`${path}?elenco=${encodeURIComponent('//altrui.example?x=1&stato=inviate')}`);
    // The links to the page's other languages keep its own query, behind the question mark.
    expect(page.html).not.toMatch(/(href|action)="[^"?]*altrui/);
    expect(linkIn(page, 'Tutte le richieste')).toBe(`${table}?stato=inviate`);
  });
});
