import { execa } from 'execa';
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

  await Promise.all([system.web.stop(), system.worker.stop()]);
  expect(system.output()).toContain('worker ready');
  expect(findIn(system.output())).toEqual([]);
});

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
