import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { openFormBrowser } from '../support/form-browser.ts';
import { createPerson, emailOf, enter, openSignInTables, type SignInTables, whoIs } from '../support/strong-sign-in.ts';
import { openTestWeb, password, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let tables: SignInTables;
beforeAll(async () => {
  web = await openTestWeb();
  tables = openSignInTables(web);
});
afterAll(async () => {
  await tables.close();
  await web.close();
});

const token = 'easycare.session_token';
const countSessions = async (userId: string) =>
  (await tables.query('select 1 from session where "userId" = $1', [userId])).length;

async function signInNew(name: string) {
  const userId = await createPerson(web, name);
  const browser = openFormBrowser(web);
  expect(await enter(browser, name)).toEqual({ status: 200, kind: 'signed_in' });
  return { userId, browser };
}

describe('a session', () => {
  test('is over after an hour without use, for good', async () => {
    const { userId, browser } = await signInNew('Ada');
    await tables.query(`update session set "updatedAt" = now() - interval '59 minutes' where "userId" = $1`, [userId]);
    expect(await whoIs(browser)).toBe(userId);
    await tables.query(`update session set "updatedAt" = now() - interval '61 minutes' where "userId" = $1`, [userId]);
    expect(await whoIs(browser)).toBeNull();
    expect(await countSessions(userId)).toBe(0);
  });

  test('lasts on with each use, written once a minute', async () => {
    const { userId, browser } = await signInNew('Bea');
    const seen = async () => (await tables.query('select "updatedAt" from session where "userId" = $1', [userId]))[0];
    const first = await seen();
    await whoIs(browser);
    expect(await seen()).toEqual(first);
    await tables.query(`update session set "updatedAt" = now() - interval '50 minutes' where "userId" = $1`, [userId]);
    const before = Date.now();
    await whoIs(browser);
    expect((await seen())?.['updatedAt']).toEqual(expect.any(Date));
    expect(Number((await seen())?.['updatedAt'])).toBeGreaterThanOrEqual(before - 1000);
  });

  test('is over after twelve hours, however much it is used', async () => {
    const { userId, browser } = await signInNew('Cea');
    const [row] = await tables.query(
      `select extract(epoch from "expiresAt" - "createdAt")::int as seconds from session where "userId" = $1`,
      [userId],
    );
    expect(row).toEqual({ seconds: 12 * 60 * 60 });
    await whoIs(browser);
    await tables.query(`update session set "expiresAt" = now() - interval '1 second' where "userId" = $1`, [userId]);
    expect(await whoIs(browser)).toBeNull();
  });

  test('knows of browser and system only the names, and no address', async () => {
    const { userId } = await signInNew('Dea');
    const rows = await tables.query('select "userAgent", "ipAddress" from session where "userId" = $1', [userId]);
    expect(rows).toEqual([{ userAgent: 'firefox/linux', ipAddress: '' }]);
  });
});

describe('signing in', () => {
  test('never takes over a cookie that was there before, and ends its session', async () => {
    const { userId, browser } = await signInNew('Eva');
    const planted = browser.cookies.get(token) ?? '';
    expect(await enter(browser, 'Eva')).toMatchObject({ status: 200 });
    expect(browser.cookies.get(token)).not.toBe(planted);
    const attacker = openFormBrowser(web);
    attacker.cookies.set(token, planted);
    expect(await whoIs(attacker)).toBeNull();
    expect(await countSessions(userId)).toBe(1);
  });

  test('clears what is over of the same person', async () => {
    const { userId } = await signInNew('Fea');
    await tables.query(`update session set "updatedAt" = now() - interval '2 hours' where "userId" = $1`, [userId]);
    await enter(openFormBrowser(web), 'Fea');
    expect(await countSessions(userId)).toBe(1);
  });
});

describe('a cookie', () => {
  test('that comes twice is nobody’s, since another site of the domain may have planted one', async () => {
    const { userId, browser } = await signInNew('Gea');
    const { browser: other } = await signInNew('Hea');
    const [mine, theirs] = [browser.cookies.get(token), other.cookies.get(token)];
    const find = (cookie: string) => web.deps.signIn.findUserId(new Headers({ cookie }));
    expect(await find(`${token}=${mine}`)).toBe(userId);
    expect(await find(`${token}=${mine}; ${token}=${theirs}`)).toBeUndefined();
    expect(await find(`${token}=${theirs}; ${token}=${mine}`)).toBeUndefined();
  });

  test('of ours is not outdone by one that another site has planted beside it', async () => {
    const userId = await createPerson(web, 'Ima');
    const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
    const options = { publicUrl: 'https://aiuto.comune.example', secret: 'x'.repeat(40), production: true };
    const { signIn, findUserId } = createSignIn({ pool, ...options });
    const answer = await signIn({ email: emailOf('Ima'), password }, new Headers());
    const [mine = ''] = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
    expect(mine).toMatch(/^__Host-easycare\.session_token=/);
    const planted = mine.replace('__Host-', '');
    expect(await findUserId(new Headers({ cookie: `${planted}; ${mine}` }))).toBe(userId);
    expect(await findUserId(new Headers({ cookie: planted }))).toBeUndefined();
    await pool.end();
  });

  test('that is forged is nobody’s: another token, another signature, none', async () => {
    const { browser } = await signInNew('Iva');
    const value = decodeURIComponent(browser.cookies.get(token) ?? '');
    const [id = '', signature = ''] = value.split('.');
    const find = (forged: string) =>
      web.deps.signIn.findUserId(new Headers({ cookie: `${token}=${encodeURIComponent(forged)}` }));
    expect(await find(value)).toBeDefined();
    const other = `${id.startsWith('A') ? 'B' : 'A'}${id.slice(1)}`;
    for (const forged of [
      `${other}.${signature}`,
      `${id}.${'A'.repeat(43)}=`,
      id,
      `${id}.`,
      `.${signature}`,
      `${value}x`,
    ]) {
      expect(await find(forged)).toBeUndefined();
    }
  });
});

describe('a new password of one’s own', () => {
  const change = async (name: string, over: Partial<{ current: string; next: string }> = {}) => {
    const { userId, browser } = await signInNew(name);
    const elsewhere = openFormBrowser(web);
    await enter(elsewhere, name);
    const person = await web.deps.signIn.findSignedIn(browser.asHeaders());
    if (person === undefined) throw new Error('nobody');
    const passwords = { current: password, next: 'tre gatti neri sul tetto', municipalities: ['Rivalta'], ...over };
    const tryIt = () => web.deps.signIn.account.changePassword(person, passwords, browser.asHeaders());
    return { userId, browser, elsewhere, outcome: await tryIt(), tryIt };
  };

  test('ends every session but this one', async () => {
    const { userId, browser, elsewhere, outcome } = await change('Lea');
    expect(outcome).toEqual({ kind: 'changed', endedSessions: 1 });
    expect([await whoIs(browser), await whoIs(elsewhere)]).toEqual([userId, null]);
    expect((await enter(openFormBrowser(web), 'Lea')).status).toBe(401);
    expect((await enter(openFormBrowser(web), 'Lea', 'tre gatti neri sul tetto')).status).toBe(200);
  });

  test('needs the current one, and guessing it is slowed down', async () => {
    const { elsewhere, outcome, tryIt } = await change('Mia', { current: 'un-altra-password' });
    expect(outcome).toEqual({ kind: 'wrong_password' });
    expect(await whoIs(elsewhere)).not.toBeNull();
    for (let i = 0; i < 9; i++) expect(await tryIt()).toEqual({ kind: 'wrong_password' });
    expect(await tryIt()).toEqual({ kind: 'limited', retryAfterSeconds: expect.any(Number) });
  });

  test.each([
    ['corta', 'too_short'],
    [password, 'unchanged'],
    ['password2026!', 'common'],
    [`${emailOf('Nea')}`, 'about_you'],
    ['Rivalta-2026-', 'about_you'],
  ])('«%s» is refused as %s', async (next, problem) => {
    const { outcome } = await change('Nea', { next });
    expect(outcome).toEqual({ kind: 'rejected', problem });
  });
});
