import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, openTestWeb, problemOf, publicUrl, requests, submissionBody, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let cookie: string;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
});
afterAll(() => web.close());

const send = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  web.app.request(requests, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k', origin: publicUrl, ...headers },
    ...(body !== undefined && { body }),
  });

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

describe('a body that can not be read is 400', () => {
  test.each<[string, RequestInit['body']]>([
    ['nothing', undefined],
    ['empty', ''],
    ['half of JSON', '{"need": "spesa"'],
    ['JSON with a comma too many', '{"need": "spesa",}'],
    ['a form', 'need=spesa'],
    ['invalid UTF-8', bytes('{"need": "sp', [0xc3, 0x28], '"}')],
    ['UTF-16', Buffer.from(JSON.stringify(submissionBody()), 'utf16le')],
    ['a surrogate written as UTF-8 bytes', bytes('{"description": "', [0xed, 0xa0, 0x80], '"}')],
    ['a raw NUL', bytes('{"description": "', [0], '"}')],
  ])('%s', async (_, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect((await problemOf(answer)).code).toBe('malformed_body');
  });
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonx',
  'application/json; charset=utf-16',
  '',
])('content type «%s» is 415', async (type) => {
  const answer = await send(JSON.stringify(submissionBody()), { 'content-type': type });
  expect(answer.status).toBe(415);
  expect((await problemOf(answer)).code).toBe('unsupported_media_type');
});

test.each(['application/json', 'APPLICATION/JSON; charset=UTF-8', 'application/json;charset="utf-8"'])(
  'content type «%s» is JSON',
  async (type) => {
    expect((await send(JSON.stringify(submissionBody()), { 'content-type': type })).status).toBe(201);
  },
);

describe('a body of 10 MB is 413', () => {
  const large = `{"description": "${'x'.repeat(10_000_000)}"}`;

  test('by its declared length', async () => {
    const answer = await send(large, { 'content-length': String(large.length) });
    expect(answer.status).toBe(413);
    expect((await problemOf(answer)).code).toBe('body_too_large');
  });

  test('in chunks of no declared length', async () => {
    expect((await send(large)).status).toBe(413);
    expect((await send(large, { 'transfer-encoding': 'chunked', 'content-length': '5' })).status).toBe(413);
  });

  test('however much longer it is', async () => {
    const endless = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1_000_000)) });
    const init = { ...json('POST'), body: endless, duplex: 'half' };
    expect((await web.app.request(requests, init)).status).toBe(413);
  });

  test('on a page too, as a page', async () => {
    const answer = await web.app.request('/esempio/richiesta', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: publicUrl },
      body: `description=${'x'.repeat(70_000)}`,
    });
    expect(answer.status).toBe(413);
    expect(answer.headers.get('content-type')).toContain('text/html');
  });
});

describe('a path that leads nowhere is 404', () => {
  test.each([
    '/api',
    '/api/v1',
    '/api/v1/nessuno',
    '/api/v1/nessuno/help-requests',
    '/api/v1/%ff',
    '/api/v1/%',
    '/api/v1/a%00b',
    '/api/v1/esempio%2e%2e',
    "/api/v1/'%20or%201=1--",
    `/api/v1/${'a'.repeat(5000)}`,
    '/api/v1/esempio/nulla',
    '/api/auth/sign-up/email',
    '/api/auth/ok',
    '/api/auth/reference',
    '/api/auth/list-sessions',
  ])('%s', async (path) => {
    const answer = await web.app.request(path, { headers: { cookie } });
    expect(answer.status).toBe(404);
    if (path.startsWith('/api/')) await problemOf(answer);
  });

  test.each(['/%ff', '/%', '/%00', '/nessuno', '/esempio/nulla', '/%E0%A4%A', '/..%2f..%2fetc/passwd'])(
    'page %s',
    async (path) => {
      const answer = await web.app.request(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('text/html');
    },
  );

  test.each(['x', '%00', '00000000-0000-0000-0000-000000000000', '%ff', '1;drop', 'import'])(
    'request «%s»',
    async (id) => {
      for (const answer of [
        await web.app.request(`${requests}/${id}`, { headers: { cookie } }),
        await web.app.request(`${requests}/${id}/dispatch`, json('POST', {}, { cookie })),
        await web.app.request(`${requests}/${id}`, json('PATCH', { version: 1 }, { cookie })),
      ]) {
        expect(answer.status).toBe(404);
        await problemOf(answer);
      }
    },
  );
});

describe('a wrong method is 405 with Allow', () => {
  test.each<[string, string, string]>([
    ['DELETE', requests, 'GET, HEAD, POST'],
    ['PUT', requests, 'GET, HEAD, POST'],
    ['OPTIONS', '/api/v1/esempio', 'GET, HEAD'],
    ['DELETE', `${requests}/00000000-0000-0000-0000-000000000000`, 'GET, HEAD, PATCH'],
    ['GET', `${requests}/00000000-0000-0000-0000-000000000000/dispatch`, 'POST'],
    ['HEAD', `${requests}/00000000-0000-0000-0000-000000000000/discard`, 'POST'],
    ['GET', '/api/auth/sign-in/email', 'POST'],
    ['POST', '/api/auth/get-session', 'GET, HEAD'],
    ['POST', '/api/v1/openapi.json', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['DELETE', '/esempio', 'GET, HEAD'],
    ['PROPFIND', '/', 'GET, HEAD'],
  ])('%s %s', async (method, path, allow) => {
    const answer = await web.app.request(path, { method, headers: { origin: publicUrl } });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  test('and HEAD is answered wherever GET is', async () => {
    const answer = await web.app.request('/api/v1/esempio', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('the table refuses what it can not mean', () => {
  test.each([
    'status=nuova',
    'status=submitted&status=discarded',
    'q=%00',
    'q=%0d%0a',
    `q=${'x'.repeat(101)}`,
    'limit=0',
    'limit=1001',
    'limit=ten',
    'limit=1e999',
    'limit=2.5',
    'cursor=%27',
    'cursor=a&cursor=b',
  ])('?%s is 422', async (query) => {
    const answer = await web.app.request(`${requests}?${query}`, { headers: { cookie } });
    expect(answer.status).toBe(422);
    expect((await problemOf(answer)).errors).not.toEqual([]);
  });

  test.each(['', 'q=&status=&cursor=', 'q=%ff', 'q=%25_%5C', "q='", 'limit=1000', 'unknown=1', 'cursor=abcdef'])(
    '?%s is 200',
    async (query) => {
      expect((await web.app.request(`${requests}?${query}`, { headers: { cookie } })).status).toBe(200);
    },
  );
});
