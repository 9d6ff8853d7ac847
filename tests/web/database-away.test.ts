import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDatabaseUnavailable } from '../../src/db/availability.ts';
import { openDatabase, openPool } from '../../src/db/database.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { createApp } from '../../web/app.ts';
import {
  addressOf,
  json,
  openTestWeb,
  password,
  problemOf,
  publicUrl,
  requests,
  submissionBody,
  type TestWeb,
} from '../support/web.ts';

let web: TestWeb;
let cookie: string;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
});
afterAll(() => web.close());

/** The web of a PostgreSQL that is at `url`, or not. */
function openAppAt(url: string) {
  const db = openDatabase(url);
  const pool = openPool(url, { schema: 'auth' });
  const signIn = createSignIn({ pool, publicUrl, secret: web.deps.config.sessionSecret, production: false });
  const close = async () => {
    await Promise.all([db.destroy(), pool.end()]);
  };
  return { app: createApp({ ...web.deps, db, signIn }), close };
}

const calls: [string, string, RequestInit][] = [
  ['the Comune', '/api/v1/esempio', {}],
  ['submit', requests, json('POST', submissionBody(), { 'idempotency-key': 'k' })],
  ['sign in', '/api/auth/sign-in/email', json('POST', { email: addressOf('Olga'), password })],
];
const signedIn = (): [string, string, RequestInit][] => [
  ['the table', requests, { headers: { cookie } }],
  ['sign out', '/api/auth/sign-out', json('POST', {}, { cookie })],
  ['who am I', '/api/auth/get-session', { headers: { cookie } }],
];

async function expectUnavailable(answer: Response) {
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
  expect((await problemOf(answer)).code).toBe('database_unavailable');
}

describe('PostgreSQL refuses connections', () => {
  test('every call is 503 with Retry-After, and the process still says it is alive', async () => {
    const { app, close } = openAppAt('postgres://nobody:nothing@127.0.0.1:1/nothing');
    for (const [, path, init] of [...calls, ...signedIn()]) await expectUnavailable(await app.request(path, init));
    expect((await app.request('/healthz')).status).toBe(200);
    await close();
  });

  test('sign-in says so in the words of the domain, also to the command line', async () => {
    const pool = openPool('postgres://nobody:nothing@127.0.0.1:1/nothing', { schema: 'auth' });
    const { signIn, createUser } = createSignIn({ pool, publicUrl, secret: 'x'.repeat(40), production: false });
    const away = { name: 'DomainError', code: 'database_unavailable' };
    await expect(signIn({ email: addressOf('Olga'), password }, new Headers())).rejects.toMatchObject(away);
    await expect(createUser({ email: addressOf('Olga'), name: 'Olga', password })).rejects.toMatchObject(away);
    await pool.end();
  });

  test('a page says so too', async () => {
    const { app, close } = openAppAt('postgres://nobody:nothing@127.0.0.1:1/nothing');
    const answer = await app.request('/esempio');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('retry-after')).toBe('5');
    await close();
  });
});

test('PostgreSQL takes the connection and says nothing: 503 within seconds', async () => {
  const mute = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { app, close } = openAppAt(`postgres://x:x@127.0.0.1:${portOf(mute.address())}/x`);
  const started = performance.now();
  await Promise.all(calls.map(async ([, path, init]) => expectUnavailable(await app.request(path, init))));
  expect(performance.now() - started).toBeLessThan(10_000);
  mute.close();
  await close().catch(() => undefined);
});

test('the connection breaks in the middle of a submission: 503; the same key then makes one request', async () => {
  const wire = await openWire(new URL(web.deps.config.databaseUrl));
  const { app, close } = openAppAt(wire.url);
  const submit = () => app.request(requests, json('POST', submissionBody(), { 'idempotency-key': 'cut' }));

  await web.db.transaction().execute(async (tx) => {
    // The insert needs this row for its foreign key, so it waits until the wire is cut. Heard by nobody, the broken
    // connection's event would end the process, which vitest reports.
    await tx.selectFrom('municipality').select('id').where('slug', '=', 'esempio').forUpdate().execute();
    const answer = submit();
    await wire.carries('insert into');
    wire.cut();
    await expectUnavailable(await answer);
  });
  expect((await submit()).status).toBe(201);
  await close();
  wire.close();
});

describe('what counts as away', () => {
  const withCode = (code: string) => Object.assign(new Error('x'), { code });

  test.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '08P01', '53300', '57014'])('%s', (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true);
    expect(isDatabaseUnavailable(new Error('wrapped', { cause: withCode(code) }))).toBe(true);
  });

  test.each(['timeout exceeded when trying to connect', 'Connection terminated unexpectedly'])('«%s»', (message) => {
    expect(isDatabaseUnavailable(new Error(message))).toBe(true);
    expect(isDatabaseUnavailable(new AggregateError([new Error(message)], ''))).toBe(true);
  });

  test.each([withCode('23505'), withCode('42P01'), withCode('22P02'), new Error('boom'), 'ECONNREFUSED', undefined])(
    'not %s',
    (error) => {
      expect(isDatabaseUnavailable(error)).toBe(false);
    },
  );
});

/** A way to PostgreSQL that can be listened to, and cut as by a network that fails or a server that is killed. */
async function openWire(to: URL) {
  const sockets = new Set<Socket>();
  const sent: Buffer[] = [];
  const server = createServer((client) => {
    const postgres = connect({ host: to.hostname, port: Number(to.port) });
    for (const socket of [client, postgres]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk) => sent.push(chunk));
    client.pipe(postgres).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(to);
  url.hostname = '127.0.0.1';
  url.port = String(portOf(server.address()));
  return {
    url: url.href,
    carries: (text: string) => expect.poll(() => Buffer.concat(sent).includes(text)).toBe(true),
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    close: () => server.close(),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
