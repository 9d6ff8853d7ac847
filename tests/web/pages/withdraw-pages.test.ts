import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readPdfText } from '../../support/pdf-text.ts';
import { openTestWeb, requests, type TestWeb } from '../../support/web.ts';
import { filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let citizen: Visitor;
let cookie: string;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
  citizen = visitorOf(web);
});
afterAll(() => web.close());

let id: string;
let status: string;
let page: string;
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  await citizen.send('/esempio/richiesta', filledIn(randomUUID()));
  const row = await web.db.selectFrom('help_request').select(['id', 'reference', 'secret']).executeTakeFirstOrThrow();
  id = row.id;
  status = `/esempio/richiesta/${row.reference}?chiave=${row.secret}`;
  page = `/esempio/richiesta/${row.reference}/ritiro?chiave=${row.secret}`;
});

test('who asked is led from their request to a page that says what withdrawing does, and withdraws with its button', async () => {
  expect((await citizen.open(status)).html).toContain('/ritiro?chiave=');
  expect((await citizen.open(page)).text).toContain('nessuno verrà avvisato');
  expect((await citizen.open(status)).text).not.toContain('Ha ritirato la richiesta');
  const sent = await citizen.send(page, {});
  expect([sent.status, sent.location]).toEqual([303, status]);
  const after = await citizen.open(status);
  expect(after.text).toContain('Ha ritirato la richiesta');
  expect(after.text).toMatch(/A che punto è Ricevuta .* Ritirata da Lei/);
  expect(after.html).not.toContain('/ritiro?chiave=');
  const receipt = await web.app.request(status.replace('?', '/ricevuta.pdf?'));
  expect(readPdfText(Buffer.from(await receipt.arrayBuffer()))).toContain('Ha ritirato la richiesta');
  // Again it is the same.
  expect((await citizen.send(page, {})).location).toBe(status);
  expect((await citizen.open(page)).text).toContain("non c'è niente da ritirare");
});

test('operators see it in the table, on its page and in JSON, and can restore it', async () => {
  await olga.send('/esempio/console/importa', {});
  await citizen.send(page, {});
  // Its run is told and not waited for.
  const readBin = async () => (await olga.open('/esempio/console?stato=eliminate')).text;
  await expect.poll(readBin).toContain('Ritirata dal richiedente');
  const { text } = await olga.open(`/esempio/console/richieste/${id}`);
  expect(text).toMatch(
    /Ritirata dal richiedente, .*Storia Richiesta eliminata Sistema .*Richiesta ritirata dal richiedente Richiedente/,
  );
  const json: unknown = await (await web.app.request(`${requests}/${id}`, { headers: { cookie } })).json();
  expect(json).toMatchObject({
    status: 'discarded',
    withdrawnAt: expect.any(String),
    decidedBy: 'Richiedente',
    decision: { by: 'Richiedente', reason: 'withdrawn' },
  });
  await olga.send(`/esempio/console/richieste/${id}/ripristina`, {});
  expect((await citizen.open(status)).text).toContain('Un operatore del Comune sta verificando');
});

test('after INVIA it says who is told, and while emails are on their way asks to wait', async () => {
  await olga.send('/esempio/console/importa', {});
  await olga.send(`/esempio/console/richieste/${id}/invia`, {});
  expect((await citizen.open(page)).text).toContain('La richiesta è già stata inviata');
  await sql`insert into email (municipality_id, kind, subject_id, recipient_id, round, request_id, message_id)
    select municipality_id, 'dispatch_to_lead', id, id, 1, id, '<x@y>' from help_request`.execute(web.db);
  const early = await citizen.send(page, {});
  expect(early.status).toBe(409);
  expect(early.text).toContain('Aspetti un minuto');
  await sql`update email set state = 'sent', sent_at = now()`.execute(web.db);
  expect((await citizen.send(page, {})).location).toBe(status);
  expect((await olga.open(`/esempio/console/richieste/${id}`)).text).toContain("ricevono un'email");
});

test.each(['x'.repeat(32), ''])('without the whole link (%j) nothing is shown or withdrawn', async (secret) => {
  const wrong = page.replace(/chiave=.*/, `chiave=${secret}`);
  expect([(await citizen.open(wrong)).status, (await citizen.send(wrong, {})).status]).toEqual([404, 404]);
  expect((await citizen.open(status)).text).not.toContain('Ha ritirato');
});
