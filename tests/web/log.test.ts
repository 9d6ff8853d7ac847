import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { describeError } from '../../src/describe-error.ts';
import { createApp } from '../../web/app.ts';
import {
  addressOf,
  idIn,
  json,
  openTestWeb,
  problemOf,
  requester,
  requests,
  submissionBody,
  type TestWeb,
} from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const line = z.object({
  requestLogId: z.uuid(),
  method: z.string(),
  route: z.string(),
  status: z.int(),
  ms: z.number(),
  municipalityId: z.uuid().optional(),
  operatorId: z.uuid().optional(),
  requestId: z.uuid().optional(),
});
const lastLine = () => line.parse(JSON.parse(web.logged.at(-1) ?? '{}'));

describe('the log', () => {
  test('has one line a request, of ids and the route’s pattern', async () => {
    const cookie = await web.signInAs('Olga');
    const id = await idIn(
      await web.app.request(requests, json('POST', submissionBody(), { 'idempotency-key': 'log', cookie })),
    );
    await web.app.request(`${requests}/${id}?q=segreto`, { headers: { cookie } });
    expect(lastLine()).toMatchObject({
      method: 'GET',
      route: '/api/v1/:comune/help-requests/:id',
      status: 200,
      requestId: id,
      operatorId: expect.any(String),
      municipalityId: expect.any(String),
    });
  });

  test.each([
    ['/readyz', '/readyz'],
    ['/api/v1/esempio', '/api/v1/:comune'],
    ['/api/v1/nessuno', '/api/v1/:comune'],
    ['/api/v1/esempio/nulla', 'unknown'],
  ])('names for %s the route that answered', async (path, route) => {
    await web.app.request(path);
    expect(lastLine().route).toBe(route);
  });

  test('never holds what somebody wrote, wherever they wrote it', async () => {
    const canary = 'Canarino7f3a';
    const given = submissionBody({
      requester: requester({ familyName: canary, address: canary, email: `${canary}@posta.example` }),
      description: canary,
    });
    const cookie = await web.signInAs('Olga');
    const sent: [string, RequestInit][] = [
      [requests, json('POST', given, { 'idempotency-key': canary })],
      [requests, json('POST', { ...given, need: canary }, { 'idempotency-key': 'other' })],
      [requests, json('POST', `{"${canary}`, { 'idempotency-key': 'other' })],
      [`${requests}?q=${canary}`, { headers: { cookie } }],
      [`${requests}/${canary}`, { headers: { cookie } }],
      [`/${canary}`, { headers: { 'user-agent': canary, referer: canary, 'x-forwarded-for': canary } }],
      [`/esempio/richiesta/${canary}?chiave=${canary}`, {}],
      ['/api/auth/sign-in/email', json('POST', { email: `${canary}@posta.example`, password: canary })],
    ];
    for (const [path, init] of sent) await web.app.request(path, init);
    expect(web.logged.filter((entry) => entry.includes(canary))).toEqual([]);
    expect(web.logged.join()).not.toContain(addressOf('Olga'));
    expect(web.logged.join()).not.toContain('easycare.session_token');
  });

  test('an unexpected error is 500 with the id of its line, which names the error and not its words', async () => {
    const deps = {
      ...web.deps,
      readiness: async () => {
        throw Object.assign(new Error('duplicate key (email)=(ada@posta.example)'), { code: '23505', detail: 'ada' });
      },
      signIn: {
        ...web.deps.signIn,
        findUserId: async () => {
          throw new Error('per Ada Zorzi');
        },
      },
    };
    const app = createApp(deps);
    const answer = await app.request('/api/auth/get-session');
    expect(answer.status).toBe(500);
    const { instance, detail } = await problemOf(answer);
    expect(detail).not.toContain('Ada');
    const entry = web.logged.find((one) => one.includes('"msg":"unexpected"'));
    expect(entry).toContain(instance.replace('urn:uuid:', ''));
    expect(entry).toContain('log.test.ts');
    const page = await app.request('/readyz');
    expect(page.status).toBe(500);
    expect(await page.text()).not.toContain('ada@posta');
    expect(web.logged.at(-2)).toContain('23505');
    expect(web.logged.join()).not.toMatch(/Zorzi|posta\.example/);
  });
});

describe('an error is described', () => {
  test('by class, code and place, its cause too, without a word of its message', () => {
    const cause = Object.assign(new TypeError('Key (telephone)=(+39333)\n    at Ada Zorzi (x.ts:1:1)'), {
      code: '22021',
    });
    const described = describeError(new Error('Ada', { cause }));
    expect(described).toMatchObject({ name: 'Error', cause: { name: 'TypeError', code: '22021' } });
    expect(JSON.stringify(described)).not.toMatch(/Ada|Zorzi|39333/);
    expect(described.stack[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+/);
  });

  test('where its code is no code, or it is no error at all', () => {
    expect(describeError(Object.assign(new Error('x'), { code: 'Ada Zorzi' }))).not.toHaveProperty('code');
    expect(describeError('Ada')).toEqual({ name: 'string', stack: [] });
    const circular = new Error('x');
    circular.cause = circular;
    expect(JSON.stringify(describeError(circular)).length).toBeLessThan(20_000);
  });
});
