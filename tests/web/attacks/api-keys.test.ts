import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../../web/app.ts';
import { addApiKey } from '../../support/api-key-fixture.ts';
import { json, publicUrl, requests, submissionBody } from '../../support/web.ts';
import { fillPath, isForOperators, listRoutes, type WebRoute } from '../../support/web-routes.ts';
import { foreign, openWorld, parametersOf, sumTables, type World } from './world.ts';

// Keys of programs, as somebody uses them who has one of the wrong kind, of another Comune, an old one, or none.

let world: World;
const keys = { submit: '', read: '', theirs: '', revoked: '', unknown: `easycare_aaaaaa_${'a'.repeat(32)}` };
let routes: WebRoute[];
beforeAll(async () => {
  world = await openWorld();
  const { db, app } = world.web;
  routes = listRoutes(app);
  const [mine, other] = [await idOf('esempio'), await idOf('altrove')];
  keys.submit = (await addApiKey(db, mine, { scope: 'submit' })).key;
  keys.read = (await addApiKey(db, mine)).key;
  keys.theirs = (await addApiKey(db, other)).key;
  const revoked = await addApiKey(db, mine);
  keys.revoked = revoked.key;
  await db.updateTable('api_key').set({ revoked_at: new Date() }).where('id', '=', revoked.id).execute();
});
afterAll(() => world?.web.close());

async function idOf(slug: string): Promise<string> {
  const found = world.web.db.selectFrom('municipality').select('id').where('slug', '=', slug);
  return (await found.executeTakeFirstOrThrow()).id;
}

const pathOf = (route: WebRoute) => fillPath(route.path, parametersOf(route, world.esempio));
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** A call as its own client makes it, JSON or a form that is right as far as it goes. */
async function call(route: WebRoute, headers: Record<string, string>, path = pathOf(route)) {
  if (route.method === 'GET') return await world.web.app.request(path, { headers });
  if (!path.startsWith('/api/')) {
    const all = { origin: publicUrl, ...headers };
    return await world.web.app.request(path, { method: route.method, headers: all, body: new URLSearchParams() });
  }
  const body = path === requests ? submissionBody() : { version: 1, reason: 'other' };
  return await world.web.app.request(path, json(route.method, body, { 'idempotency-key': randomUUID(), ...headers }));
}

/** The answer without what is another each time. */
async function read(answer: Response) {
  const text = (await answer.text()).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id');
  return { status: answer.status, text, headers: [...answer.headers].toSorted() };
}

describe('of every route that is not for everybody', () => {
  const asked = () => routes.filter(isForOperators);

  test('a key for reading opens the two that show requests, one for submitting none, others none', async () => {
    const opened: string[] = [];
    for (const route of asked()) {
      for (const [name, key] of Object.entries(keys)) {
        const { status } = await call(route, bearer(key));
        if (status < 300 || status === 404) opened.push(`${name}: ${route.method} ${route.path}`);
        expect(status, `${name} ${route.method} ${route.path}`).toBeLessThan(500);
      }
    }
    expect(opened).toEqual(['read: GET /api/v1/:comune/help-requests', 'read: GET /api/v1/:comune/help-requests/:id']);
  });

  test('no key changes anything, but when it was last used', async () => {
    const { api_key: _, ...before } = await sumTables(world.web);
    for (const route of asked()) {
      for (const key of Object.values(keys)) await (await call(route, bearer(key))).body?.cancel();
    }
    const { api_key: __, ...after } = await sumTables(world.web);
    expect(after).toEqual(before);
  });
});

describe('a key that does not hold', () => {
  const calls: WebRoute[] = [
    { method: 'GET', path: '/api/v1/:comune/help-requests' },
    { method: 'GET', path: '/api/v1/:comune/help-requests/:id' },
    { method: 'POST', path: '/api/v1/:comune/help-requests' },
    { method: 'POST', path: '/api/v1/:comune/help-requests/:id/dispatch' },
  ];

  test.each(calls)('is answered the same at $method $path, whatever is wrong with it', async (route) => {
    const answers = [];
    for (const key of [keys.unknown, keys.theirs, keys.revoked, `${keys.read.slice(0, -1)}!`, 'x', '', 'a b']) {
      answers.push(await read(await call(route, bearer(key))));
    }
    expect(answers[0]).toMatchObject({ status: 401, text: expect.stringContaining('"api_key_refused"') });
    expect(answers[0]?.headers).toContainEqual(['www-authenticate', 'Bearer']);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('costs the same, and the database is asked by hash, never by what was shown', async () => {
    const asked: string[] = [];
    const watch: KyselyPlugin = {
      transformQuery: ({ node }) => {
        asked.push(JSON.stringify(node));
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const app = createApp({ ...world.web.deps, db: world.web.deps.db.withPlugin(watch) });
    const costs = [];
    // The Comune's id is looked up once, whatever the key.
    await app.request(requests, { headers: bearer(keys.unknown) });
    for (const key of [keys.unknown, keys.theirs, keys.revoked]) {
      asked.length = 0;
      expect((await app.request(requests, { headers: bearer(key) })).status).toBe(401);
      expect(asked.join()).not.toContain(key.slice(-32));
      costs.push(asked.map((node) => node.replaceAll(/"data":\[[\d,]*\]/g, '"data":[]')));
    }
    expect(costs[0]?.some((node) => node.includes('secret_hash'))).toBe(true);
    expect(costs[1]).toEqual(costs[0]);
    expect(costs[2]).toEqual(costs[0]);
  });

  test('ends with its revocation, in whichever process it was just used', async () => {
    const { web } = world;
    const other = createApp(web.deps);
    const { id, key } = await addApiKey(web.db, await idOf('esempio'));
    const statuses = async () =>
      await Promise.all(
        [web.app, other].map(async (app) => (await app.request(requests, { headers: bearer(key) })).status),
      );
    expect(await statuses()).toEqual([200, 200]);
    const headers = { origin: publicUrl, cookie: world.olga };
    const path = `/esempio/console/impostazioni/chiavi/${id}/revoca`;
    expect((await web.app.request(path, { method: 'POST', headers })).status).toBe(303);
    expect(await statuses()).toEqual([401, 401]);
  });

  test('and comes with a session’s cookie gets nothing of the session', async () => {
    for (const key of [keys.unknown, keys.theirs, keys.revoked, '']) {
      const headers = { ...bearer(key), cookie: world.olga };
      expect((await world.web.app.request(requests, { headers })).status).toBe(401);
      expect((await world.web.app.request(requests, json('POST', submissionBody(), headers))).status).toBe(401);
    }
  });
});

describe('a key anywhere but in its header', () => {
  test('is nobody’s: not in the address, a cookie, the body or another header', async () => {
    const { read: key } = keys;
    const names = ['key', 'api_key', 'apikey', 'apiKey', 'access_token', 'token', 'authorization', 'chiave'];
    for (const name of names) {
      expect((await world.web.app.request(`${requests}?${name}=${key}`)).status, name).toBe(401);
      expect((await world.web.app.request(requests, { headers: { cookie: `${name}=${key}` } })).status).toBe(401);
    }
    for (const headers of [
      { 'x-api-key': key },
      { 'api-key': key },
      { 'proxy-authorization': `Bearer ${key}` },
      { 'x-authorization': `Bearer ${key}` },
      { authorization: key },
      { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
      { authorization: `Basic ${Buffer.from(`x:${key}`).toString('base64')}` },
      { authorization: `Token ${key}` },
      { authorization: `Bearer${key}` },
      { authorization: `Basic x, Bearer ${key}` },
    ]) {
      expect((await world.web.app.request(requests, { headers })).status, JSON.stringify(headers)).toBe(401);
    }
    for (const twice of [`Bearer ${key}, Bearer ${key}`, `Bearer ${key} ${key}`]) {
      expect((await world.web.app.request(requests, { headers: { authorization: twice } })).status).toBe(401);
    }
  });

  test('in the address of a submission makes it nobody’s, under the public limit', async () => {
    const answer = await world.web.app.request(`${requests}?key=${keys.submit}`, {
      ...json('POST', submissionBody(), { 'idempotency-key': 'in-the-address' }),
    });
    expect(answer.status).toBe(201);
    const stored = world.web.db.selectFrom('help_request').select('api_key_id');
    expect(await stored.where('idempotency_key', '=', 'in-the-address').execute()).toEqual([{ api_key_id: null }]);
  });
});

describe('a page of another site', () => {
  test('may not send a key: the browser asks first, and is told no', async () => {
    const headers = { origin: foreign, 'access-control-request-method': 'POST' };
    const asked = { ...headers, 'access-control-request-headers': 'authorization,content-type,idempotency-key' };
    const answer = await world.web.app.request(requests, { method: 'OPTIONS', headers: asked });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('makes nobody’s browser submit with a session beside a key', async () => {
    const headers = { ...bearer(keys.submit), cookie: world.olga, origin: foreign };
    expect((await world.web.app.request(requests, json('POST', submissionBody(), headers))).status).toBe(403);
  });
});

test('the log has the id of a key that was let in, and nothing of any', async () => {
  const from = world.web.logged.length;
  for (const key of Object.values(keys)) {
    await world.web.app.request(requests, { headers: bearer(key) });
    await world.web.app.request(`${requests}?key=${key}`);
  }
  const lines = world.web.logged.slice(from);
  for (const key of Object.values(keys)) expect(lines.join()).not.toContain(key.slice(-32));
  const logged = z.object({ apiKeyId: z.uuid().optional() });
  const ids = lines.map((line) => logged.parse(JSON.parse(line)).apiKeyId);
  const { id } = await world.web.db
    .selectFrom('api_key')
    .select('id')
    .where('prefix', '=', keys.read.slice(9, 15))
    .executeTakeFirstOrThrow();
  expect(ids.filter((one) => one !== undefined)).toEqual([id]);
});
