import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { createApiKeyLimit } from '../../src/db/submission-limit.ts';
import type { ApiKeyScope } from '../../src/domain/api-key.ts';
import { createApp } from '../../web/app.ts';
import { addApiKey } from '../support/api-key-fixture.ts';
import { idIn, json, openTestWeb, problemOf, requests, submissionBody, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let pool: ReturnType<typeof openPool>;
let app: TestWeb['app'];
let olga: string;
let [submitKey, readKey] = ['', ''];
let requestId: string;

beforeAll(async () => {
  web = await openTestWeb();
  pool = openPool(web.deps.config.databaseUrl);
  const apiKeyLimit = createApiKeyLimit(pool, { perAddressAnHour: 0, secret: 'x'.repeat(32) });
  app = createApp({ ...web.deps, apiKeyLimit });
  olga = await web.signInAs('Olga');
  submitKey = await makeKey('submit', { name: 'Portale' });
  readKey = await makeKey('read');
  requestId = await idIn(await submit({ authorization: `Bearer ${submitKey}` }));
});
afterAll(async () => {
  await pool?.end();
  await web?.close();
});

async function makeKey(scope: ApiKeyScope, changes: { name?: string; perHour?: number } = {}): Promise<string> {
  const { id } = await web.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  return (await addApiKey(web.db, id, { scope, ...changes })).key;
}

const submit = (headers: Record<string, string>, over = {}) =>
  app.request(requests, json('POST', submissionBody(over), { 'idempotency-key': randomUUID(), ...headers }));
const call = (method: string, path: string, key: string) =>
  app.request(requests + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID(), 'content-type': 'application/json' },
    ...(method !== 'GET' && method !== 'HEAD' && { body: JSON.stringify(path === '' ? submissionBody() : {}) }),
  });

describe('each scope', () => {
  test.each<[string, string, number, number]>([
    ['POST', '', 201, 403],
    ['GET', '', 403, 200],
    ['HEAD', '', 403, 200],
    ['GET', '/:id', 403, 200],
    ['HEAD', '/:id', 403, 200],
    ['PATCH', '/:id', 403, 403],
    ['POST', '/import', 403, 403],
    ['POST', '/:id/dispatch', 403, 403],
    ['POST', '/:id/discard', 403, 403],
    ['POST', '/:id/restore', 403, 403],
    ['POST', '/:id/close', 403, 403],
  ])('%s …%s: submit %i, read %i', async (method, path, bySubmit, byRead) => {
    const filled = path.replace(':id', requestId);
    expect((await call(method, filled, submitKey)).status).toBe(bySubmit);
    expect((await call(method, filled, readKey)).status).toBe(byRead);
  });

  test('opens no page of the console', async () => {
    const answer = await app.request('/esempio/console', { headers: { authorization: `Bearer ${readKey}` } });
    expect(answer.status).toBe(302);
  });
});

describe('a submission by key', () => {
  test('is the citizen’s, and says by which key it came', async () => {
    const answer = await app.request(`${requests}/${requestId}`, { headers: { cookie: olga } });
    expect(await answer.json()).toMatchObject({ channel: 'citizen', submittedByKey: 'Portale' });
    const page = await app.request(`/esempio/console/richieste/${requestId}`, { headers: { cookie: olga } });
    expect(await page.text()).toContain('dal portale del Comune (chiave «Portale»)');
    const office = await submit({ authorization: `Bearer ${submitKey}` }, { channel: 'office' });
    expect([office.status, (await problemOf(office)).code]).toEqual([403, 'api_key_not_allowed']);
  });

  test('has the key’s own limit an hour, as reading has', async () => {
    const key = await makeKey('submit', { perHour: 1 });
    expect((await submit({ authorization: `bearer ${key}` })).status).toBe(201);
    const refused = await submit({ authorization: `Bearer ${key}` });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
    const reading = await makeKey('read', { perHour: 1 });
    expect([(await call('GET', '', reading)).status, (await call('GET', '', reading)).status]).toEqual([200, 429]);
  });
});

describe('the header', () => {
  test.each(['Bearer', 'Bearer ', 'Bearer a b', 'Bearer easycare_'])('«%s» is 401', async (authorization) => {
    expect((await submit({ authorization })).status).toBe(401);
  });

  test('of another scheme is none of ours', async () => {
    expect((await submit({ authorization: 'Basic eDp5' })).status).toBe(201);
  });

  test('counts alone where a cookie stands beside it, and the guard of origins holds', async () => {
    const both = { authorization: `Bearer ${submitKey}`, cookie: olga };
    expect((await app.request(requests, { headers: both })).status).toBe(403);
    expect((await submit(both, { channel: 'office' })).status).toBe(403);
    expect((await submit({ ...both, origin: 'https://altrui.example' })).status).toBe(403);
    expect((await submit(both)).status).toBe(201);
    const line: unknown = JSON.parse(web.logged.at(-1) ?? '{}');
    expect(line).toMatchObject({ status: 201, apiKeyId: expect.any(String) });
    expect(line).not.toHaveProperty('operatorId');
  });
});
