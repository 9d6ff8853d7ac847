import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SubmissionLimit } from '../../src/db/submission-limit.ts';
import { createApp } from '../../web/app.ts';
import { openTestWeb, problemOf, requests, submissionBody, type TestWeb } from '../support/web.ts';

// What app.request() can't show: sockets, raw bytes, and who is at the other end.

let web: TestWeb;
let server: ReturnType<typeof createAdaptorServer>;
let port: number;
beforeAll(async () => {
  web = await openTestWeb();
  server = createAdaptorServer({ fetch: web.app.fetch });
  port = await listen(server);
});
afterAll(async () => {
  server.close();
  await web.close();
});

async function listen(on: typeof server): Promise<number> {
  on.listen(0, '127.0.0.1');
  await once(on, 'listening');
  const address: AddressInfo | string | null = on.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Sends bytes as they are and reads until the server closes. */
async function sendRaw(...lines: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}

describe('a body of 10 MB', () => {
  test.each(['with its length', 'in chunks'])(
    '%s: the whole 413 arrives, though the client listens only when it has sent all',
    async (how) => {
      const piece = Buffer.alloc(1_000_000, 'x');
      const pieces = 10;
      const sending = request({
        agent: false,
        port,
        host: '127.0.0.1',
        path: requests,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': 'k',
          ...(how === 'in chunks' ? { 'transfer-encoding': 'chunked' } : { 'content-length': pieces * piece.length }),
        },
      });
      const answered = once(sending, 'response');
      // As a line of 40 Mbit/s does; an answer that cuts the connection meanwhile is an error of the next write.
      for (let sent = 0; sent < pieces; sent++) {
        await new Promise((resolve, reject) =>
          sending.write(piece, (error) => (error ? reject(error) : resolve(sent))),
        );
        await pause(200);
      }
      sending.end();
      const [answer] = await answered;
      expect(answer.statusCode).toBe(413);
      const told = new Response(await text(answer), {
        status: 413,
        headers: { 'content-type': answer.headers['content-type'] },
      });
      expect((await problemOf(told)).code).toBe('body_too_large');
    },
  );
});

describe('bytes that no client of ours sends', () => {
  test.each([
    ['a NUL in the path', 'GET /esem\0pio HTTP/1.1'],
    ['a path that is no path', 'GET esempio HTTP/1.1'],
    ['bytes beyond ASCII in the path', 'GET /esempio/\xff\xfe HTTP/1.1'],
    ['an absolute address', 'GET http://altrui.example/nessuno HTTP/1.1'],
    ['backslashes', 'GET /..\\..\\etc HTTP/1.1'],
    ['two slashes', 'GET //altrui.example/.. HTTP/1.1'],
    ['an asterisk', 'OPTIONS * HTTP/1.1'],
    ['a broken escape', 'GET /%zz?%zz=%zz HTTP/1.1'],
  ])('%s is a 4xx', async (_, line) => {
    expect(await sendRaw(line)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test('a Host that is no host is a 4xx', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /esempio HTTP/1.1\r\nHost: a b%%\r\nConnection: close\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test('two keys are no key, two Origins are none of ours', async () => {
    const head = ['POST /api/v1/esempio/help-requests HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 0'];
    expect(await sendRaw(...head, 'Idempotency-Key: a', 'Idempotency-Key: b')).toMatch(/^HTTP\/1\.1 400 /);
    const origin = `Origin: ${web.deps.config.publicUrl}`;
    expect(await sendRaw(...head, 'Cookie: easycare.session_token=x', origin, origin)).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('the address that a limit counts', () => {
  const submitAs = async (trustedProxies: string[], forwardedFor: string) => {
    const submissionLimit = vi.fn<SubmissionLimit>(async () => ({ allowed: true }));
    const app = createApp({ ...web.deps, submissionLimit, config: { ...web.deps.config, trustedProxies } });
    const own = createAdaptorServer({ fetch: app.fetch });
    const ownPort = await listen(own);
    const answer = await fetch(`http://127.0.0.1:${ownPort}${requests}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
        'x-forwarded-for': forwardedFor,
        'x-real-ip': '203.0.113.66',
        forwarded: 'for=203.0.113.66',
      },
      body: JSON.stringify(submissionBody()),
    });
    expect(answer.status).toBe(201);
    own.close();
    return submissionLimit.mock.calls[0]?.[0].address;
  };

  test.each<[string, string[], string, string]>([
    ['the socket’s, whatever is forwarded', [], '203.0.113.1', '127.0.0.1'],
    ['the socket’s, where another proxy is trusted', ['10.0.0.1'], '203.0.113.1', '127.0.0.1'],
    ['the last one that is no proxy of ours', ['127.0.0.1'], '198.51.100.9, 203.0.113.1', '203.0.113.1'],
    ['behind two proxies', ['127.0.0.0/8', '10.0.0.0/8'], '198.51.100.9, 203.0.113.1, 10.1.2.3', '203.0.113.1'],
    ['the proxy’s own, where it forwards nothing that is one', ['127.0.0.1'], 'unknown, _hidden', '127.0.0.1'],
    ['an IPv6 network of 64 bits', ['127.0.0.1'], '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the same, shortened', ['127.0.0.1'], '2001:DB8::6', '2001:db8:0:0::/64'],
    ['IPv4 in IPv6', ['127.0.0.1'], '::ffff:203.0.113.1', '203.0.113.1'],
  ])('is %s', async (_, proxies, forwarded, address) => {
    expect(await submitAs(proxies, forwarded)).toBe(address);
  });
});

test('sign-in counts the same address however its body comes', async () => {
  const wrong = JSON.stringify({ email: 'nessuno@comune.example', password: 'sbagliata' });
  for (const chunked of [true, false]) {
    const sending = request({
      agent: false,
      port,
      host: '127.0.0.1',
      path: '/api/auth/sign-in/email',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-easycare-client-address': '203.0.113.5',
        ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': wrong.length }),
      },
    });
    sending.end(wrong);
    const [answer] = await once(sending, 'response');
    expect(answer.statusCode).toBe(401);
    answer.resume();
  }
  const { rows } = await sql<{ key: string; count: number }>`select key, count from auth."rateLimit"`.execute(web.db);
  expect(rows).toEqual([{ key: 'sign-in:127.0.0.1', count: 2 }]);
});
