import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, openTestWeb, password, publicUrl, requests, submissionBody, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let cookie: string;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
});
afterAll(() => web.close());

const own = publicUrl;
const foreign = 'https://altrui.example';

type Case = { origin?: string; signedIn?: boolean };

const headersOf = ({ origin, signedIn = false }: Case) => ({
  ...(origin !== undefined && { origin }),
  ...(signedIn && { cookie }),
});

const submit = (given: Case) =>
  web.app.request(requests, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headersOf(given) },
    body: JSON.stringify(submissionBody()),
  });

describe('the public submission', () => {
  test.each<[number, Case]>([
    [201, { origin: own }],
    [201, { origin: foreign }],
    [201, { origin: 'null' }],
    [201, {}],
    [201, { origin: own, signedIn: true }],
    [403, { origin: foreign, signedIn: true }],
    [403, { origin: 'null', signedIn: true }],
    [403, { signedIn: true }],
    // Two Origin headers reach the server as one.
    [403, { origin: `${own}, ${own}`, signedIn: true }],
    [403, { origin: `${own}.altrui.example`, signedIn: true }],
    [403, { origin: 'https://127.0.0.1:3000', signedIn: true }],
  ])('%i %o', async (status, given) => {
    expect((await submit(given)).status).toBe(status);
  });
});

describe('every other call that changes something', () => {
  const calls: [string, string, string][] = [
    ['import as JSON', `${requests}/import`, 'application/json'],
    ['import as a form', `${requests}/import`, 'application/x-www-form-urlencoded'],
    ['import as text', `${requests}/import`, 'text/plain'],
    ['sign-out', '/api/auth/sign-out', 'application/json'],
    ["a page's form", '/esempio/richiesta', 'application/x-www-form-urlencoded'],
    ['a path that does not exist', '/api/v1/esempio/nulla', 'application/json'],
  ];

  for (const [name, path, type] of calls) {
    test.each<[Case]>([
      [{ origin: foreign, signedIn: true }],
      [{ origin: 'null', signedIn: true }],
      [{ signedIn: true }],
      [{ origin: foreign }],
      [{ origin: 'null' }],
    ])(`${name} is 403 from %o`, async (given) => {
      const headers = { 'content-type': type, ...headersOf(given) };
      const answer = await web.app.request(path, { method: 'POST', headers, body: '{}' });
      expect(answer.status).toBe(403);
    });
  }

  test('passes from our own pages', async () => {
    const headers = { 'content-type': 'application/json', ...headersOf({ origin: own, signedIn: true }) };
    const answer = await web.app.request(`${requests}/import`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(200);
  });

  test('PATCH and DELETE are guarded like POST', async () => {
    for (const method of ['PATCH', 'DELETE', 'PUT']) {
      const headers = headersOf({ origin: foreign, signedIn: true });
      expect((await web.app.request(`${requests}/x`, { method, headers })).status).toBe(403);
    }
  });
});

describe('sign-in without a cookie', () => {
  const signIn = (headers: Record<string, string>) =>
    web.app.request('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ email: addressOf('Olga'), password }),
    });

  test('is refused to another site, which could sign a browser in as somebody else', async () => {
    expect((await signIn({ origin: foreign })).status).toBe(403);
    expect((await signIn({ origin: 'null' })).status).toBe(403);
  });

  test('passes from our pages and from a program', async () => {
    expect((await signIn({ origin: own })).status).toBe(200);
    expect((await signIn({})).status).toBe(200);
  });
});

describe('the address that the request came to', () => {
  const importAt = (app: TestWeb['app'], host: string, origin: string) =>
    app.request(`http://${host}${requests}/import`, { method: 'POST', headers: { cookie, origin } });

  test.each(['localhost:3999', '127.0.0.1:3999', '[::1]:3999'])('is ours while developing: %s', async (host) => {
    expect((await importAt(web.app, host, `http://${host}`)).status).toBe(200);
    expect((await importAt(web.app, host, 'http://localhost:1')).status).toBe(403);
  });

  test('is not where it is no loopback, as after DNS rebinding', async () => {
    expect((await importAt(web.app, 'altrui.example', 'http://altrui.example')).status).toBe(403);
  });

  test('is not in production', async () => {
    const { createApp } = await import('../../web/app.ts');
    const app = createApp({ ...web.deps, config: { ...web.deps.config, production: true } });
    expect((await importAt(app, 'localhost:3999', 'http://localhost:3999')).status).toBe(403);
    expect((await importAt(app, 'localhost:3999', own)).status).toBe(200);
  });
});
