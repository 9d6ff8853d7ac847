import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPool } from '../../src/db/database.ts';
import { createApiKeyLimit, createEntryLimit, createSubmissionLimit } from '../../src/db/submission-limit.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const secret = 'una-frase-segreta-di-almeno-32-caratteri';
let database: TestDatabase;
let pool: ReturnType<typeof openPool>;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool(database.url);
});
beforeEach(async () => {
  await sql`truncate submission_limit`.execute(database.db);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const createLimit = (perAddressAnHour: number) => createSubmissionLimit(pool, { perAddressAnHour, secret });
const telephone = (i: number) => `+39333${1_000_000 + i}`;
const from = (address: string, i: number) => ({ address, telephone: telephone(i) });

describe('the limit of public submissions', () => {
  it('lets as many through from one address as it says, then says when to come back within the hour', async () => {
    const limit = createLimit(3);
    for (let i = 0; i < 3; i += 1) expect(await limit(from('10.0.0.1', i))).toEqual({ allowed: true });
    const refused = await limit(from('10.0.0.1', 9));
    if (refused.allowed) throw new Error('it was let through');
    expect(refused.retryAfterSeconds).toBeGreaterThan(3_500);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3_600);
    expect(await limit(from('10.0.0.2', 9))).toEqual({ allowed: true });
  });

  it('lets five a day through from one telephone, wherever they come from', async () => {
    const limit = createLimit(30);
    for (let i = 0; i < 5; i += 1) expect(await limit(from(`10.0.1.${i}`, 0))).toEqual({ allowed: true });
    const refused = await limit(from('10.0.1.9', 0));
    if (refused.allowed) throw new Error('it was let through');
    expect(refused.retryAfterSeconds).toBeGreaterThan(86_000);
    expect(await limit(from('10.0.1.9', 1))).toEqual({ allowed: true });
  });

  it('lets no more through when many come at once to several processes', async () => {
    const [one, other] = [createLimit(10), createLimit(10)];
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 ? one : other)(from('10.0.0.1', i))));
    expect(all.filter(({ allowed }) => allowed)).toHaveLength(10);
  });

  it('keeps neither address nor telephone', async () => {
    await createLimit(10)(from('203.0.113.77', 7));
    const { rows } = await sql<{ key: string }>`select key from submission_limit`.execute(database.db);
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/203\.0\.113|39333/);
  });

  it('is off at 0', async () => {
    const limit = createLimit(0);
    for (let i = 0; i < 40; i += 1) expect(await limit(from('10.0.0.1', 0))).toEqual({ allowed: true });
  });
});

describe('the limit of links to a volunteer’s own page', () => {
  const ask = (perAddressAnHour = 30) => createEntryLimit(pool, { perAddressAnHour, secret });

  it('lets ten a day through to one address, however it is written and wherever they come from', async () => {
    for (let i = 0; i < 10; i += 1) {
      const email = i % 2 ? 'Vito@volontari.example' : 'vito@volontari.example';
      expect(await ask()({ address: `10.0.2.${i}`, email })).toEqual({ allowed: true });
    }
    const refused = await ask()({ address: '10.0.2.99', email: 'VITO@volontari.example' });
    expect(refused).toMatchObject({ allowed: false });
    expect(await ask()({ address: '10.0.2.99', email: 'vita@volontari.example' })).toEqual({ allowed: true });
  });

  it('lets as many an hour through from one client as it says, apart from its submissions, and keeps no address', async () => {
    await createLimit(1)(from('10.0.3.1', 1));
    const limit = ask(2);
    for (const email of ['a@b.example', 'c@b.example']) {
      expect(await limit({ address: '10.0.3.1', email })).toEqual({ allowed: true });
    }
    expect(await limit({ address: '10.0.3.1', email: 'd@b.example' })).toMatchObject({ allowed: false });
    const { rows } = await sql<{ key: string }>`select key from submission_limit`.execute(database.db);
    expect(JSON.stringify(rows)).not.toMatch(/b\.example|10\.0\.3/);
  });

  it('is off at 0', async () => {
    const limit = ask(0);
    for (let i = 0; i < 40; i += 1) {
      expect(await limit({ address: '10.0.0.1', email: 'a@b.example' })).toEqual({ allowed: true });
    }
  });
});

describe('the limit of a key', () => {
  const create = (perAddressAnHour = 30) => createApiKeyLimit(pool, { perAddressAnHour, secret });
  const key = (id: string, perHour: number) => ({ id, perHour });

  it('is the key’s own an hour, then says when to come back', async () => {
    const limit = create();
    for (let i = 0; i < 3; i += 1) expect(await limit(key('one', 3))).toEqual({ allowed: true });
    const refused = await limit(key('one', 3));
    if (refused.allowed) throw new Error('it was let through');
    expect(refused.retryAfterSeconds).toBeGreaterThan(3_500);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3_600);
    expect(await limit(key('other', 1))).toEqual({ allowed: true });
  });

  it('lets no more through when many come at once to several processes', async () => {
    const [one, other] = [create(), create()];
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => (i % 2 ? one : other)(key('one', 10))));
    expect(all.filter(({ allowed }) => allowed)).toHaveLength(10);
  });

  it('is not that of an address, and five a day from one telephone stay, with what the form sends', async () => {
    const [limit, form] = [create(1), createLimit(1)];
    for (let i = 0; i < 4; i += 1) {
      expect(await limit({ ...key('one', 100), telephone: telephone(1) })).toEqual({ allowed: true });
    }
    expect(await form(from('10.0.4.1', 1))).toEqual({ allowed: true });
    expect(await limit({ ...key('one', 100), telephone: telephone(1) })).toMatchObject({ allowed: false });
    expect(await limit({ ...key('one', 100), telephone: telephone(2) })).toEqual({ allowed: true });
  });

  it('holds where the public one is off, but for the telephone', async () => {
    const limit = create(0);
    for (let i = 0; i < 8; i += 1) {
      expect(await limit({ ...key('one', 8), telephone: telephone(1) })).toEqual({ allowed: true });
    }
    expect(await limit({ ...key('one', 8), telephone: telephone(2) })).toMatchObject({ allowed: false });
  });
});
