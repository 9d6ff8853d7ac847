import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, findApiKey, listApiKeys, recogniseApiKey, revokeApiKey } from '../../src/db/api-keys.ts';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { addApiKey } from '../support/api-key-fixture.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { explainQueries } from '../support/query-plan.ts';
import { addSubmitted } from '../support/request-fixture.ts';
import { refusalOf } from './constraints-fixture.ts';

let database: TestDatabase;
let owner: Db;
let app: Db;
let mine: Comune;
let theirs: Comune;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = database.db;
  // As web asks.
  app = openDatabase(database.appUrl);
  mine = await createComune(owner);
  theirs = await createComune(owner);
});
afterAll(async () => {
  await app.destroy();
  await database.drop();
});

const within = <T>(comune: Comune, work: (db: Db) => Promise<T>) => forMunicipality(comune.id, () => work(app));
const recognise = (comune: Comune, key: string) => within(comune, (db) => recogniseApiKey(db, comune.id, key));
const add = (changes = {}) => within(mine, (db) => addApiKey(db, mine.id, changes));
const by = () => ({ municipalityId: mine.id, operatorId: mine.anna.id });
const rowOf = async (id: string) =>
  await owner.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

describe('a key', () => {
  it('is recognised by the whole of it, and kept as a hash', async () => {
    const { id, key } = await add({ scope: 'submit', perHour: 7 });
    expect(key).toMatch(/^easycare_[\w-]{6}_[\w-]{32}$/);
    expect(await recognise(mine, key)).toEqual({ id, scope: 'submit', perHour: 7 });
    const row = await rowOf(id);
    expect(row.secret_hash).toEqual(createHash('sha256').update(key).digest());
    const { rows } = await sql<{ row: string }>`select k::text as row from api_key k where id = ${id}`.execute(owner);
    expect(rows[0]?.row).not.toContain(key.slice('easycare_aaaaaa_'.length));
    for (const near of [key.slice(0, -1), `${key}A`, key.toUpperCase(), ` ${key}`, `${key}\n`, '', key.slice(9)]) {
      expect(await recognise(mine, near), near).toBeUndefined();
    }
  });

  it('is another’s, or of no Comune, to whoever asks for another', async () => {
    const { key } = await add();
    expect(await recognise(theirs, key)).toBeUndefined();
    // Not even where the query asks for the right Comune, but the work is another's.
    expect(await within(theirs, (db) => recogniseApiKey(db, mine.id, key))).toBeUndefined();
    expect(await recogniseApiKey(app, mine.id, key)).toBeUndefined();
  });

  it('says to the minute when it was last used, and is written no oftener', async () => {
    const { id, key } = await add();
    const age = (seconds: number) =>
      sql`update api_key set last_used_at = now() - make_interval(secs => ${seconds}) where id = ${id}`.execute(owner);
    expect((await rowOf(id)).last_used_at).toBeNull();
    await recognise(mine, key);
    await age(50);
    const before = await rowOf(id);
    await recognise(mine, key);
    expect(before.last_used_at).toEqual((await rowOf(id)).last_used_at);
    await age(61);
    await recognise(mine, key);
    expect(Date.now() - Number((await rowOf(id)).last_used_at)).toBeLessThan(50_000);
  });

  it('is found by an index', async () => {
    const { key } = await add();
    await sql`
      insert into api_key (municipality_id, name, scope, prefix, secret_hash, per_hour, revoked_at)
      select ${mine.id}, 'Vecchia', 'read', 'aaaaaa', sha256(i::text::bytea), 1, now()
      from generate_series(1, 2000) i`.execute(owner);
    await sql`vacuum analyze api_key`.execute(owner);
    const nodes = await within(mine, (db) => explainQueries(db, (asking) => recogniseApiKey(asking, mine.id, key)));
    const read = nodes.filter(({ relation, index }) => relation === 'api_key' || index !== undefined);
    expect(read[0]?.index).toBe('api_key_secret_hash_key');
    expect(nodes.map(({ node }) => node)).not.toContain('Seq Scan');
    await sql`delete from api_key where name = 'Vecchia'`.execute(owner);
  });
});

describe('the list', () => {
  it('has those that hold first, with who made and who ended them, and none of another Comune', async () => {
    const comune = await createComune(owner);
    await within(theirs, (db) => addApiKey(db, theirs.id));
    const [by, keys] = [{ municipalityId: comune.id, operatorId: comune.bruno.id }, [] as string[]];
    for (const name of ['Prima', 'Seconda', 'Terza']) {
      keys.push((await within(comune, (db) => addApiKey(db, comune.id, { name, operatorId: comune.anna.id }))).id);
    }
    expect(await within(comune, (db) => revokeApiKey(db, by, keys[2] ?? ''))).toBe(true);
    const listed = await within(comune, (db) => listApiKeys(db, comune.id));
    expect(listed).toMatchObject([
      { name: 'Seconda', createdBy: comune.anna.name, revokedAt: null, revokedBy: null, lastUsedAt: null },
      { name: 'Prima' },
      { name: 'Terza', createdBy: comune.anna.name, revokedAt: expect.any(Date), revokedBy: comune.bruno.name },
    ]);
    expect(await within(comune, (db) => findApiKey(db, comune.id, keys[1] ?? ''))).toEqual(listed[0]);
    expect(await within(theirs, (db) => findApiKey(db, theirs.id, keys[1] ?? ''))).toBeUndefined();
    expect(await within(comune, (db) => findApiKey(db, comune.id, 'x'))).toBeUndefined();
  });
});

describe('a name', () => {
  it('is one key’s while it holds, however it is written', async () => {
    const { id } = await add({ name: 'Sportello' });
    const again = () => within(mine, (db) => createApiKey(db, by(), { name: 'SPORTELLO', scope: 'read', perHour: 1 }));
    expect(await again()).toEqual({ kind: 'name_taken' });
    await within(theirs, (db) => addApiKey(db, theirs.id, { name: 'Sportello' }));
    await within(mine, (db) => revokeApiKey(db, by(), id));
    expect(await again()).toMatchObject({ kind: 'created' });
  });
});

describe('revoking', () => {
  it('ends a key at once and once, and keeps who did it first', async () => {
    const { id, key } = await add();
    expect(await recognise(mine, key)).toBeDefined();
    expect(await within(mine, (db) => revokeApiKey(db, by(), id))).toBe(true);
    expect(await recognise(mine, key)).toBeUndefined();
    const again = { ...by(), operatorId: mine.bruno.id };
    expect(await within(mine, (db) => revokeApiKey(db, again, id))).toBe(false);
    expect((await rowOf(id)).revoked_by).toBe(mine.anna.id);
  });

  it('is only for those of the Comune', async () => {
    const { id, key } = await add();
    const theirHand = { municipalityId: theirs.id, operatorId: theirs.anna.id };
    expect(await within(theirs, (db) => revokeApiKey(db, theirHand, id))).toBe(false);
    expect(await recognise(mine, key)).toBeDefined();
  });
});

describe('the database refuses', () => {
  it.each([
    ['a name of nothing', 'api_key_name_check', "name = ' '"],
    ['a name of 61 characters', 'api_key_name_check', "name = repeat('è', 61)"],
    ['a scope of no name', 'api_key_scope_check', "scope = 'write'"],
    ['no call an hour', 'api_key_per_hour_check', 'per_hour = 0'],
    ['more than a hash', 'api_key_secret_hash_check', "secret_hash = 'easycare'"],
    ['an end by somebody, at no time', 'api_key_check', 'revoked_by = created_by'],
  ])('%s (%s)', async (_, constraint, assignment) => {
    const { id } = await add({ operatorId: mine.anna.id });
    expect(await refusalOf(owner, sql`update api_key set ${sql.raw(assignment)} where id = ${id}`)).toBe(constraint);
  });

  it('another Comune’s person as who made it, another Comune’s key on a request, a key on one by a clerk', async () => {
    const { id } = await add();
    const theirKey = (await within(theirs, (db) => addApiKey(db, theirs.id))).id;
    const request = await addSubmitted(owner, mine);
    const office = await addSubmitted(owner, mine, { submittedBy: mine.anna });
    expect(await refusalOf(owner, sql`update api_key set created_by = ${theirs.anna.id} where id = ${id}`)).toBe(
      'api_key_municipality_id_created_by_fkey',
    );
    const mark = (on: string, key: string) => sql`update help_request set api_key_id = ${key} where id = ${on}`;
    expect(await refusalOf(owner, mark(request, theirKey))).toBe('help_request_api_key');
    expect(await refusalOf(owner, mark(office, id))).toBe('help_request_by_key');
    expect(await refusalOf(owner, mark(request, id))).toBe('not refused');
  });

  it('that web deletes a key, or changes what it may do', async () => {
    const { id } = await add({ scope: 'submit' });
    for (const statement of [
      sql`delete from api_key where id = ${id}`,
      sql`update api_key set scope = 'read' where id = ${id}`,
      sql`update api_key set per_hour = 10000 where id = ${id}`,
      sql`update api_key set secret_hash = sha256('x') where id = ${id}`,
    ]) {
      await expect(within(mine, (db) => statement.execute(db))).rejects.toThrow(/permission denied/);
    }
  });
});
