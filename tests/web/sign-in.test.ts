import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { addressOf, json, openTestWeb, password, problemOf, requests, staff, type TestWeb } from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const signIn = (body: unknown, headers: Record<string, string> = {}) =>
  web.app.request('/api/auth/sign-in/email', json('POST', body, headers));
const right = { email: addressOf('Olga'), password };

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

describe('signing in', () => {
  test('sets a cookie that scripts and other sites do not get, for twelve hours', async () => {
    const answer = await signIn(right);
    expect(answer.status).toBe(200);
    const [cookie, device, ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(device).toMatch(/^easycare\.device=[\w-]{22}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie).toMatch(/^easycare\.session_token=[^;]{40,}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).not.toContain(cookie?.slice(25, 45));
  });

  test('in production the cookie goes over HTTPS only', async () => {
    const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
    const url = 'https://aiuto.comune.example';
    const production = createSignIn({ pool, publicUrl: url, secret: 'x'.repeat(40), production: true });
    const answer = await production.signIn(right, new Headers());
    await pool.end();
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-easycare\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('takes the address in any case', async () => {
    expect((await signIn({ ...right, email: 'OLGA@Comune.Example' })).status).toBe(200);
  });

  test('gives a new session each time, whatever cookie came along', async () => {
    const first = cookieOf(await signIn(right));
    const second = cookieOf(await signIn(right, { cookie: first }));
    expect(second).not.toBe(first);
  });

  test.each([
    ['a wrong password', { ...right, password: 'sbagliata' }],
    ['an unknown address', { ...right, email: 'nessuno@comune.example' }],
    ['no address at all', { ...right, email: 'olga' }],
    ['NUL', { email: 'olga@comune.example\0', password: '\0' }],
    ['SQL', { ...right, email: "' or 1=1 --" }],
    ['a password of 900 characters', { ...right, password: 'x'.repeat(900) }],
    ['a lone surrogate', { ...right, password: '\ud800' }],
  ])('with %s is 401, and never says which was wrong', async (_, body) => {
    const answer = await signIn(body);
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await problemOf(answer)).toMatchObject({
      code: 'sign_in_failed',
      detail: 'Indirizzo email o password non corretti.',
    });
  });

  test.each([
    [{}, ['email', 'password']],
    [{ email: [right.email], password }, ['email']],
    [{ email: right.email, password: { $ne: '' } }, ['password']],
  ])('with %o is 422', async (body, paths) => {
    const answer = await signIn(body);
    expect(answer.status).toBe(422);
    expect((await problemOf(answer)).errors?.map(({ path }) => path)).toEqual(paths);
  });

  test('an unknown address takes as long as a wrong password', async () => {
    const timeOf = async (email: string) => {
      const started = performance.now();
      await signIn({ email, password: 'sbagliata' });
      return performance.now() - started;
    };
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 5; i++) {
      known.push(await timeOf(addressOf('Olga')));
      unknown.push(await timeOf('nessuno@comune.example'));
    }
    // Without the hash it would be a tenth.
    expect(median(unknown)).toBeGreaterThan(median(known) * 0.5);
  });
});

test('passwords are kept as Argon2id with the parameters of OWASP', async () => {
  const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
  const { rows } = await pool.query<{ password: string }>('select password from account');
  await pool.end();
  expect(rows).toHaveLength(Object.keys(staff).length + 2);
  for (const row of rows) expect(row.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

describe('guessing', () => {
  test('is stopped after thirty wrong tries a minute, right ones not counted, for that address only', async () => {
    const from = (address: string) => new Headers({ 'x-easycare-client-address': address });
    const tryOut = (given: typeof right, address: string) => web.deps.signIn.signIn(given, from(address));
    for (let i = 0; i < 35; i++) expect((await tryOut(right, '192.0.2.1')).status).toBe(200);
    const wrong = { ...right, password: 'sbagliata' };
    const statuses = (await Promise.all(Array.from({ length: 32 }, () => tryOut(wrong, '192.0.2.1')))).map(
      (a) => a.status,
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    const refused = await tryOut(right, '192.0.2.1');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await tryOut(right, '192.0.2.2')).status).toBe(200);
  });

  test('no header of the client makes another address of it', async () => {
    const headers = (i: number) => ({
      'x-forwarded-for': `198.51.100.${i}`,
      'x-easycare-client-address': `198.51.100.${i}`,
    });
    const answers = [];
    for (let i = 0; i < 45; i++) answers.push(await signIn({ ...right, password: 'sbagliata' }, headers(i)));
    const last = answers.at(-1);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('signing out', () => {
  test('ends the session, not only its cookie', async () => {
    const cookie = await web.signInAs('Piero');
    const whoAmI = () => web.app.request('/api/auth/get-session', { headers: { cookie } });
    expect(await (await whoAmI()).json()).toEqual({ userId: expect.any(String) });
    const answer = await web.app.request('/api/auth/sign-out', json('POST', undefined, { cookie }));
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie().find((line) => line.startsWith('easycare.session_token=;'))).toContain(
      'Max-Age=0',
    );
    expect(await (await whoAmI()).json()).toEqual({ userId: null });
    expect((await web.app.request(requests, { headers: { cookie } })).status).toBe(401);
  });

  test('of nobody is no mistake', async () => {
    expect((await web.app.request('/api/auth/sign-out', json('POST', {}))).status).toBe(200);
  });
});

describe('people', () => {
  test('nobody signs up from outside', async () => {
    const body = { email: 'io@comune.example', name: 'Io', password };
    for (const path of ['sign-up/email', 'sign-up', 'update-user', 'change-password', 'request-password-reset', 'ok']) {
      expect((await web.app.request(`/api/auth/${path}`, json('POST', body))).status).toBe(404);
    }
    expect((await signIn(body, { 'x-forwarded-for': '203.0.113.1' })).status).not.toBe(200);
  });

  test('are created once, and keep their password', async () => {
    const { signIn: people } = web.deps;
    const again = await people.createUser({ email: addressOf('Ugo'), name: 'Ugo', password: 'tutt-altra-cosa' });
    expect(again.created).toBe(false);
    const ugo = { email: addressOf('Ugo'), password };
    const from = new Headers({ 'x-easycare-client-address': '203.0.113.7' });
    expect((await people.signIn(ugo, from)).status).toBe(200);
    await expect(people.createUser({ email: 'x@comune.example', name: 'X', password: 'corta' })).rejects.toThrow(
      RangeError,
    );
  });

  test('a new password ends the sessions of the old one', async () => {
    const { signIn: people } = web.deps;
    const from = new Headers({ 'x-easycare-client-address': '203.0.113.8' });
    const { userId } = await people.createUser({ email: 'eva@comune.example', name: 'Eva', password });
    const session = await people.signIn({ email: 'eva@comune.example', password }, from);
    const headers = new Headers({ cookie: cookieOf(session) });
    expect(await people.findUserId(headers)).toBe(userId);
    await people.setPassword(userId, 'nuova-nuova-nuova');
    expect(await people.findUserId(headers)).toBeUndefined();
    expect((await people.signIn({ email: 'eva@comune.example', password }, from)).status).toBe(401);
  });

  test('a cookie that was tampered with is nobody', async () => {
    const answer = await web.deps.signIn.signIn(right, new Headers({ 'x-easycare-client-address': '203.0.113.9' }));
    const [cookie = ''] = cookieOf(answer).split('; ');
    expect(await web.deps.signIn.findUserId(new Headers({ cookie }))).toBeDefined();
    const forged = cookie.replace(/.{8}$/, 'AAAAAA%3D');
    for (const value of [
      forged,
      'easycare.session_token=x',
      'easycare.session_token=%ff%00',
      'easycare.session_token=',
    ]) {
      expect(await web.deps.signIn.findUserId(new Headers({ cookie: value }))).toBeUndefined();
    }
  });
});
