import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { createWrongTries } from '../../src/db/wrong-tries.ts';
import { clientAddressHeader } from '../../src/sign-in.ts';
import { type FormBrowser, openFormBrowser } from '../support/form-browser.ts';
import { createPerson, emailOf, enter, openSignInTables, type SignInTables } from '../support/strong-sign-in.ts';
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

const device = 'easycare.device';

/** A try with sign-in itself: from another address each time, as a network of many machines would. */
let address = 0;
async function tryFrom(email: string, given: string, browser?: FormBrowser): Promise<Response> {
  address += 1;
  const headers = browser?.asHeaders() ?? new Headers();
  headers.set(clientAddressHeader, `2001:db8:0:${address.toString(16)}::/64`);
  return await web.deps.signIn.signIn({ email, password: given }, headers);
}
const guess = async (email: string, times: number, browser?: FormBrowser) => {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await tryFrom(email, `sbagliata-${i}`, browser)).status);
  return statuses;
};
const only = (status: number, times: number) => Array.from({ length: times }, () => status);

describe('strangers who guess the password of one account from everywhere', () => {
  test('wait after fifty, and the person’s own browser never does', async () => {
    await createPerson(web, 'Ada');
    const own = openFormBrowser(web);
    await enter(own, 'Ada');
    expect(await guess(emailOf('Ada'), 50)).toEqual(only(401, 50));
    const refused = await tryFrom(emailOf('Ada'), password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    // In any case that the address is written in.
    expect((await tryFrom(emailOf('Ada').toUpperCase(), password)).status).toBe(429);
    // From elsewhere too, as long as the browser is the person's.
    expect((await tryFrom(emailOf('Ada'), password, own)).status).toBe(200);
    expect((await tryFrom(emailOf('Ada'), password)).status).toBe(429);
  });

  test('are told the same of an address that nobody has', async () => {
    const nobody = 'nessuno@persone.example';
    expect(await guess(nobody, 50)).toEqual(only(401, 50));
    expect((await tryFrom(nobody, password)).status).toBe(429);
    const keys = await tables.query('select encode("key", \'escape\') as key from "wrongTries"');
    expect(JSON.stringify(keys)).not.toContain('nessuno');
  });

  test('begin anew once the wait is over and the password was right', async () => {
    await createPerson(web, 'Bea');
    await guess(emailOf('Bea'), 50);
    await tables.query('update "wrongTries" set "lockedUntil" = now()');
    expect((await tryFrom(emailOf('Bea'), password)).status).toBe(200);
    expect(await guess(emailOf('Bea'), 3)).toEqual(only(401, 3));
  });
});

describe('a browser that is known', () => {
  test('is slowed down by its own wrong tries, and nobody else by them', async () => {
    await createPerson(web, 'Cea');
    const [own, other] = [openFormBrowser(web), openFormBrowser(web)];
    await enter(own, 'Cea');
    await enter(other, 'Cea');
    expect(await guess(emailOf('Cea'), 50, own)).toEqual(only(401, 50));
    expect((await tryFrom(emailOf('Cea'), password, own)).status).toBe(429);
    expect((await tryFrom(emailOf('Cea'), password, other)).status).toBe(200);
    expect((await tryFrom(emailOf('Cea'), password)).status).toBe(200);
  });

  test('is known for who signed in there only, and by a new secret each time', async () => {
    await createPerson(web, 'Dea');
    await createPerson(web, 'Eva');
    const shared = openFormBrowser(web);
    await enter(shared, 'Dea');
    const first = shared.cookies.get(device) ?? '';
    await guess(emailOf('Eva'), 50);
    expect((await tryFrom(emailOf('Eva'), password, shared)).status).toBe(429);
    await tables.query('update "wrongTries" set "lockedUntil" = now()');
    await enter(shared, 'Eva');
    expect(shared.cookies.get(device)).not.toBe(first);
    // Both have signed in here; whoever has copied the old cookie is a stranger.
    await guess(emailOf('Dea'), 50);
    expect((await tryFrom(emailOf('Dea'), password, shared)).status).toBe(200);
    const copy = openFormBrowser(web);
    copy.cookies.set(device, first);
    expect((await tryFrom(emailOf('Dea'), password, copy)).status).toBe(429);
  });

  test.each(['', 'x', 'A'.repeat(22), '%00', `${'A'.repeat(22)}, easycare.device=x`])(
    'is not made of «%s»',
    async (value) => {
      await createPerson(web, 'Fea');
      await guess(emailOf('Fea'), 50);
      const forged = openFormBrowser(web);
      forged.cookies.set(device, value);
      expect((await tryFrom(emailOf('Fea'), password, forged)).status).toBe(429);
    },
  );

  test('is kept as a hash, and forgotten with a new password', async () => {
    const userId = await createPerson(web, 'Gea');
    const own = openFormBrowser(web);
    await enter(own, 'Gea');
    const rows = await tables.query(
      'select encode("secretHash", \'hex\') as hash from "knownDevice" where "userId" = $1',
      [userId],
    );
    expect(rows).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    await web.deps.signIn.setPassword(userId, 'tre gatti neri sul tetto');
    expect(await tables.query('select 1 from "knownDevice" where "userId" = $1', [userId])).toEqual([]);
  });
});

describe('waits', () => {
  test('double from a minute to an hour, and a day without tries ends them', async () => {
    const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
    const tries = createWrongTries(pool);
    const key = Buffer.alloc(32, 7);
    const age = (interval: string) =>
      tables.query(`update "wrongTries" set "lastAt" = now() - $2::interval, "lockedUntil" = null where "key" = $1`, [
        key,
        interval,
      ]);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      expect(await tries.take(key, 3)).toEqual({ allowed: true });
      const next = await tries.take(key, 3);
      waits.push(next.allowed ? 0 : next.retryAfterSeconds);
      await age('1 hour');
    }
    // Two free ones are taken by the first round, which takes twice.
    expect(waits).toEqual([0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]);
    await age('25 hours');
    expect(await tries.take(key, 3)).toEqual({ allowed: true });
    expect(await tries.take(key, 3)).toEqual({ allowed: true });
    await pool.end();
  });

  test('let none through of many tries at once', async () => {
    const pool = openPool(web.deps.config.databaseUrl, { schema: 'auth' });
    const tries = createWrongTries(pool);
    const turns = await Promise.all(Array.from({ length: 30 }, () => tries.take(Buffer.alloc(32, 9), 10)));
    expect(turns.filter(({ allowed }) => allowed)).toHaveLength(10);
    await pool.end();
  });
});
