import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../../src/db/database.ts';
import { createSignIn } from '../../../src/sign-in.ts';
import { addressOf, json, openTestWeb, password, publicUrl, requests, type TestWeb } from '../../support/web.ts';
import { visitorOf } from '../pages/visit.ts';
import { area, cookieOf, enterAs, pickVolunteer } from '../pages/volunteer-visit.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const statusAt = async (path: string, cookie: string) => (await web.app.request(path, { headers: { cookie } })).status;
const opens = (cookie: string) => statusAt(requests, cookie);
const secretIn = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);
const named = (value: string, name = 'easycare.session_token') => `${name}=${value}`;

/** Signs in on the page, in a browser that already has this cookie. */
async function signInWith(cookie: string, name = 'Olga'): Promise<string> {
  return cookieOf(await visitorOf(web, cookie).send('/entra', { email: addressOf(name), password }));
}

describe('a session that was there before signing in', () => {
  test('and was made up by somebody else is not taken over', async () => {
    const planted = named(`${'A'.repeat(32)}.${'A'.repeat(43)}%3D`);
    const given = await signInWith(planted);
    expect(secretIn(given)).not.toBe(secretIn(planted));
    expect([await opens(planted), await opens(given)]).toEqual([401, 200]);
  });

  test('of another account is not turned into the new one, and ends', async () => {
    const planted = await web.signInAs('Ugo');
    const given = await signInWith(planted);
    expect([await opens(planted), await opens(given)]).toEqual([401, 200]);
    expect(await statusAt('/api/v1/altrove/help-requests', planted)).toBe(401);
  });

  test('of one’s own ends, as JSON too; one of another browser goes on', async () => {
    const elsewhere = await web.signInAs('Olga');
    const first = await web.signInAs('Olga');
    const answer = await web.app.request(
      '/api/auth/sign-in/email',
      json('POST', { email: addressOf('Olga'), password }, { cookie: first }),
    );
    expect([await opens(first), await opens(cookieOf(answer)), await opens(elsewhere)]).toEqual([401, 200, 200]);
  });

  test('is kept where the password was wrong', async () => {
    const first = await web.signInAs('Olga');
    await visitorOf(web, first).send('/entra', { email: addressOf('Olga'), password: 'sbagliata-sbagliata' });
    expect(await opens(first)).toBe(200);
  });
});

describe('a forged session', () => {
  test('signed with another secret, or with the signature of another, is nobody’s', async () => {
    const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
    const forger = createSignIn({ pool, publicUrl, secret: 'x'.repeat(40), production: false });
    const signedElsewhere = cookieOf(await forger.signIn({ email: addressOf('Olga'), password }, new Headers()));
    await pool.end();
    expect(await opens(signedElsewhere)).toBe(401);

    const [mine, theirs] = [secretIn(await web.signInAs('Ugo')), secretIn(await web.signInAs('Olga'))];
    const swapped = `${theirs.split('.')[0]}.${mine.split('.')[1]}`;
    expect(await opens(named(swapped))).toBe(401);
    expect(await opens(named(theirs))).toBe(200);
  });

  test('made of what the table holds is nobody’s: whoever reads a backup is not signed in', async () => {
    await web.signInAs('Olga');
    const { rows } = await sql<{ token: string }>`select token from auth.session`.execute(web.db);
    expect(rows.length).toBeGreaterThan(0);
    for (const { token } of rows) {
      for (const value of [token, `${token}.`, `${token}.${'A'.repeat(43)}%3D`, encodeURIComponent(`${token}."x"`)]) {
        expect(await opens(named(value))).toBe(401);
      }
    }
  });

  test('of a valid one is not let in by another way than its cookie', async () => {
    const value = secretIn(await web.signInAs('Olga'));
    const name = 'easycare.session_token';
    for (const headers of [
      { authorization: `Bearer ${value}` },
      { 'x-easycare-session': value },
      { cookie: `other=${name}=${value}` },
      { cookie: named(value, `x${name}`) },
      { cookie: named(value, name.toUpperCase()) },
      { cookie: named(value, 'easycare.volunteer') },
    ]) {
      expect((await web.app.request(requests, { headers })).status).toBe(401);
    }
    expect((await web.app.request(`${requests}?${name}=${value}`)).status).toBe(401);
  });
});

describe('two cookies of one name', () => {
  test('one of them forged, are the valid one’s or nobody’s', async () => {
    const valid = await web.signInAs('Olga');
    const forged = named(`${'A'.repeat(32)}.${'A'.repeat(43)}%3D`);
    for (const cookie of [`${forged}; ${valid}`, `${valid}; ${forged}`, `${forged}; ${forged}`, `${valid};${valid}`]) {
      expect([200, 401]).toContain(await opens(cookie));
      expect(await statusAt('/api/v1/altrove/help-requests', cookie)).not.toBe(200);
    }
  });

  test('of two people are nobody’s: one of them was planted, and nobody can tell which', async () => {
    const [olga, ugo] = [await web.signInAs('Olga'), await web.signInAs('Ugo')];
    for (const cookie of [`${olga}; ${ugo}`, `${ugo}; ${olga}`]) {
      const statuses = [await opens(cookie), await statusAt('/api/v1/altrove/help-requests', cookie)];
      expect(statuses).toEqual([401, 401]);
    }
  });
});

describe('under HTTPS', () => {
  test('a cookie without the prefix, which another host of the domain may set, is nobody’s', async () => {
    const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
    const given = { pool, publicUrl: 'https://aiuto.comune.example', secret: 'x'.repeat(40), production: true };
    const signIn = createSignIn(given);
    const cookie = cookieOf(await signIn.signIn({ email: addressOf('Olga'), password }, new Headers()));
    const find = (name: string) => signIn.findUserId(new Headers({ cookie: named(secretIn(cookie), name) }));
    expect(await find('__Host-easycare.session_token')).toEqual(expect.any(String));
    for (const name of ['easycare.session_token', '__Secure-easycare.session_token', '__host-easycare.session_token']) {
      expect(await find(name)).toBeUndefined();
    }
    await pool.end();
  });

  test('its cookie without an Origin is refused like the other', async () => {
    for (const name of ['easycare.session_token', '__Host-easycare.session_token', '__Secure-easycare.volunteer']) {
      const headers = { cookie: `a=b;${named('x', name)}`, 'content-type': 'application/json' };
      expect((await web.app.request(`${requests}/import`, { method: 'POST', headers })).status).toBe(403);
    }
  });
});

describe('a session ends at once', () => {
  test('when its time is over, its account is gone, or the Comune no longer employs its operator', async () => {
    const cookie = await web.signInAs('Piero');
    expect(await opens(cookie)).toBe(200);
    const expire = (hours: number) =>
      sql`update auth.session set "expiresAt" = now() + make_interval(hours => ${hours})
        where "userId" = (select id from auth."user" where email = ${addressOf('Piero')})`.execute(web.db);
    await expire(-1);
    expect(await opens(cookie)).toBe(401);

    const again = await web.signInAs('Piero');
    await web.db.deleteFrom('operator').where('name', '=', 'Piero').execute();
    expect(await opens(again)).toBe(403);
    await sql`delete from auth."user" where email = ${addressOf('Piero')}`.execute(web.db);
    expect(await opens(again)).toBe(401);
  });
});

test('an operator’s cookie opens no volunteer’s area, nor a volunteer’s the console', async () => {
  const volunteer = await pickVolunteer(web, 3);
  const { cookie } = await enterAs(web, volunteer);
  const olga = await web.signInAs('Olga');
  for (const stranger of [
    olga,
    named(secretIn(olga), 'easycare.volunteer'),
    named('A'.repeat(32), 'easycare.volunteer'),
  ]) {
    expect((await visitorOf(web, stranger).open(area)).text).not.toContain(volunteer.family_name);
  }
  for (const stranger of [cookie, named(secretIn(cookie))]) expect(await opens(stranger)).toBe(401);
  expect((await visitorOf(web, `${olga}; ${cookie}`).open(area)).text).toContain(volunteer.family_name);
});
