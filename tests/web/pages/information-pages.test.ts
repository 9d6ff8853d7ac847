import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findLettersWithoutRun } from '../../../src/db/undelivered.ts';
import { openTestWeb, requests, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let cookie: string;
let olga: Visitor;
let citizen: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
  citizen = visitorOf(web);
});
afterAll(() => web.close());

let path: string;
let id: string;
let own: (page?: string) => string;
async function addRequest(over: Record<string, string> = {}) {
  await sql`truncate help_request cascade`.execute(web.db);
  await citizen.send('/esempio/richiesta', filledIn(randomUUID(), over));
  await olga.send('/esempio/console/importa', {});
  const row = await web.db.selectFrom('help_request').select(['id', 'reference', 'secret']).executeTakeFirstOrThrow();
  ({ id } = row);
  path = `/esempio/console/richieste/${id}`;
  own = (page = '') => `/esempio/richiesta/${row.reference}${page}?chiave=${row.secret}`;
}
beforeEach(() => addRequest({ email: 'ada@posta.example' }));

const ask = (question = 'Qual è il numero civico?') => olga.send(`${path}/chiedi`, { question });
async function reply(answer: string) {
  return await citizen.send(own('/informazioni'), {
    question: fieldIn(await citizen.open(own()), 'question') ?? '',
    answer,
  });
}

test('an operator asks, who made the request answers on its page, and both are marked, told and kept', async () => {
  expect((await olga.open(path)).html).toContain(`${path}/chiedi`);
  expect((await olga.open(`${path}/chiedi`)).text).toContain('Avvisiamo per email');
  const asked = await ask();
  expect([asked.status, asked.location]).toEqual([303, `${path}?esito=information_asked`]);
  const waiting = await olga.open(asked.location);
  expect(waiting.text).toMatch(
    /In attesa di informazioni .*Domanda registrata.*Qual è il numero civico\? \(chiesto da Olga/,
  );
  expect((await olga.open('/esempio/console')).text).toContain('In attesa di informazioni');

  const shown = await citizen.open(own());
  expect(shown.text).toMatch(/Informazioni per la Sua richiesta .*Qual è il numero civico\?/);
  expect(shown.text).not.toContain('Olga');
  const seenBefore = fieldIn(await olga.open(path), 'version') ?? '';
  const answered = await reply('Il 12, scala B.');
  // Who decides on what they saw before it came is shown it first.
  const stale = await olga.send(`${path}/elimina`, { version: seenBefore, reason: 'missing_data' });
  expect(stale.status).toBe(409);
  expect([answered.status, answered.location]).toEqual([303, own()]);
  expect((await citizen.open(own())).text).toContain('La Sua risposta: Il 12, scala B.');

  const after = await olga.open(path);
  expect(after.text).toMatch(
    /Informazioni arrivate .*Il 12, scala B\..*Informazione ricevuta Richiedente .*Chiesta un'informazione a chi ha fatto la richiesta Olga/,
  );
  expect((await olga.open('/esempio/console')).text).toContain('Informazioni arrivate');
  const json: unknown = await (await web.app.request(`${requests}/${id}`, { headers: { cookie } })).json();
  expect(json).toMatchObject({
    status: 'awaiting_operator',
    information: [{ question: 'Qual è il numero civico?', askedBy: 'Olga', answer: 'Il 12, scala B.' }],
  });
  expect((await citizen.open(own('/dati'))).text).toContain('Il 12, scala B.');
  const file: unknown = JSON.parse((await citizen.open(own('/dati.json'))).html);
  expect(file).toMatchObject({ information: [{ question: 'Qual è il numero civico?', answer: 'Il 12, scala B.' }] });
  expect(JSON.stringify(file)).not.toContain('Olga');
});

test('each question has one email, without its words, that the monitor starts where the web could not', async () => {
  await ask('prima domanda');
  await ask('seconda domanda');
  const emails = await web.db
    .selectFrom('email')
    .select(['id', 'round', 'recipient_id'])
    .where('kind', '=', 'question_to_requester')
    .orderBy('round')
    .execute();
  expect(emails).toMatchObject([
    { round: 1, recipient_id: id },
    { round: 2, recipient_id: id },
  ]);
  await sql`update email set created_at = created_at - interval '4 seconds'`.execute(web.db);
  const found = (await findLettersWithoutRun(web.db)).map((one) => one.id);
  expect(found).toEqual(expect.arrayContaining(emails.map((one) => one.id)));
});

test('without an address nobody is written to, and the operator is told to telephone', async () => {
  await addRequest();
  expect((await olga.open(`${path}/chiedi`)).text).toContain('È meglio telefonare');
  await ask();
  expect(await web.db.selectFrom('email').select('id').where('kind', '=', 'question_to_requester').execute()).toEqual(
    [],
  );
  expect((await citizen.open(own())).text).toContain('Qual è il numero civico?');
});

test.each([
  ['', 'Campo obbligatorio.'],
  ['x'.repeat(501), 'al massimo 500 caratteri, ne tolga almeno 1'],
])('a question that is wrong is not asked, and what was typed stays', async (question, words) => {
  const refused = await ask(question);
  expect(refused.status).toBe(422);
  expect(errorAt(refused, 'question')).toContain(words);
  expect(fieldIn(refused, 'question')).toBe(question);
  expect((await citizen.open(own())).text).not.toContain('Le chiediamo');
});

test.each(['', 'x'.repeat(1_001)])('an answer that is wrong is not taken, and what was typed stays', async (answer) => {
  await ask();
  const refused = await reply(answer);
  expect(refused.status).toBe(422);
  expect(errorAt(refused, 'answer')).toBeDefined();
  expect(fieldIn(refused, 'answer')).toBe(answer);
});

test('the first answer stands, and one after the decision comes too late', async () => {
  await ask();
  const question = fieldIn(await citizen.open(own()), 'question') ?? '';
  await citizen.send(own('/informazioni'), { question, answer: 'la prima' });
  expect((await citizen.send(own('/informazioni'), { question, answer: 'la seconda' })).status).toBe(303);
  expect((await citizen.open(own())).text).toContain('la prima');
  await ask('e poi?');
  const open = fieldIn(await citizen.open(own()), 'question') ?? '';
  await olga.send(`${path}/invia`, {});
  const late = await citizen.send(own('/informazioni'), { question: open, answer: 'troppo tardi' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('La risposta non è stata registrata');
  expect((await citizen.open(own())).text).not.toContain('e poi?');
  expect((await olga.open(`${path}/chiedi`)).location).toBe(path);
  expect((await ask('ancora?')).location).toBe(`${path}?esito=not_editable`);
});

test.each(['boh', '01890000-0000-7000-8000-000000000000', ''])('no question %j is answered', async (question) => {
  await ask();
  expect((await citizen.send(own('/informazioni'), { question, answer: 'eccola' })).status).toBe(409);
  const wrongLink = own('/informazioni').replace(/chiave=.*/, `chiave=${'x'.repeat(32)}`);
  expect((await citizen.send(wrongLink, { question, answer: 'eccola' })).status).toBe(404);
});
