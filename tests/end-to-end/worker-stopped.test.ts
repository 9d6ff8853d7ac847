import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient, signIn } from '../support/client.ts';
import { type System, startSystem } from '../support/system.ts';
import { waitUntil } from '../support/wait-until.ts';

let system: System;
let operator: Client;
let citizen: Client;
beforeAll(async () => {
  system = await startSystem();
  operator = await signIn(system);
  citizen = createClient(system);
});
afterAll(() => system?.stop());

test('stopped while the mail server hangs, the worker gives its emails back and the next one sends each of them once', async () => {
  const request = await citizen.submit();
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  await waitUntil('the operators to be told', () => system.smtp.received.length === 1);
  system.smtp.addRule({ at: 'rcpt', do: 'stall' });
  void operator.decide(request.id, 'dispatch');
  await waitUntil('five emails to hang', async () =>
    (await statesOf(request.id)).every((state) => state === 'sending'),
  );

  const { code, ms } = await system.worker.stop();
  expect(code).toBe(0);
  expect(ms).toBeLessThan(10_000);
  expect(await statesOf(request.id)).toEqual(Array.from({ length: 5 }, () => 'queued'));

  system.smtp.reset();
  system.smtp.dropConnections();
  system.startWorker();
  await waitUntil('all to be sent', async () => (await statesOf(request.id)).every((state) => state === 'sent'));
  expect(new Set(system.smtp.received.flatMap(({ to }) => to)).size).toBe(system.smtp.received.length);
});

async function statesOf(id: string): Promise<string[]> {
  const emails = (await operator.detail(id)).emails.filter(({ kind }) => kind === 'request_to_volunteer');
  return emails.length === 5 ? emails.map(({ state }) => state) : ['none yet'];
}
