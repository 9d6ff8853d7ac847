import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assetUrl } from '../../web/asset-url.ts';
import { json, openTestWeb, requests, submissionBody, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

/** All that a first visit loads, in bytes as they travel, without fonts, which the limits leave out. */
async function weigh(path: string, cookie?: string): Promise<number> {
  const headers = {
    'accept-encoding': 'gzip, deflate, br',
    'sec-fetch-site': 'none',
    ...(cookie !== undefined && { cookie }),
  };
  const page = await web.app.request(path, { headers });
  expect(page.status).toBe(200);
  const body = await page.arrayBuffer();
  const html = gunzipSync(body).toString();
  const loaded = [...html.matchAll(/<(?:link|script|img|use)[^>]*(?:href|src)="([^"#]*)/g)].map(([, url = '']) => url);
  expect(loaded).toContain(assetUrl('bootstrap-italia/css/bootstrap-italia.min.css'));
  let weight = body.byteLength;
  for (const url of new Set(loaded)) {
    // From ourselves, or the answer below would be none.
    expect(url).toMatch(/^\/assets\/|^\/esempio\/stemma\//);
    if (url.endsWith('.woff2')) continue;
    const answer = await web.app.request(url, { headers });
    expect([url, answer.status]).toEqual([url, 200]);
    weight += (await answer.arrayBuffer()).byteLength;
  }
  return weight;
}

test('the form weighs at most 60 KB', async () => {
  expect(await weigh('/esempio/richiesta')).toBeLessThanOrEqual(60_000);
});

test('the console, full, at most 100 KB', async () => {
  const cookie = await web.signInAs('Olga');
  for (let count = 0; count < 60; count += 1) {
    const call = json('POST', submissionBody(), { 'idempotency-key': randomUUID() });
    expect((await web.app.request(requests, call)).status).toBe(201);
  }
  await web.app.request(`${requests}/import`, json('POST', {}, { cookie }));
  expect(await weigh('/esempio/console', cookie)).toBeLessThanOrEqual(100_000);
});
