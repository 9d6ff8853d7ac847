import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let operator: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  operator = visitorOf(web, await web.signInAs('Olga'));
});
afterAll(() => web.close());
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
});

const table = '/esempio/console';
const submit = (over: Record<string, string> = {}) =>
  visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID(), over));
const importAll = () => operator.send(`${table}/importa`, {});
const namesIn = (html: string) => [...html.matchAll(/class="ec-row__name">([^<]*)</g)].map(([, name]) => name);

describe('the table', () => {
  test('empty says that nothing is missing, in each tab', async () => {
    const page = await operator.open(table);
    expect(page.text).toContain('Nessuna richiesta in attesa');
    expect(page.text).toContain('Nessuna nuova richiesta da importare');
    expect(page.text).toContain('Nessuna richiesta da decidere');
    expect((await operator.open(`${table}?stato=inviate`)).text).toContain('Nessuna richiesta inviata');
    expect((await operator.open(`${table}?stato=eliminate`)).text).toContain('Il cestino è vuoto');
    expect((await operator.open(`${table}?stato=tutte`)).text).toContain('Ancora nessuna richiesta');
    expect((await operator.open(`${table}?q=boh&stato=tutte`)).text).toContain('Nessun risultato');
  });

  test('shows what is to import, and after «Importa richieste» the requests, oldest first and marked', async () => {
    await submit({ familyName: 'Prima' });
    await submit({ familyName: 'Seconda' });
    const before = await operator.open(table);
    expect(before.text).toContain('2 nuove richieste da importare');
    expect(before.text).toContain('Prema «Importa richieste»');
    expect(namesIn(before.html)).toEqual([]);
    const imported = await importAll();
    expect([imported.status, imported.location]).toEqual([303, `${table}?esito=imported&quante=2`]);
    const after = await operator.open(imported.location);
    expect(after.title).toMatch(/^2 richieste in attesa/);
    expect(after.text).toContain('2 richieste importate');
    expect(namesIn(after.html)).toEqual(['Prima Ada', 'Seconda Ada']);
    expect(after.html).toMatch(/ec-row--oldest.*Prima Ada.*Seconda Ada/s);
    expect(after.text).toMatch(/Aspetta da più tempo Prima Ada/);
    expect((await importAll()).location).toContain('quante=0');
  });

  test('names both decisions in full to who can’t see them, red sends first, green bins second', async () => {
    await submit();
    await importAll();
    const { html } = await operator.open(table);
    const [, first, second] =
      /btn-danger[^>]*aria-label="([^"]*)".*?btn-success[^>]*aria-label="([^"]*)"/s.exec(html) ?? [];
    expect(first).toMatch(/^Invia la richiesta di assistenza [0-9A-Z-]{9} di Zorzi Ada$/);
    expect(second).toMatch(/^Elimina richiesta [0-9A-Z-]{9} di Zorzi Ada$/);
  });

  test('marks what is late and what found no volunteers', async () => {
    await submit();
    await importAll();
    await sql`update help_request set late_at = now(), no_volunteers_at = now()`.execute(web.db);
    const { text } = await operator.open(table);
    expect(text).toContain('In ritardo');
    expect(text).toContain('Nessun volontario');
  });

  test('finds by name, telephone and reference, in every status', async () => {
    await submit({ familyName: 'Unica', telephone: '06 1234567' });
    await submit({ familyName: 'Altra' });
    await importAll();
    const page = await operator.open(table);
    const reference = /<a href="[^"]*">([0-9A-Z]{4}-[0-9A-Z]{4})<\/a>/.exec(page.html)?.[1] ?? '';
    for (const q of ['unica', '06 1234567', reference, '%20unica']) {
      const found = await operator.open(`${table}?stato=tutte&q=${encodeURIComponent(decodeURIComponent(q))}`);
      expect(namesIn(found.html), q).toEqual(['Unica Ada']);
    }
    for (const q of ['%00', '%ed%a0%80', '%25', `${'x'.repeat(500)}`, '<script>alert(1)</script>']) {
      const found = await operator.open(`${table}?stato=tutte&q=${q}&cursore=boh`);
      expect(found.status, q).toBe(200);
      expect(found.html).not.toContain('<script>alert');
    }
  });

  test('goes on where the page ended, in the same tab and search', async () => {
    for (let i = 0; i < 51; i++) await submit({ familyName: `Coda${String(i).padStart(2, '0')}` });
    await importAll();
    const first = await operator.open(`${table}?q=coda`);
    expect(namesIn(first.html)).toHaveLength(50);
    const next = /<a class="btn[^"]*" href="([^"]*)" rel="next">/.exec(first.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await operator.open(next);
    expect(namesIn(second.html)).toEqual(['Coda50 Ada']);
    expect(second.text).toContain('Torna all');

    const all = await operator.open(`${table}?q=coda&righe=1000`);
    expect(namesIn(all.html)).toHaveLength(51);
    expect(all.html).not.toContain('rel="next"');
    // A number that is no choice is the usual one.
    expect(namesIn((await operator.open(`${table}?q=coda&righe=52`)).html)).toHaveLength(50);
  });

  test('says nothing that a link puts in its address', async () => {
    for (const esito of ['boh', '__proto__', 'constructor', '<b>x</b>']) {
      const { html } = await operator.open(`${table}?esito=${encodeURIComponent(esito)}&quante=x`);
      expect(html).not.toContain('class="alert');
    }
  });
});
