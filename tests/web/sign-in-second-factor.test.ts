import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { createOperator } from '../../src/db/operators.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { makeAppCode, makeWrongCode, stopClock } from '../support/app-code.ts';
import { openFormBrowser } from '../support/form-browser.ts';
import {
  createPerson,
  emailOf,
  enter,
  openSignInTables,
  type SignInTables,
  turnOnSecondFactor,
  whoIs,
} from '../support/strong-sign-in.ts';
import { openTestWeb, password, problemOf, requests, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let tables: SignInTables;
beforeAll(async () => {
  stopClock();
  web = await openTestWeb();
  tables = openSignInTables(web);
});
afterAll(async () => {
  vi.useRealTimers();
  await tables.close();
  await web.close();
});

const half = 'easycare.two_factor';
const token = 'easycare.session_token';
const giveCode = async (browser: ReturnType<typeof openFormBrowser>, code: string) =>
  await browser.post('/api/auth/sign-in/code', { code });
const codeOf = async (answer: Response) => (await problemOf(answer)).code;

/** Somebody with a second factor, and a browser in which their password was right. */
async function halfSignedIn(name: string) {
  const userId = await createPerson(web, name);
  const { secret, recoveryCodes, uri, browser: other } = await turnOnSecondFactor(web, name);
  const browser = openFormBrowser(web);
  expect(await enter(browser, name)).toEqual({ status: 200, kind: 'second_factor' });
  return { userId, secret, recoveryCodes, uri, browser, other };
}

describe('with a second factor', () => {
  test('the password alone gives no session, and the code does', async () => {
    const { userId, secret, browser } = await halfSignedIn('Ada');
    expect([...browser.cookies.keys()]).toEqual([half]);
    expect(await whoIs(browser)).toBeNull();
    const answer = await giveCode(browser, makeAppCode(secret));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ kind: 'signed_in' });
    expect([...browser.cookies.keys()].sort()).toEqual(['easycare.device', token]);
    expect(await whoIs(browser)).toBe(userId);
  });

  test('the half-signed-in browser opens nothing', async () => {
    const { userId, browser } = await halfSignedIn('Bea');
    const { id } = await web.db
      .selectFrom('municipality')
      .select('id')
      .where('slug', '=', 'esempio')
      .executeTakeFirstOrThrow();
    await createOperator(web.db, { municipalityId: id, userId, name: 'Bea', email: emailOf('Bea') });
    expect((await browser.get(requests)).status).toBe(401);
    expect((await browser.get('/esempio/console')).status).toBe(302);
    expect((await browser.get('/entra/profilo')).status).toBe(302);
    // Nor as a session's own cookie.
    const forged = openFormBrowser(web);
    forged.cookies.set(token, browser.cookies.get(half) ?? '');
    expect(await whoIs(forged)).toBeNull();
  });

  test('the wait for the code lasts five minutes, in that browser only', async () => {
    const { userId, secret, browser } = await halfSignedIn('Cea');
    const answer = await web.app.request('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: emailOf('Cea'), password }),
    });
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^easycare\.two_factor=[^;]+; Max-Age=300; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
    expect(await codeOf(await giveCode(openFormBrowser(web), makeAppCode(secret)))).toBe('code_expired');
    await tables.query(
      `update verification set "expiresAt" = now() - interval '1 hour' where "value" = $1 or "identifier" like '2fa-attempts-%'`,
      [userId],
    );
    expect(await codeOf(await giveCode(browser, makeAppCode(secret)))).toBe('code_expired');
    expect(await whoIs(browser)).toBeNull();
  });

  test('a forged, a doubled and another’s half-signed-in cookie are worth nothing', async () => {
    const { secret, browser } = await halfSignedIn('Dea');
    const mine = decodeURIComponent(browser.cookies.get(half) ?? '');
    const [identifier = '', signature = ''] = mine.split('.');
    const { browser: other } = await halfSignedIn('Eva');
    const theirs = decodeURIComponent(other.cookies.get(half) ?? '');
    for (const forged of [
      `${identifier}.${'A'.repeat(43)}=`,
      identifier,
      `2fa-x.${signature}`,
      `2fa-attempts-${mine}`,
      theirs,
    ]) {
      const attacker = openFormBrowser(web);
      attacker.cookies.set(half, encodeURIComponent(forged));
      expect((await giveCode(attacker, makeAppCode(secret))).status).toBe(401);
      expect(await whoIs(attacker)).toBeNull();
      // A code that was tried with a forged cookie is spent all the same.
      await tables.query('delete from "usedCode"');
    }
    const twice = `${half}=${encodeURIComponent(theirs)}; ${half}=${encodeURIComponent(mine)}`;
    expect(await web.deps.signIn.signInWithCode(makeAppCode(secret), new Headers({ cookie: twice }))).toEqual({
      kind: 'expired',
    });
    expect((await giveCode(browser, makeAppCode(secret))).status).toBe(200);
  });

  test('a code is good once, in whichever browser', async () => {
    const { secret, browser } = await halfSignedIn('Fea');
    const code = makeAppCode(secret);
    const other = openFormBrowser(web);
    await enter(other, 'Fea');
    const answers = await Promise.all([giveCode(browser, code), giveCode(other, code)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const third = openFormBrowser(web);
    await enter(third, 'Fea');
    expect(await codeOf(await giveCode(third, code))).toBe('code_refused');
    expect((await giveCode(third, makeAppCode(secret, 1))).status).toBe(200);
  });

  test('the code that turned it on is spent too', async () => {
    const { secret, browser } = await halfSignedIn('Gea');
    expect(await codeOf(await giveCode(browser, makeAppCode(secret, -1)))).toBe('code_refused');
  });

  test('codes of two and more half minutes ago or ahead are wrong', async () => {
    const { secret, browser } = await halfSignedIn('Hea');
    for (const steps of [-3, 3]) expect((await giveCode(browser, makeAppCode(secret, steps))).status).toBe(401);
  });

  test('five wrong codes ask for the password again', async () => {
    const { secret, browser } = await halfSignedIn('Iva');
    for (let i = 0; i < 5; i++) {
      expect(await codeOf(await giveCode(browser, makeWrongCode(secret, i)))).toBe('code_refused');
    }
    expect(await codeOf(await giveCode(browser, makeAppCode(secret)))).toBe('code_expired');
    await enter(browser, 'Iva');
    expect((await giveCode(browser, makeAppCode(secret, 1))).status).toBe(200);
  });

  test('strangers who know the password guess ten codes, then wait; the person’s own browser does not', async () => {
    const { secret, browser, other } = await halfSignedIn('Lea');
    for (let round = 0; round < 2; round++) {
      await enter(browser, 'Lea');
      for (let i = 0; i < 5; i++) await giveCode(browser, makeWrongCode(secret, round * 5 + i));
    }
    await enter(browser, 'Lea');
    const refused = await giveCode(browser, makeAppCode(secret));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await enter(other, 'Lea');
    expect((await giveCode(other, makeAppCode(secret, 1))).status).toBe(200);
  });

  test('a new password ends the sign-ins that wait for their code', async () => {
    const { userId, secret, browser } = await halfSignedIn('Mia');
    await web.deps.signIn.setPassword(userId, 'tre gatti neri sul tetto');
    expect(await codeOf(await giveCode(browser, makeAppCode(secret)))).toBe('code_expired');
  });

  test.each([[{}], [{ code: '' }], [{ code: 5 }], [{ code: 'x'.repeat(101) }]])('%o is 422', async (body) => {
    expect((await openFormBrowser(web).post('/api/auth/sign-in/code', body)).status).toBe(422);
  });
});

describe('recovery codes', () => {
  test('are eight of 24 characters, kept as hashes only', async () => {
    const { userId, recoveryCodes, secret } = await halfSignedIn('Nea');
    expect(new Set(recoveryCodes).size).toBe(8);
    for (const code of recoveryCodes) expect(code).toMatch(/^([2-9A-HJKMNP-TV-Z]{4}-){5}[2-9A-HJKMNP-TV-Z]{4}$/);
    const [row] = await tables.query('select * from "twoFactor" where "userId" = $1', [userId]);
    const stored = JSON.stringify(row);
    expect(stored).not.toContain(secret);
    for (const code of recoveryCodes) expect(stored).not.toContain(code.replaceAll('-', ''));
    for (const code of recoveryCodes) expect(stored).not.toContain(code);
  });

  test('each lets in once, however it is typed', async () => {
    const { userId, recoveryCodes, browser } = await halfSignedIn('Oda');
    const [code = ''] = recoveryCodes;
    expect((await giveCode(browser, ` ${code.toLowerCase().replaceAll('-', ' ')} `)).status).toBe(200);
    expect(await whoIs(browser)).toBe(userId);
    const again = openFormBrowser(web);
    await enter(again, 'Oda');
    expect(await codeOf(await giveCode(again, code))).toBe('code_refused');
    expect((await giveCode(again, recoveryCodes[1] ?? '')).status).toBe(200);
    expect(await web.deps.signIn.secondFactor.countRecoveryCodes(userId)).toBe(6);
  });

  test('one used twice at the same moment lets in once', async () => {
    const { recoveryCodes, browser } = await halfSignedIn('Pia');
    const other = openFormBrowser(web);
    await enter(other, 'Pia');
    const [code = ''] = recoveryCodes;
    const statuses = (await Promise.all([giveCode(browser, code), giveCode(other, code)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401]);
  });
});

test('with another SESSION_SECRET the app’s codes are wrong, and a recovery code lets in', async () => {
  const { userId, secret, recoveryCodes } = await halfSignedIn('Zoe');
  const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
  const { publicUrl } = web.deps.config;
  const renewed = createSignIn({
    pool,
    publicUrl,
    secret: 'another-secret-of-32-characters-'.repeat(2),
    production: false,
  });
  const enterAnew = async () => {
    const answer = await renewed.signIn({ email: emailOf('Zoe'), password }, new Headers());
    expect(answer.status).toBe(202);
    return new Headers({ cookie: answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' });
  };
  expect(await renewed.signInWithCode(makeAppCode(secret), await enterAnew())).toEqual({ kind: 'refused' });
  const inside = await renewed.signInWithCode(recoveryCodes[0] ?? '', await enterAnew());
  if (inside.kind !== 'signed_in') throw new Error(inside.kind);
  const headers = new Headers({ cookie: inside.cookies.map((line) => line.split(';', 1)[0]).join('; ') });
  const person = await renewed.findSignedIn(headers);
  expect(person?.userId).toBe(userId);
  if (person === undefined) throw new Error('nobody');
  expect(await renewed.secondFactor.turnOff(person, password, headers)).toMatchObject({ kind: 'off' });
  await pool.end();
});

describe('turning it on', () => {
  test('counts from the first right code only, and then ends every other session', async () => {
    const userId = await createPerson(web, 'Rea');
    const elsewhere = openFormBrowser(web);
    await enter(elsewhere, 'Rea');
    const browser = openFormBrowser(web);
    await enter(browser, 'Rea');
    const person = await web.deps.signIn.findSignedIn(browser.asHeaders());
    if (person === undefined) throw new Error('nobody');
    const { secondFactor } = web.deps.signIn;
    expect(await secondFactor.start(person, 'un-altra-password', browser.asHeaders())).toEqual({
      kind: 'wrong_password',
    });
    expect(await secondFactor.confirm(person, '123456', browser.asHeaders())).toEqual({ kind: 'not_started' });
    expect(await secondFactor.start(person, password, browser.asHeaders())).toMatchObject({ kind: 'started' });
    expect(await enter(openFormBrowser(web), 'Rea')).toEqual({ status: 200, kind: 'signed_in' });
    expect(await whoIs(elsewhere)).toBe(userId);
    const { browser: on } = await turnOnSecondFactor(web, 'Rea');
    expect(await whoIs(on)).toBe(userId);
    expect([await whoIs(elsewhere), await whoIs(browser)]).toEqual([null, null]);
  });

  test('is what apps understand', async () => {
    const { uri } = await halfSignedIn('Sea');
    const parsed = new URL(uri);
    expect(uri).toMatch(/^otpauth:\/\/totp\/EasyCare:sea%40persone\.example\?/);
    expect(Object.fromEntries(parsed.searchParams)).toEqual({
      secret: expect.stringMatching(/^[A-Z2-7]{32,}$/),
      issuer: 'EasyCare',
      digits: '6',
      period: '30',
    });
  });

  test('cannot be done over one that is on, nor its codes tried from a session', async () => {
    const { browser, secret, other } = await halfSignedIn('Tea');
    await giveCode(browser, makeAppCode(secret));
    const person = await web.deps.signIn.findSignedIn(other.asHeaders());
    if (person === undefined) throw new Error('nobody');
    const { secondFactor } = web.deps.signIn;
    expect(await secondFactor.start(person, password, other.asHeaders())).toEqual({ kind: 'already_on' });
    expect(await secondFactor.confirm(person, makeAppCode(secret, 1), other.asHeaders())).toEqual({
      kind: 'not_started',
    });
  });

  test('an administrator takes it away, which ends every session', async () => {
    const { userId, other } = await halfSignedIn('Uma');
    await web.deps.signIn.removeSecondFactor(userId);
    expect(await whoIs(other)).toBeNull();
    expect(await enter(openFormBrowser(web), 'Uma')).toEqual({ status: 200, kind: 'signed_in' });
  });
});

describe('a Comune that requires it', () => {
  test('answers 403 to operators who have none, and nothing else changes for the others', async () => {
    await web.db
      .updateTable('municipality')
      .set({ second_factor_required: true })
      .where('slug', '=', 'altrove')
      .execute();
    const cookie = await web.signInAs('Ugo');
    const url = '/api/v1/altrove/help-requests';
    const refused = await web.app.request(url, { headers: { cookie } });
    expect(refused.status).toBe(403);
    expect(await codeOf(refused)).toBe('second_factor_required');
    const office = await web.app.request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'k1',
        origin: web.deps.config.publicUrl,
        cookie,
      },
      body: JSON.stringify({
        need: 'spesa',
        requester: { givenName: 'A', familyName: 'B', telephone: '333 1234567', address: 'Via A 1', zone: 'centro' },
        description: 'spesa',
        privacyNoticeRead: true,
        channel: 'office',
      }),
    });
    expect(await codeOf(office)).toBe('second_factor_required');
    const olga = await web.signInAs('Olga');
    expect((await web.app.request(url, { headers: { cookie: olga } })).status).toBe(403);
    expect(await codeOf(await web.app.request(url, { headers: { cookie: olga } }))).toBe('not_your_municipality');
    expect((await web.app.request(requests, { headers: { cookie: olga } })).status).toBe(200);
    await web.db
      .updateTable('municipality')
      .set({ second_factor_required: false })
      .where('slug', '=', 'altrove')
      .execute();
    expect((await web.app.request(url, { headers: { cookie } })).status).toBe(200);
  });
});
