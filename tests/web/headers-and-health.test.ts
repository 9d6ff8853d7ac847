import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../web/app.ts';
import { assetUrl } from '../../web/asset-url.ts';
import { json, openTestWeb, requests, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

describe('every answer', () => {
  test.each<[string, number, string, RequestInit]>([
    ['the Comune', 200, '/api/v1/esempio', {}],
    ['a page', 200, '/esempio', {}],
    ['nobody signed in', 401, requests, {}],
    ['a foreign origin', 403, requests, { method: 'PATCH', headers: { origin: 'https://altrui.example' } }],
    ['a path that is not there', 404, '/api/v1/esempio/nulla', {}],
    ['a page that is not there', 404, '/nessuno', {}],
    ['a wrong method', 405, '/healthz', { method: 'POST' }],
    ['a wrong body', 400, '/api/auth/sign-in/email', json('POST', '{')],
  ])('%s: %i with the security headers, kept by nobody', async (_, status, path, init) => {
    const answer = await web.app.request(path, init);
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-security-policy': policy,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('geolocation=()'),
      'cache-control': 'no-store',
    });
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  test('asks for HTTPS for a year in production, beneath it too', async () => {
    const app = createApp({ ...web.deps, config: { ...web.deps.config, production: true } });
    const answer = await app.request('/healthz');
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });
});

describe('a page', () => {
  const open = (headers: Record<string, string>) =>
    web.app.request('/esempio', { headers: { 'accept-encoding': 'gzip, deflate, br', ...headers } });

  test.each(['same-origin', 'none'])('goes compressed where it was opened from: %s', async (from) => {
    const answer = await open({ 'sec-fetch-site': from });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect(gunzipSync(await answer.arrayBuffer()).toString()).toContain('</html>');
    expect(answer.headers.get('vary')).toContain('Accept-Encoding');
  });

  test.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring host', { 'sec-fetch-site': 'same-site' }],
    ['who does not say', {}],
    ['who takes nothing compressed', { 'sec-fetch-site': 'none', 'accept-encoding': 'identity' }],
  ])('goes as it is to %s', async (_, headers) => {
    const answer = await open(headers);
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, null]);
    expect(await answer.text()).toContain('</html>');
  });
});

describe('health', () => {
  test('alive is answered without asking anybody', async () => {
    const answer = await web.app.request('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    expect(web.deps.readiness).not.toHaveBeenCalled();
  });

  test('ready names what is not', async () => {
    const ready = await web.app.request('/readyz');
    const parts = { postgresql: true, temporal: true, mail: true, worker: true };
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', missing: [], parts }]);
    vi.mocked(web.deps.readiness).mockResolvedValueOnce({ ...parts, temporal: false, worker: false });
    const not = await web.app.request('/readyz');
    expect(not.status).toBe(503);
    expect(await not.json()).toMatchObject({ status: 'not_ready', missing: ['temporal', 'worker'] });
  });
});

describe('assets', () => {
  const css = assetUrl('bootstrap-italia/css/bootstrap-italia.min.css');
  const get = (path: string, headers: Record<string, string> = {}) => web.app.request(path, { headers });

  test('are kept for ever at their versioned address, and go compressed to who takes that', async () => {
    const plain = await get(css);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(plain.headers.get('content-encoding')).toBeNull();
    const sizes = [(await plain.arrayBuffer()).byteLength];
    for (const [taken, encoding] of [
      ['gzip', 'gzip'],
      ['gzip, deflate, br, zstd', 'br'],
      ['br;q=0, gzip', 'gzip'],
    ] as const) {
      const answer = await get(css, { 'accept-encoding': taken });
      expect(answer.headers.get('content-encoding')).toBe(encoding);
      expect(answer.headers.get('vary')).toBe('Accept-Encoding');
      sizes.push((await answer.arrayBuffer()).byteLength);
    }
    expect(sizes[0]).toBeGreaterThan(30_000);
    for (const size of sizes.slice(1)) expect(size).toBeLessThan(10_000);
  });

  test('are not sent twice', async () => {
    const tag = (await get(css)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    const again = await get(css, { 'if-none-match': `W/${tag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get(css, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await get(css, { 'if-none-match': tag, 'accept-encoding': 'br' })).status).toBe(200);
  });

  test('of an older release are answered with today’s, to be asked for again', async () => {
    const answer = await get(css.replace(/^\/assets\/\w+/, '/assets/000000000000'));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, no-cache']);
  });

  test.each([
    ['bootstrap-italia/svg/sprites.svg', 'image/svg+xml; charset=utf-8'],
    ['bootstrap-italia/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2', 'font/woff2'],
    ['client/page.js', 'text/javascript; charset=utf-8'],
  ])('hold %s', async (name, type) => {
    const answer = await get(assetUrl(name));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
  });

  test.each([
    '/assets/x/../../package.json',
    '/assets/x/..%2f..%2fpackage.json',
    '/assets/x/%2e%2e/%2e%2e/.env',
    '/assets/',
    '/assets/x/',
  ])('lead nowhere else: %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('"dependencies"');
  });

  test('a name that is not there is a mistake of ours', () => {
    expect(() => assetUrl('easycare.exe')).toThrow('no asset');
  });
});
