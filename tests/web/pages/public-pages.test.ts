import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let citizen: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  citizen = visitorOf(web);
});
afterAll(() => web.close());

describe('every page', () => {
  test.each([
    '/',
    '/esempio',
    '/esempio/privacy',
    '/esempio/accessibilita',
    '/esempio/richiesta',
    '/entra',
    '/boh/boh',
  ])(
    '%s is in Italian, has one main heading, ways past the header, and nothing from elsewhere or inline',
    async (path) => {
      const { html } = await citizen.open(path);
      expect(html).toMatch(/^<!doctype html><html lang="it">/);
      expect(html.match(/<h1/g)).toHaveLength(1);
      expect(html).toContain('href="#main-container"');
      expect(html).toContain('href="#footer"');
      expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
      expect(html).not.toMatch(/ style=| on[a-z]+=|<style|<script(?![^>]* src=)/);
    },
  );

  test('what it loads is there', async () => {
    const { html } = await citizen.open('/esempio');
    const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"#]+)/g)].map(([, path]) => path ?? '');
    expect(assets.length).toBeGreaterThan(5);
    for (const path of new Set(assets)) expect((await web.app.request(path)).status, path).toBe(200);
  });
});

test('the first page lists the Comuni; the help page leads to the form', async () => {
  const { html } = await citizen.open('/');
  expect(html).toContain('href="/esempio"');
  expect(html).toContain('href="/altrove"');
  const help = await citizen.open('/esempio');
  expect(help.html).toMatch(/class="btn [^"]*" href="\/esempio\/richiesta"/);
  expect(help.text).toContain('In emergenza chiami il 112');
  expect(help.text).toContain('+39 055 000100');
});

test('the privacy notice says for how long this Comune keeps what', async () => {
  await sql`
    update municipality set discarded_kept_days = 1, dispatched_kept_days = 730 where slug = 'esempio'`.execute(web.db);
  const { text } = await citizen.open('/esempio/privacy');
  expect(text).toContain('di una richiesta eliminata si cancellano dopo 1 giorno');
  expect(text).toContain('inviata ai volontari dopo 730 giorni');
});

test('with one Comune the first page leads to it, with none it says what to run', async () => {
  const other = await openTestWeb();
  const visitor = visitorOf(other);
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = 'public' and tablename <> 'municipality' and tablename not like 'kysely%'`.execute(other.db);
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(other.db);
  await sql`delete from municipality where slug = 'altrove'`.execute(other.db);
  const one = await visitor.open('/');
  expect([one.status, one.location]).toEqual([302, '/esempio']);
  await sql`delete from municipality`.execute(other.db);
  expect((await visitor.open('/')).text).toContain('npm run cli');
  await other.close();
});

describe('the page of a request', () => {
  const submit = async () => (await citizen.send('/esempio/richiesta', filledIn(randomUUID()))).location;

  test('shows reference and steps to who has the link, and is kept by nobody in between', async () => {
    const page = await citizen.open(await submit());
    expect(page.text).toMatch(/Codice della richiesta [0-9A-Z]{4}-[0-9A-Z]{4}/);
    expect(page.text).toContain('Un operatore del Comune la leggerà');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.html).toContain('content="noindex"');
    for (const own of ['Ada Zorzi', '+39 333 123 4567', 'Via dei Mille 12', 'Mi serve la spesa.']) {
      expect(page.text).toContain(own);
    }
  });

  test('is not there without the secret, with another one, or in another Comune', async () => {
    const [path = '', secret = ''] = (await submit()).split('?chiave=');
    const other = (await submit()).split('?chiave=')[1] ?? '';
    const missing = [
      path,
      `${path}?chiave=`,
      `${path}?chiave=${other}`,
      `${path}?chiave=${secret}x`,
      `${path}?chiave=%00`,
      `${path.replace('esempio', 'altrove')}?chiave=${secret}`,
      `/esempio/richiesta/%00?chiave=${secret}`,
      `/esempio/richiesta/AAAA-AAAA?chiave=${secret}`,
    ];
    const receipts = missing.map((one) => one.replace(/(?=\?|$)/, '/ricevuta.pdf'));
    for (const one of [...missing, ...receipts]) {
      const page = await citizen.open(one);
      expect(page.status, one).toBe(404);
      expect(page.text).toContain('Richiesta non trovata');
    }
  });
});

describe('what goes wrong', () => {
  test('an unknown page of a Comune is the Comune’s own, with its telephone; one of none is nobody’s', async () => {
    const page = await citizen.open('/esempio/boh');
    expect([page.status, page.title]).toEqual([404, expect.stringContaining('Comune di Esempio')]);
    expect(page.text).toContain('+39 055 000100');
    expect(page.html).toContain('href="/esempio"');
    expect((await citizen.open('/boh/boh')).title).toContain('EasyCare');
  });

  test.each<[string, string, RequestInit, number, RegExp]>([
    ['unknown page', '/esempio/boh', {}, 404, /Pagina non trovata/],
    ['unknown Comune', '/atlantide', {}, 404, /Comune non trovato/],
    ['wrong method', '/esempio/richiesta', { method: 'DELETE' }, 405, /Operazione non possibile/],
    [
      'too large',
      '/esempio/richiesta',
      { method: 'POST', body: new URLSearchParams({ a: 'x'.repeat(70_000) }) },
      413,
      /grande/,
    ],
    [
      'no form',
      '/esempio/richiesta',
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
      415,
      /Formato/,
    ],
    [
      'a torn multipart body',
      '/esempio/richiesta',
      { method: 'POST', body: '--x', headers: { 'content-type': 'multipart/form-data; boundary=y' } },
      400,
      /Invio non leggibile/,
    ],
  ])('%s is said in plain Italian, with the emergency number', async (_, path, init, status, words) => {
    const answer = await web.app.request(path, init);
    const html = await answer.text();
    expect(answer.status).toBe(status);
    expect(html).toMatch(words);
    expect(html).toContain('tel:112');
    expect(html).not.toMatch(/\bat .*\.ts|Error:/);
  });
});
