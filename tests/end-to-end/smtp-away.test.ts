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

test('with the mail server away the click stands, nobody is told it was sent, and the emails go when it is back', async () => {
  await system.smtp.goAway();
  const request = await citizen.submit();
  expect(await citizen.call('GET', '/readyz')).toMatchObject({ status: 503, body: { missing: ['mail'] } });
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  expect(await operator.decide(request.id, 'dispatch')).toMatchObject({ status: 202, body: { kind: 'in_progress' } });
  expect((await operator.detail(request.id)).status).toBe('awaiting_operator');

  await system.smtp.comeBack();
  await operator.untilStatus(request.id, 'dispatched');
  await waitUntil('operators, five volunteers and the head of operations', () => system.smtp.received.length >= 7);
  const { emails } = await operator.detail(request.id);
  expect(emails.map(({ state }) => state)).toEqual(Array.from({ length: 7 }, () => 'sent'));
  expect(system.smtp.received).toHaveLength(7);
});
