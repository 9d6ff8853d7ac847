import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { tableNames } from '../../../web/statistics-tables.ts';
import { idIn, json, openTestWeb, requests, submissionBody, type TestWeb } from '../../support/web.ts';
import { type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let piero: Visitor;
const path = '/esempio/console/statistiche';
const today = dayInItaly(new Date());
const period = `dal=${today}&al=${today}`;

beforeAll(async () => {
  web = await openTestWeb();
  piero = visitorOf(web, await web.signInAs('Piero'));
});
afterAll(() => web.close());

async function submit(body: Record<string, unknown> = {}): Promise<string> {
  const headers = { 'idempotency-key': crypto.randomUUID() };
  return await idIn(await web.app.request(requests, json('POST', submissionBody(body), headers)));
}

describe('without requests', () => {
  test('the page says what to do next, and still shows the volunteers', async () => {
    const page = await piero.open(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Nessuna richiesta in questo periodo');
    expect(page.text).toContain('Nessuna proposta aperta');
    expect(page.html).not.toContain('chart-requests');
  });
});

describe('with requests', () => {
  beforeAll(async () => {
    const [sent, binned] = [await submit(), await submit({ need: 'farmaci' })];
    await submit();
    await visitorOf(web).send('/esempio/volontari/valutazione', { stars: '4', liked: 'clear', hard: '', comment: '' });
    await piero.send('/esempio/console/importa', {});
    await piero.send(`/esempio/console/richieste/${sent}/invia`, {});
    await piero.send(`/esempio/console/richieste/${binned}/elimina`, { reason: 'duplicate' });
  });

  test('each chart has a name, a description and its numbers in a table beneath', async () => {
    const page = await piero.open(path);
    const charts = [...page.html.matchAll(/<svg[^>]*role="img"[^>]*aria-labelledby="([^"]+)"/g)];
    expect(charts.map(([, ids]) => ids?.split(' ')[0])).toEqual(
      ['requests', 'needs', 'zones', 'waits', 'volunteers', 'ratings'].map((name) => `chart-${name}-title`),
    );
    for (const id of charts.flatMap(([, ids]) => ids?.split(' ') ?? [])) {
      expect(page.html).toMatch(new RegExp(`<(title|desc) id="${id}">[^<]+<`));
    }
    expect([...page.html.matchAll(/<caption[^>]*>([^<]+)</g)].map(([, caption]) => caption)).toEqual([
      'Richieste nel tempo',
      'Per tipo di aiuto',
      'Per zona',
      'Tempi di attesa',
      'Volontari e proposte',
      'Valutazioni',
      'Che cosa hanno detto',
    ]);
    expect(page.text).toMatch(/Richieste arrivate\s+3/);
    expect(page.text).toMatch(/Spesa[^0-9]+2 1 0 1/);
  });

  test('a column is divided by colours that have patterns too', async () => {
    const { html } = await piero.open(path);
    const chart = /aria-labelledby="chart-requests-title.*?<\/svg>/s.exec(html)?.[0] ?? '';
    for (const fill of ['#06c', 'url(#pattern-discarded)', 'url(#pattern-waiting)']) {
      expect(chart.split(`fill="${fill}"`)).toHaveLength(2);
      if (fill.startsWith('url')) expect(html).toContain(`<pattern id="${fill.slice(5, -1)}"`);
    }
    // The policy of every page lets no style through that stands in it.
    expect(html).not.toContain('style=');
  });

  test('the period is chosen by name or by its days', async () => {
    const page = await piero.open(`${path}?${period}`);
    expect(page.html.match(/aria-current="page"/g)).toBeNull();
    expect(page.text).toMatch(/Richieste arrivate\s+3/);
    const week = /<a href="([^"]+)"[^>]*>7 giorni</.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await piero.open(week)).html).toContain('aria-current="page">7 giorni');
    expect((await piero.open(`${path}?dal=2001-01-01&al=2001-12-31`)).text).toContain('Nessuna richiesta');
  });

  test.each(['dal=2026-02-31&al=2026-03-01', 'dal=2026-03-02&al=2026-03-01', 'dal=1&al=2', `dal=${today}`])(
    'a period that is none (%s) is refused in words',
    async (query) => {
      const page = await piero.open(`${path}?${query}`);
      expect(page.status).toBe(422);
      expect(page.text).toContain('Il periodo scelto non va bene');
      expect((await piero.open(`${path}/esporta.csv?tabella=needs&${query}`)).status).toBe(404);
    },
  );

  test.each(tableNames.filter((name) => name !== 'emails'))('the table «%s» comes as a file', async (name) => {
    const answer = await web.app.request(`${path}/esporta.csv?tabella=${name}&${period}`, {
      headers: { cookie: await web.signInAs('Piero') },
    });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="statistiche-esempio-${name}-${today}-${today}.csv"`,
    );
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, first] = bytes.toString().slice(1).split('\r\n');
    expect(head?.split(';').length).toBe(first?.split(';').length);
    expect((await piero.open(`${path}?${period}`)).html).toContain(`tabella=${name}&amp;dal=`);
  });

  test('a label that a spreadsheet would compute is text in the file', async () => {
    const label = '=HYPERLINK("http://evil.example";"Spesa")';
    await sql`update need set label = ${label} where code = 'spesa'`.execute(web.db);
    const { html } = await piero.open(`${path}/esporta.csv?tabella=needs&${period}`);
    expect(html).toContain(`"'=HYPERLINK(""http://evil.example"";""Spesa"")";2;1;0;1`);
  });

  test('a table that is none is not found', async () => {
    expect((await piero.open(`${path}/esporta.csv?tabella=volontari&${period}`)).status).toBe(404);
    expect((await piero.open(`${path}/esporta.csv?${period}`)).status).toBe(404);
  });
});
