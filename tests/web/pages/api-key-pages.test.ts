import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recogniseApiKey } from '../../../src/db/api-keys.ts';
import { addApiKey } from '../../support/api-key-fixture.ts';
import { openTestWeb, requests, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let amelia: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  amelia = visitorOf(web, await web.signInAs('Amelia'));
});
afterAll(() => web.close());

const keys = '/esempio/console/impostazioni/chiavi';
const idOf = async (slug: string) =>
  (await web.db.selectFrom('municipality').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()).id;
const rowOf = async (name: string) =>
  await web.db.selectFrom('api_key').selectAll().where('name', '=', name).executeTakeFirst();
const create = (over: Record<string, string> = {}) =>
  olga.send(keys, { name: 'Portale', scope: 'submit', perHour: '200', ...over });
const secretIn = ({ html }: Visited) => /<code>(easycare_[\w-]{39})<\/code>/.exec(html)?.[1] ?? '';

describe('before there is any', () => {
  test('the page says so, beside the other settings', async () => {
    const page = await olga.open(keys);
    expect(page.text).toContain('Nessuna chiave: nessun programma può entrare.');
    expect(page.text).not.toContain('Chiavi revocate');
    expect(page.html).toMatch(/<a href="\/esempio\/console\/impostazioni\/chiavi" aria-current="page"/);
    expect((await olga.open('/esempio/console/impostazioni/zone')).html).toContain(`href="${keys}"`);
  });
});

describe('a new key', () => {
  test('is shown once, kept by nobody on the way, and opens what it is for', async () => {
    const made = await create();
    expect([made.status, made.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const secret = secretIn(made);
    expect(await recogniseApiKey(web.db, await idOf('esempio'), secret)).toMatchObject({
      scope: 'submit',
      perHour: 200,
    });
    expect(made.text).toContain('non si può mostrare di nuovo');

    const page = await olga.open(keys);
    expect(page.html).not.toContain(secret);
    expect(page.html).not.toContain(secret.slice(-32));
    expect(page.text).toMatch(
      /Portale easycare_[\w-]{6}_… Mandare richieste 200 chiamate .{1,20}, da Olga .{1,20} Revoca/,
    );
  });

  test('says when it was last used', async () => {
    const secret = secretIn(await create({ name: 'Cruscotto', scope: 'read' }));
    expect((await olga.open(keys)).text).toMatch(
      /Cruscotto easycare_[\w-]{6}_… Leggere le richieste 200 chiamate .{1,20}, da Olga mai Revoca/,
    );
    const answer = await web.app.request(requests, { headers: { authorization: `Bearer ${secret}` } });
    expect(answer.status).toBe(200);
    expect((await olga.open(keys)).text).toMatch(
      /Cruscotto easycare_[\w-]{6}_… Leggere le richieste 200 chiamate .{1,20}, da Olga adesso Revoca/,
    );
  });

  test('with a name that one already has is refused, so that sending again makes no second', async () => {
    const again = await create({ name: 'portale' });
    expect([again.status, errorAt(again, 'name')]).toEqual([422, expect.stringContaining('già una chiave valida')]);
    expect(fieldIn(again, 'perHour')).toBe('200');
    expect(secretIn(again)).toBe('');
  });

  test.each([
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(61) }],
    ['scope', { scope: 'write' }],
    ['perHour', { perHour: '0' }],
    ['perHour', { perHour: '10001' }],
    ['perHour', { perHour: '1e3' }],
  ])('with a wrong %s (%j) is none, and what was typed stays', async (field, over) => {
    const typed = { name: 'Sbagliata', ...over };
    const refused = await create(typed);
    expect([refused.status, refused.title]).toEqual([422, expect.stringMatching(/^Errore: /)]);
    expect(errorAt(refused, field)).toBeDefined();
    expect(fieldIn(refused, 'name')).toBe(typed.name);
    expect(await rowOf(typed.name)).toBeUndefined();
  });

  test('shows a name as it was typed, whatever it looks like', async () => {
    const made = await create({ name: '<b>"Portale" & co</b>' });
    expect(made.text).toContain('Chiave «<b>"Portale" & co</b>»');
    expect(made.html).not.toContain('<b>');
  });
});

describe('revoking', () => {
  test('asks first, then ends the key at once, and says who made and who ended it', async () => {
    const secret = secretIn(await create({ name: 'Vecchio portale' }));
    const path = `${keys}/${(await rowOf('Vecchio portale'))?.id}/revoca`;
    const asked = await amelia.open(path);
    expect(asked.text).toContain('Revocare la chiave «Vecchio portale»?');
    expect(asked.text).toContain('Non è mai stata usata.');
    expect((await rowOf('Vecchio portale'))?.revoked_at).toBeNull();

    expect((await amelia.send(path, {})).location).toBe(`${keys}?esito=revoked`);
    expect(await recogniseApiKey(web.db, await idOf('esempio'), secret)).toBeUndefined();
    const page = await olga.open(`${keys}?esito=revoked`);
    expect(page.text).toContain('La chiave è stata revocata');
    expect(page.text).toMatch(/Chiavi revocate .*Vecchio portale .*, da Olga mai .*, da Amelia/);
    expect(page.html).not.toContain(path);
  });

  test('twice says that it was so already, and keeps who did it first', async () => {
    const path = `${keys}/${(await rowOf('Vecchio portale'))?.id}/revoca`;
    for (const again of [await olga.open(path), await olga.send(path, {})]) {
      expect(again.location).toBe(`${keys}?esito=gone`);
    }
    expect((await olga.open(`${keys}?esito=gone`)).text).toContain('era già stata revocata');
    const person = web.db.selectFrom('operator').select('id').where('name', '=', 'Amelia');
    expect((await rowOf('Vecchio portale'))?.revoked_by).toBe((await person.executeTakeFirstOrThrow()).id);
  });

  test('of what is not the Comune’s, or is nothing, is not found', async () => {
    const { id } = await addApiKey(web.db, await idOf('altrove'), { name: 'Altrui' });
    for (const other of [id, '01890000-0000-7000-8000-000000000000', 'x']) {
      expect((await olga.open(`${keys}/${other}/revoca`)).status).toBe(404);
      expect((await olga.send(`${keys}/${other}/revoca`, {})).status).toBe(404);
    }
    expect((await rowOf('Altrui'))?.revoked_at).toBeNull();
    expect((await olga.open(keys)).text).not.toContain('Altrui');
  });
});

test('a key from the terminal says so', async () => {
  await addApiKey(web.db, await idOf('esempio'), { name: 'Da terminale' });
  expect((await olga.open(keys)).text).toMatch(
    /Da terminale easycare_[\w-]{6}_… Leggere le richieste 1\.000 chiamate .{1,20}, dal terminale/,
  );
});

test('the page of keys is no list that entries are added to', async () => {
  for (const path of [`${keys}/centro`, `${keys}/centro/rimuovi`]) expect((await olga.open(path)).status).toBe(404);
  expect((await olga.send(`${keys}/centro/sposta`, { direction: 'up', version: '1' })).status).toBe(404);
});
