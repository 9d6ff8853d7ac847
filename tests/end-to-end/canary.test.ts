import { randomUUID } from 'node:crypto';
import { execa } from 'execa';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { unsettledEmail } from '../../src/db/undelivered.ts';
import { type Client, createClient, requestBody, signIn } from '../support/client.ts';
import { type System, startSystem } from '../support/system.ts';
import { waitUntil } from '../support/wait-until.ts';
import { findWordsInDatabase } from '../support/words-in-database.ts';

// One word for each personal field, found nowhere else: where one turns up, that field has leaked.
const canaries = {
  givenName: 'Canarinonome',
  familyName: 'Canarinocognome',
  telephone: '3479988771',
  email: 'canarino-email@posta.example',
  address: 'Via Canarinoindirizzo 1',
  description: 'Canarinodescrizione',
};
const words = [
  'canarinonome',
  'canarinocognome',
  '3479988771',
  '347 998 8771',
  'canarino-email',
  'canarinoindirizzo',
  'canarinodescrizione',
  // Volunteers and operators are people too.
  'volontari.example',
  'capo.operazioni',
  'operatore@comune',
];

/** Of the requester, whoever wrote it: in the form, in its key, in a correction, in a note. */
const requesterWords = [
  ...['canarinonome', 'canarinocognome', '3479988771', 'canarino-email', 'canarinoindirizzo', 'canarinodescrizione'],
  ...['canarinochiave', 'canarinocorretto', 'canarinonota', 'canarinoscelta', 'canarinomesso'],
  ...['canarinodomanda', 'canarinorisposta'],
];

let system: System;
let operator: Client;
let citizen: Client;
beforeAll(async () => {
  system = await startSystem({ env: { LOG_LEVEL: 'trace' } });
  operator = await signIn(system);
  citizen = createClient(system);
});
afterAll(() => system?.stop());

const findIn = (text: string) => words.filter((word) => text.toLowerCase().includes(word));

test('after a whole run with failures on the way, no personal data is in Temporal, in logs or in error answers', async () => {
  const { description, ...requester } = canaries;
  const body = requestBody({ requester: { ...requester, zone: 'centro' }, description });
  const request = await citizen.submit(body);
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  system.smtp.addRule(
    { at: 'rcpt', do: 550, times: 1 },
    { at: 'rcpt', do: 450, times: 1 },
    { at: 'dot', do: 'drop', times: 1 },
    { at: 'dot', do: 554, times: 1 },
  );
  await operator.decide(request.id, 'dispatch');
  await waitUntil('all emails to be settled', async () => {
    const { status, emails } = await operator.detail(request.id);
    return status === 'dispatched' && emails.every(({ state }) => state !== 'queued' && state !== 'sending');
  });

  const errors = await Promise.all([
    citizen.call(
      'POST',
      '/api/v1/esempio/help-requests',
      { ...body, requester: { ...requester, zone: 'altrove' } },
      key,
    ),
    citizen.call('POST', '/api/v1/esempio/help-requests', { ...body, need: [description] }, key),
    citizen.call('GET', `/api/v1/esempio/help-requests/${request.id}`),
    operator.decide(request.id, 'restore'),
    operator.call('PATCH', `/api/v1/esempio/help-requests/${request.id}`, { version: 1, description }),
    citizen.call('GET', `/esempio/richiesta/${request.reference}?chiave=${description}`),
  ]);
  expect(errors.map(({ status }) => status)).toEqual([422, 422, 401, 409, 409, 404]);
  for (const { text } of errors) expect(findIn(text)).toEqual([]);

  const temporal = await readTemporal();
  expect(temporal).toContain(request.id);
  expect(findIn(temporal)).toEqual([]);
});

test('after an erasure on request and a night of retention, nothing of either requester is kept anywhere', async () => {
  const asked = await submitCanary();
  await dispatchWithNotes(asked);
  const binned = await submitCanary();
  await operator.importAll();
  await operator.untilStatus(binned.id, 'awaiting_operator');
  await operator.decide(binned.id, 'discard', { reason: 'other', note: 'Canarinonota' });
  await operator.untilStatus(binned.id, 'discarded');
  // Looked for by name and opened, as operators do all day.
  for (const path of ['?stato=tutte&q=Canarinocognome', `/richieste/${asked.id}`, `/richieste/${binned.id}`]) {
    expect((await operator.call('GET', `/esempio/console${path}`)).text).toContain('Canarinocognome');
  }
  await untilEmailsAreSettled();
  // Every word stood somewhere, and the planner has read them too.
  const { db } = system.database;
  await sql`analyze`.execute(db);
  const before = await findWordsInDatabase(db, requesterWords);
  expect(new Set(before.map((place) => place.split(': ')[1]))).toEqual(new Set(requesterWords));
  expect(before).toContain('sample of help_request.search: canarinocognome');
  const counted = await countAll();

  // One is asked for with the link and done with one button, the other is kept too long.
  const own = `/esempio/richiesta/${asked.reference}`;
  const secret = new URL(asked.statusUrl).searchParams.get('chiave') ?? '';
  const personal = [...words, ...requesterWords, secret.toLowerCase()];
  expect((await citizen.press(`${own}/cancellazione?chiave=${secret}`)).status).toBe(200);
  expect((await operator.press(`/esempio/console/richieste/${asked.id}/cancella-dati`)).status).toBe(200);
  expect((await citizen.call('GET', `${own}?chiave=${secret}`)).status).toBe(404);
  await letNightPass();

  expect(await findWordsInDatabase(db, [...requesterWords, secret])).toEqual([]);
  expect(await countAll()).toEqual(counted);
  for (const { id } of [asked, binned]) {
    const { text } = await operator.call('GET', `/api/v1/esempio/help-requests/${id}`);
    expect(requesterWords.filter((word) => text.toLowerCase().includes(word))).toEqual([]);
  }
  // What mail servers write down of an email says nothing of the requester either.
  const subjects = system.smtp.received.map(({ mail }) => `${mail.subject} ${mail.messageId}`).join('\n');
  expect(subjects).not.toMatch(/canarino|3479988771/i);
  const temporal = await readTemporal();
  expect(temporal).toContain(asked.id);
  expect(personal.filter((word) => temporal.toLowerCase().includes(word))).toEqual([]);

  await Promise.all([system.web.stop(), system.worker.stop()]);
  const output = system.output().toLowerCase();
  expect(output).toContain('worker ready');
  expect(personal.filter((word) => output.includes(word))).toEqual([]);
});

/** A request with a word in each field, and in the key that a Comune's own form would send. */
async function submitCanary() {
  const { description, ...requester } = canaries;
  const body = requestBody({ requester: { ...requester, zone: 'centro' }, description });
  const answer = await citizen.call('POST', '/api/v1/esempio/help-requests', body, {
    'idempotency-key': `Canarinochiave-${randomUUID()}`,
  });
  expect(answer.status).toBe(201);
  return submitted.parse(answer.body);
}

/** Asked and answered, corrected, with one volunteer taken out and another put in by hand, each with a note, and sent. */
async function dispatchWithNotes({ id, reference, statusUrl }: z.infer<typeof submitted>): Promise<void> {
  await operator.importAll();
  await operator.untilStatus(id, 'awaiting_operator');
  const call = `/api/v1/esempio/help-requests/${id}`;
  const question = { question: 'Canarinodomanda' };
  expect((await operator.press(`/esempio/console/richieste/${id}/chiedi`, question)).status).toBe(200);
  const { rows: asked } = await sql<{ id: string }>`select id from information_request`.execute(system.database.db);
  const answer = { question: asked[0]?.id ?? '', answer: 'Canarinorisposta' };
  const own = `/esempio/richiesta/${reference}/informazioni${new URL(statusUrl).search}`;
  expect((await citizen.press(own, answer)).status).toBe(200);
  const readVersion = async () => versioned.parse((await operator.call('GET', call)).body).version;
  const press = async (end: string, fields: Record<string, string>) => {
    const form = { version: String(await readVersion()), ...fields };
    expect((await operator.press(`/esempio/console/richieste/${id}/volontari/${end}`, form)).status).toBe(200);
  };
  const { rows } = await sql<{ id: string }>`
    select id from volunteer where approval = 'approved' and last_offered_at is null and paused_until is null
    order by id limit 2`.execute(system.database.db);
  const [out = '', put = ''] = rows.map((row) => row.id);
  await press(`${out}/togli`, { note: 'Canarinoscelta' });
  await press('metti', { volunteer: put, note: 'Canarinomesso' });
  const requester = { address: 'Via Canarinoindirizzo 1, Canarinocorretto' };
  const corrected = await operator.call('PATCH', call, { version: await readVersion(), requester });
  expect(corrected.status).toBe(200);
  await operator.decide(id, 'dispatch');
  await operator.untilStatus(id, 'dispatched');
}

async function untilEmailsAreSettled(): Promise<void> {
  await waitUntil('all emails to be settled', async () => {
    const { rows } = await sql`select from email e where ${unsettledEmail}`.execute(system.database.db);
    return rows.length === 0;
  });
}

/** What a Comune counts of its requests: by status, need and zone, with offers and emails. */
async function countAll() {
  const { rows } = await sql`
    select r.status, r.need_code, r.zone_code, count(*),
      sum((select count(*) from offer o where o.request_id = r.id)) as offers,
      sum((select count(*) from email e where e.request_id = r.id)) as emails
    from help_request r group by 1, 2, 3 order by 1, 2, 3`.execute(system.database.db);
  return rows;
}

/** The Schedule's run, as if every request that was decided had been kept for longer than the Comune wants. */
async function letNightPass(): Promise<void> {
  const { db } = system.database;
  await sql`update help_request set kept_since = now() - interval '366 days' where kept_since is not null`.execute(db);
  await execa(inject('temporalBinary'), ['schedule', 'trigger', '--schedule-id', 'retention', ...inNamespace()]);
  const done = "WorkflowType = 'retention' and ExecutionStatus = 'Completed'";
  await waitUntil('the night’s run to end', async () => {
    const listed = await execa(inject('temporalBinary'), ['workflow', 'count', '-q', done, ...inNamespace()]);
    return /Total: [1-9]/.test(listed.stdout);
  });
}

const key = { 'idempotency-key': 'canarino' };

const execution = z.object({ execution: z.object({ workflowId: z.string(), runId: z.string() }) });

const submitted = z.object({ id: z.string(), reference: z.string(), statusUrl: z.string() });
const versioned = z.object({ version: z.int() });
const inNamespace = () => ['--address', inject('temporalAddress'), '-n', system.namespace];

/** All that Temporal knows: visibility, the Schedule and every history, payloads decoded. */
async function readTemporal(): Promise<string> {
  const temporal = async (...args: string[]) =>
    (await execa(inject('temporalBinary'), [...args, ...inNamespace(), '-o', 'json'])).stdout;
  const listed = await temporal('workflow', 'list');
  const schedule = await temporal('schedule', 'describe', '--schedule-id', 'retention');
  const executions = execution.array().parse(JSON.parse(listed));
  const histories = await Promise.all(
    executions.map(({ execution: { workflowId, runId } }) =>
      temporal('workflow', 'show', '-w', workflowId, '-r', runId),
    ),
  );
  const encoded = histories.flatMap((history) => [...history.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)]);
  const payloads = encoded.map(([, data]) => Buffer.from(data ?? '', 'base64').toString());
  expect(payloads.length).toBeGreaterThan(5);
  return [listed, schedule, ...histories, ...payloads].join('\n');
}
