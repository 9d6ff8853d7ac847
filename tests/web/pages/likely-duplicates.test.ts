import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { json, openTestWeb, problemOf, requests, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let cookie: string;
let rows: { id: string; reference: string; version: number }[];
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
});
afterAll(() => web.close());

const console_ = '/esempio/console';
const pathOf = (index: number) => `${console_}/richieste/${rows[index]?.id}`;

beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  await visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID()));
  await visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID(), { description: 'Sempre la spesa.' }));
  await visitorOf(web).send(
    '/esempio/richiesta',
    filledIn(randomUUID(), { telephone: '06 1234567', givenName: 'Ugo', familyName: 'Bo', address: 'Via Po 1' }),
  );
  await olga.send(`${console_}/importa`, {});
  rows = await web.db
    .selectFrom('help_request')
    .select(['id', 'reference', 'version'])
    .orderBy('submitted_at')
    .execute();
});

test('a request that may be another one is shown beside it, its differences in words', async () => {
  const page = await olga.open(pathOf(1));
  expect(page.text).toContain("Forse è la stessa di un'altra richiesta");
  expect(page.text).toContain(`Confronto con ${rows[0]?.reference}: stesso telefono, nome e indirizzo quasi uguali.`);
  expect(page.text).toMatch(/Telefono \+39 333 123 4567 \+39 333 123 4567 uguale/);
  expect(page.text).toMatch(/Che cosa serve Sempre la spesa\. Mi serve la spesa\. diverso/);
  expect((await olga.open(pathOf(2))).text).not.toContain('Forse è la stessa');
});

test('whom the page shows stands in the audit trail', async () => {
  await sql`truncate audit_entry`.execute(web.db);
  await olga.open(pathOf(1));
  const { rows: read } = await sql<{ ids: string[] }>`
    select subject_ids as ids from audit_entry where action = 'read' and subject_kind = 'request'`.execute(web.db);
  expect(read.flatMap(({ ids }) => ids).toSorted()).toEqual([rows[0]?.id, rows[1]?.id].toSorted());
});

test('one press discards it as the duplicate of the other, which both pages tell', async () => {
  const page = await olga.open(pathOf(1));
  expect(page.text).toContain(`ELIMINA come doppione di ${rows[0]?.reference}`);
  const [, form] = /<table class="ec-compare">.*?<form[^>]*>(.*?)<\/form>/s.exec(page.html) ?? [];
  const fields = Object.fromEntries(
    [...(form ?? '').matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value ?? '']),
  );
  expect(fields).toEqual({
    version: String(rows[1]?.version),
    seenAt: expect.any(String),
    reason: 'duplicate',
    duplicateOf: rows[0]?.id,
  });
  const done = await olga.send(`${pathOf(1)}/elimina`, fields);
  expect(done.location).toBe(pathOf(1));
  const discarded = await olga.open(done.location);
  expect(discarded.text).toContain(`Doppione di ${rows[0]?.reference}`);
  expect(discarded.html).toContain(`href="${pathOf(0)}"`);
  expect(discarded.text).toContain(`Segnata come doppione di ${rows[0]?.reference}`);
  const kept = await olga.open(pathOf(0));
  expect(kept.text).toContain(`Eliminata come doppione di questa: ${rows[1]?.reference}`);
  // One of the two stays: the other is offered no more.
  expect(kept.text).not.toContain('Forse è la stessa');
});

test('of an older version nothing is discarded', async () => {
  const fields = { version: '1', reason: 'duplicate', duplicateOf: rows[0]?.id ?? '' };
  expect((await olga.send(`${pathOf(1)}/elimina`, fields)).status).toBe(409);
});

test('where the other was discarded meanwhile, nothing is decided and the page says so', async () => {
  await olga.send(`${pathOf(0)}/elimina`, { reason: 'other' });
  const done = await olga.send(`${pathOf(1)}/elimina`, { reason: 'duplicate', duplicateOf: rows[0]?.id ?? '' });
  expect(done.location).toBe(`${pathOf(1)}?esito=original_missing`);
  expect((await olga.open(done.location)).text).toContain('Non è stato deciso niente');
});

test('in JSON the other is named by `duplicateOf`', async () => {
  const post = (index: number, body: unknown) =>
    web.app.request(`${requests}/${rows[index]?.id}/discard`, json('POST', body, { cookie }));
  const wrong = await post(1, { reason: 'other', duplicateOf: rows[0]?.id });
  expect((await problemOf(wrong)).errors?.map(({ path }) => path)).toEqual(['duplicateOf']);
  expect((await post(1, { reason: 'duplicate', duplicateOf: 'boh' })).status).toBe(422);
  const missing = await post(1, { reason: 'duplicate', duplicateOf: randomUUID() });
  expect([missing.status, (await problemOf(missing)).code]).toEqual([409, 'original_missing']);
  expect((await post(1, { reason: 'duplicate', duplicateOf: rows[0]?.id })).status).toBe(200);
  const read = await web.app.request(`${requests}/${rows[1]?.id}`, { headers: { cookie } });
  expect(await read.json()).toMatchObject({ decision: { reason: 'duplicate', duplicateOf: rows[0]?.id } });
  // Without it, as ever.
  expect((await post(0, { reason: 'duplicate' })).status).toBe(200);
});
