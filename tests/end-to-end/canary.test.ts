import { execa } from 'execa';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { type Client, createClient, requestBody, signIn } from '../support/client.ts';
import { type System, startSystem } from '../support/system.ts';
import { waitUntil } from '../support/wait-until.ts';

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

/** The requester's own. */
const requesterWords = words.slice(0, 7);

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

  const kept = await citizen.submit(requestBody({ requester: { ...requester, zone: 'centro' }, description }));
  await operator.importAll();
  await operator.untilStatus(kept.id, 'awaiting_operator');
  await operator.decide(kept.id, 'discard', { reason: 'other', note: description });
  await operator.untilStatus(kept.id, 'discarded');
  await waitUntil('its receipt to be sent', async () =>
    (await operator.detail(kept.id)).emails.every(({ state }) => state !== 'queued' && state !== 'sending'),
  );

  // Asked for with the link, done with one button: then the rows hold nothing either.
  expect(await findInTables()).not.toEqual([]);
  const own = `/esempio/richiesta/${request.reference}`;
  const secret = new URL(request.statusUrl).searchParams.get('chiave') ?? '';
  expect((await send(citizen, `${own}/cancellazione?chiave=${secret}`)).status).toBe(200);
  expect((await send(operator, `/esempio/console/richieste/${request.id}/cancella-dati`)).status).toBe(200);
  expect((await citizen.call('GET', `${own}?chiave=${secret}`)).status).toBe(404);
  await runRetention(kept.id);
  expect(await findInTables()).toEqual([]);
  expect(findIn(await readTemporal())).toEqual([]);

  await Promise.all([system.web.stop(), system.worker.stop()]);
  expect(system.output()).toContain('worker ready');
  expect(findIn(system.output())).toEqual([]);
});

/** A form without fields, sent as a browser does. */
const send = (client: Client, path: string) =>
  client.call('POST', path, undefined, { 'content-type': 'application/x-www-form-urlencoded' });

/** The tables that hold a word of the requester, in any column. */
async function findInTables(): Promise<string[]> {
  const { db } = system.database;
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(db);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ whole: string }>`select t::text as whole from ${sql.raw(name)} t`.execute(db);
    const whole = rows.map((row) => row.whole.toLowerCase()).join('\n');
    found.push(...requesterWords.filter((word) => whole.includes(word)).map((word) => `${name}: ${word}`));
  }
  return found;
}

/** The Schedule's run, as if the request had been in the bin for longer than the Comune wants. */
async function runRetention(requestId: string): Promise<void> {
  const { db } = system.database;
  await sql`update help_request set kept_since = now() - interval '31 days' where id = ${requestId}`.execute(db);
  const options = ['--address', inject('temporalAddress'), '-n', system.namespace];
  await execa(inject('temporalBinary'), ['schedule', 'trigger', '--schedule-id', 'retention', ...options]);
  await waitUntil('the night’s run to erase it', async () => {
    const { rows } = await sql`select from help_request where id = ${requestId} and erased_at is not null`.execute(db);
    return rows.length === 1;
  });
}

const key = { 'idempotency-key': 'canarino' };

const execution = z.object({ execution: z.object({ workflowId: z.string(), runId: z.string() }) });

/** All that Temporal knows: visibility and every history, payloads decoded. */
async function readTemporal(): Promise<string> {
  const temporal = async (...args: string[]) => {
    const options = ['--address', inject('temporalAddress'), '-n', system.namespace, '-o', 'json'];
    return (await execa(inject('temporalBinary'), ['workflow', ...args, ...options])).stdout;
  };
  const listed = await temporal('list');
  const executions = execution.array().parse(JSON.parse(listed));
  const histories = await Promise.all(
    executions.map(({ execution: { workflowId, runId } }) => temporal('show', '-w', workflowId, '-r', runId)),
  );
  const encoded = histories.flatMap((history) => [...history.matchAll(/"data": ?"([A-Za-z0-9+/=]+)"/g)]);
  const payloads = encoded.map(([, data]) => Buffer.from(data ?? '', 'base64').toString());
  expect(payloads.length).toBeGreaterThan(5);
  return [listed, ...histories, ...payloads].join('\n');
}
