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

const stored = () => web.db.selectFrom('help_request').select(['status', 'erased_at']).executeTakeFirstOrThrow();
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

test('who has changed their mind takes it back, and the Comune owes nothing any more', async () => {
  await citizen.send(own('/cancellazione'), {});
  const page = await citizen.open(own('/cancellazione'));
  expect(page.text).toContain('Ritira la domanda');
  const back = await citizen.send(own('/cancellazione/ritira'), {});
  expect(back.location).toBe(own('/cancellazione'));
  expect((await citizen.open(back.location)).text).toContain('Chiedere la cancellazione dei dati?');
  expect(await web.db.selectFrom('erasure_request').selectAll().execute()).toEqual([]);
  expect((await olga.open(list)).html).not.toContain(path);
});

test('what is done can’t be taken back', async () => {
  await askAndDiscard();
  await olga.send(`${path}/cancella-dati`, {});
  expect((await citizen.send(own('/cancellazione/ritira'), {})).status).toBe(404);
  const duties = await web.db.selectFrom('erasure_request').select('done_at').execute();
  expect(duties).toEqual([{ done_at: expect.any(Date) }]);
});

test('the operator sees what is due and where it is, and one button erases', async () => {
  expect((await olga.open(list)).text).toContain('non c’è niente da fare'.replace('’', "'"));
  await citizen.send(own('/cancellazione'), {});
  const console = await olga.open('/esempio/console');
  expect(console.html).toContain(`href="${list}"`);
  expect(console.text).toContain('1 cancellazione di dati da fare');
  const listed = await olga.open(list);
  expect(listed.html).toContain(`href="${path}"`);
  expect(listed.text).toMatch(/Zorzi Ada/);
  expect(listed.text).toMatch(/\d+ giorni/);
  expect((await olga.open(path)).html).toContain(`href="${path}/cancella-dati"`);

  await olga.send(`${path}/elimina`, { reason: 'withdrawn' });
  const step = await olga.open(`${path}/cancella-dati`);
  expect(step.text).toContain('Non si può annullare');
  expect(await web.db.selectFrom('help_request').select('erased_at').execute()).toEqual([{ erased_at: null }]);

  expect((await olga.send(`${path}/cancella-dati`, {})).location).toBe(path);
  // For whoever restores an older backup.
  expect(web.logged.join('')).toMatch(new RegExp(`"requestId":"${id}".*"erased by an operator"`));
  expect((await olga.open(path)).text).toContain('I dati personali sono stati cancellati');
  expect((await olga.open(list)).html).not.toContain(path);
  expect((await citizen.open(own())).status).toBe(404);
  const [duty] = await web.db.selectFrom('erasure_request').select(['done_at', 'done_by']).execute();
  expect(duty).toEqual({ done_at: expect.any(Date), done_by: expect.any(String) });
  expect((await olga.send(`${path}/cancella-dati`, {})).location).toBe(path);
});

test('of an open request the same button says that it discards it too, and does both', async () => {
  await citizen.send(own('/cancellazione'), {});
  const step = await olga.open(`${path}/cancella-dati`);
  expect(step.text).toContain('La richiesta è ancora aperta');
  expect(step.html).toContain('name="withdraw"');
  expect((await olga.send(`${path}/cancella-dati`, { withdraw: 'yes' })).location).toBe(path);
  const { status, erased_at } = await stored();
  expect([status, erased_at]).toEqual(['discarded', expect.any(Date)]);
  const decision = await web.db.selectFrom('decision').select(['kind', 'reason']).execute();
  expect(decision).toEqual([{ kind: 'discard', reason: 'withdrawn' }]);
  expect(await web.db.selectFrom('erasure_request').select('done_at').execute()).toEqual([
    { done_at: expect.any(Date) },
  ]);
});

test('a page that did not say so discards nothing: the request was restored meanwhile', async () => {
  await askAndDiscard();
  expect((await olga.open(`${path}/cancella-dati`)).html).not.toContain('name="withdraw"');
  await olga.send(`${path}/ripristina`, {});
  const refused = await olga.send(`${path}/cancella-dati`, {});
  expect([refused.status, refused.text.includes('La richiesta è ancora aperta')]).toEqual([409, true]);
  expect(await stored()).toEqual({ status: 'awaiting_operator', erased_at: null });
});

test('what is not imported, or still being decided, has to wait, and nothing is erased', async () => {
  await sql`update help_request set status = 'submitted', imported_at = null, imported_by = null`.execute(web.db);
  const early = await olga.send(`${path}/cancella-dati`, { withdraw: 'yes' });
  expect([early.status, early.text.includes('non è ancora importata')]).toEqual([409, true]);
  expect((await olga.open(`${path}/cancella-dati`)).html).not.toContain('type="submit" class="btn btn-primary"');
  expect(await stored()).toEqual({ status: 'submitted', erased_at: null });
});

test('who asked by telephone has no link: every request’s page leads to the same button', async () => {
  expect((await olga.open(path)).html).toContain(`href="${path}/cancella-dati"`);
  await olga.send(`${path}/elimina`, { reason: 'withdrawn' });
  expect((await olga.open(path)).html).toContain(`href="${path}/cancella-dati"`);
  await olga.send(`${path}/cancella-dati`, {});
  expect((await olga.open(path)).html).not.toContain('cancella-dati');
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
