import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longestShapesFile } from '../../../src/domain/zone-shapes.ts';
import { json, openTestWeb, publicUrl, requests, submissionBody, type TestWeb } from '../../support/web.ts';
import { read, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let cookie: string;
let olga: Visitor;
const path = '/esempio/console/impostazioni/mappa';
const square = (west: number) => [
  [west, 44],
  [west + 0.1, 44],
  [west + 0.1, 44.1],
  [west, 44],
];
const fileOf = (...codes: string[]) =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: codes.map((codice, i) => ({
      type: 'Feature',
      properties: { codice },
      geometry: { type: 'Polygon', coordinates: [square(11 + i / 10)] },
    })),
  });

beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
});
afterAll(() => web.close());

async function upload(text: string) {
  const body = new FormData();
  body.append('file', new File([text], 'zone.geojson'));
  return await read(await web.app.request(path, { method: 'POST', headers: { origin: publicUrl, cookie }, body }));
}

describe('the map of the zones', () => {
  test('is none at first', async () => {
    const page = await olga.open(path);
    expect(page.text).toContain('Non c’è ancora una mappa'.replace('’', "'"));
    expect(page.html).not.toContain('ec-map__zone');
  });

  test('is drawn of a file, and says which zones it lacks', async () => {
    const sent = await upload(fileOf('centro', 'collina'));
    expect([sent.status, sent.location]).toEqual([303, `${path}?esito=saved`]);
    const recorded = await web.db.selectFrom('audit_entry').select('action').orderBy('id', 'desc').executeTakeFirst();
    expect(recorded).toEqual({ action: 'settings' });
    const page = await olga.open(sent.location);
    expect(page.html.match(/class="ec-map__zone"/g)).toHaveLength(2);
    expect(page.text).toMatch(/Senza confini: .*Stazione/);
  });

  test('is shaded by how many requests came from each zone, with the number in it', async () => {
    await web.app.request(requests, json('POST', submissionBody(), { 'idempotency-key': randomUUID() }));
    const { html } = await olga.open('/esempio/console/statistiche');
    const map = /<svg[^>]*aria-labelledby="chart-map-title.*?<\/svg>/s.exec(html)?.[0] ?? '';
    expect(map).toMatch(/<path class="ec-map__zone"[^>]*fill="#06c"[^>]*><title>Centro: 1</);
    expect(map).toMatch(/<path class="ec-map__zone"[^>]*fill="#fff"[^>]*><title>Collina: 0</);
    expect(map).not.toMatch(/NaN|Infinity/);
  });

  test.each([
    ['{"type":', 422, 'non è un GeoJSON'],
    [fileOf('centro', '<b>mare</b>'), 422, 'non sono nell&#39;elenco: &lt;b&gt;mare&lt;/b&gt;'],
    [fileOf('centro', 'centro'), 422, 'più volte: centro'],
    ['', 422, 'Scelga un file'],
    [' '.repeat(longestShapesFile + 1), 413, 'più grande di 2 MB'],
  ])('is not changed by a file that is wrong (%#)', async (text, status, problem) => {
    const page = await upload(text);
    expect(page.status).toBe(status);
    expect(page.html).toContain(problem);
    expect(page.html.match(/class="ec-map__zone"/g)).toHaveLength(2);
  });

  test('is replaced whole, and taken away', async () => {
    await upload(fileOf('frazioni'));
    expect((await olga.open(path)).html.match(/class="ec-map__zone"/g)).toHaveLength(1);
    const removed = await olga.send(`${path}/togli`, {});
    expect(removed.location).toBe(`${path}?esito=removed`);
    expect((await olga.open(removed.location)).html).not.toContain('ec-map__zone');
    expect((await olga.open('/esempio/console/statistiche')).html).not.toContain('chart-map');
  });
});
