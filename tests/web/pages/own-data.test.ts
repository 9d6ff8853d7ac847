import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let citizen: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  citizen = visitorOf(web);
});
afterAll(() => web.close());

let id: string;
let own: (page?: string) => string;
let path: string;
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  await citizen.send('/esempio/richiesta', filledIn(randomUUID()));
  await olga.send('/esempio/console/importa', {});
  const row = await web.db.selectFrom('help_request').select(['id', 'reference', 'secret']).executeTakeFirstOrThrow();
  id = row.id;
  own = (page = '') => `/esempio/richiesta/${row.reference}${page}?chiave=${row.secret}`;
  path = `/esempio/console/richieste/${id}`;
});

const list = '/esempio/console/cancellazioni';
const askAndDiscard = async () => {
  await citizen.send(own('/cancellazione'), {});
  await olga.send(`${path}/elimina`, { reason: 'withdrawn' });
};

test('who has the whole link sees their data and takes them along as a file; nobody keeps a copy on the way', async () => {
  expect((await citizen.open(own())).text).toContain('I miei dati');
  const page = await citizen.open(own('/dati'));
  for (const words of ['Ada Zorzi', '+39 333 123 4567', 'Via dei Mille 12', 'Mi serve la spesa.']) {
    expect(page.text).toContain(words);
  }
  const file = await web.app.request(own('/dati.json'));
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.json"$/);
  expect(file.headers.get('cache-control')).toBe('no-store');
  expect(file.headers.get('referrer-policy')).toBe('strict-origin');
  expect(await file.json()).toMatchObject({
    requester: { givenName: 'Ada', familyName: 'Zorzi' },
    description: 'Mi serve la spesa.',
  });
});

test('without the secret, or with another, there is no such page', async () => {
  for (const page of ['/dati', '/dati.json', '/cancellazione']) {
    const [bare = ''] = own(page).split('?');
    for (const address of [bare, `${bare}?chiave=${'x'.repeat(32)}`]) {
      expect((await citizen.open(address)).status).toBe(404);
    }
  }
  const [bare = ''] = own('/cancellazione').split('?');
  expect((await citizen.send(`${bare}?chiave=${'x'.repeat(32)}`, {})).status).toBe(404);
  expect(await web.db.selectFrom('erasure_request').selectAll().execute()).toEqual([]);
});

test('to open the page asks for nothing; the button makes one duty, due in a month', async () => {
  const page = await citizen.open(own('/cancellazione'));
  expect(page.text).toContain('chiedendo la cancellazione la ritira');
  expect(await web.db.selectFrom('erasure_request').selectAll().execute()).toEqual([]);
  await Promise.all([citizen.send(own('/cancellazione'), {}), citizen.send(own('/cancellazione'), {})]);
  const duties = await sql<{ month: boolean }>`
    select due_at = asked_at + interval '1 month' as month from erasure_request`.execute(web.db);
  expect(duties.rows).toEqual([{ month: true }]);
  expect((await citizen.open(own())).text).toContain('Ha chiesto la cancellazione dei dati.');
});

test('the operator sees what is due, is told what has to come first, and one button erases', async () => {
  expect((await olga.open(list)).text).toContain('non c’è niente da fare'.replace('’', "'"));
  await citizen.send(own('/cancellazione'), {});
  const listed = await olga.open(list);
  expect(listed.html).toContain(`href="${path}"`);
  expect(listed.text).toMatch(/Zorzi Ada/);
  expect(listed.text).toMatch(/\d+ giorni/);
  expect((await olga.open(path)).html).toContain(`href="${path}/cancella-dati"`);

  const early = await olga.send(`${path}/cancella-dati`, {});
  expect([early.status, early.text.includes('Prima la richiesta va decisa')]).toEqual([409, true]);
  await olga.send(`${path}/elimina`, { reason: 'withdrawn' });
  const step = await olga.open(`${path}/cancella-dati`);
  expect(step.text).toContain('Non si può annullare');
  expect(await web.db.selectFrom('help_request').select('erased_at').execute()).toEqual([{ erased_at: null }]);

  expect((await olga.send(`${path}/cancella-dati`, {})).location).toBe(path);
  expect((await olga.open(path)).text).toContain('I dati personali sono stati cancellati');
  expect((await olga.open(list)).html).not.toContain(path);
  expect((await citizen.open(own())).status).toBe(404);
  const [duty] = await web.db.selectFrom('erasure_request').select(['done_at', 'done_by']).execute();
  expect(duty).toEqual({ done_at: expect.any(Date), done_by: expect.any(String) });
  expect((await olga.send(`${path}/cancella-dati`, {})).location).toBe(path);
});

test('late is said by a word', async () => {
  await askAndDiscard();
  await sql`update erasure_request set asked_at = now() - interval '40 days', due_at = now() - interval '10 days'`.execute(
    web.db,
  );
  expect((await olga.open(list)).text).toContain('In ritardo');
});

test('is for the Comune’s operators only', async () => {
  await askAndDiscard();
  expect((await citizen.open(list)).location).toContain('/entra');
  expect((await citizen.send(`${path}/cancella-dati`, {})).status).toBe(401);
  const ugo = visitorOf(web, await web.signInAs('Ugo'));
  expect((await ugo.send(`${path}/cancella-dati`, {})).status).toBe(403);
  expect((await ugo.send(`${path.replace('esempio', 'altrove')}/cancella-dati`, {})).status).toBe(404);
});
