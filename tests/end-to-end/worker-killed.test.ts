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

test('killed with four emails in its hands: everybody is told, only one that had arrived comes twice', async () => {
  const request = await citizen.submit();
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  await waitUntil('the operators to be told', () => system.smtp.received.length === 1);
  // Each point at which a worker can die with an email: only at the last one does the server have it.
  for (const at of ['mail', 'rcpt', 'data', 'dot'] as const) system.smtp.addRule({ at, do: 'stall', times: 1 });
  void operator.decide(request.id, 'dispatch');
  await waitUntil('four emails to be stuck', async () => {
    const states = (await volunteerEmails(request.id)).map(({ state }) => state);
    return states.filter((state) => state === 'sent').length === 1 && count(states, 'sending') === 4;
  });
  await system.worker.kill();
  system.smtp.dropConnections();
  system.startWorker();

  // The new worker can't know where the old one died, so each of the four is marked and sent once more.
  await waitUntil('all five to be told', async () => {
    const states = (await volunteerEmails(request.id)).map(({ state }) => state);
    return count(states, 'sent') === 1 && count(states, 'ambiguous') === 4;
  });
  const { emails, status } = await waitUntil('the head of operations to be told', async () => {
    const seen = await operator.detail(request.id);
    return seen.emails.some(({ kind, state }) => kind === 'dispatch_to_lead' && state === 'sent') ? seen : undefined;
  });
  expect(status).toBe('dispatched');
  expect(
    emails
      .filter(({ kind }) => kind === 'request_to_volunteer')
      .map(({ attempts }) => attempts)
      .sort(),
  ).toEqual([1, 2, 2, 2, 2]);

  const arrived = system.smtp.received.filter(({ mail }) => mail.headers.get('x-easycare-request') === request.id);
  const toVolunteers = arrived.filter(({ mail }) => mail.headers.get('x-easycare-kind') === 'request_to_volunteer');
  expect(new Set(toVolunteers.flatMap(({ to }) => to)).size).toBe(5);
  expect(new Set(toVolunteers.map(({ mail }) => mail.messageId)).size).toBe(5);
  expect(toVolunteers).toHaveLength(6);
  expect(arrived).toHaveLength(7);
});

async function volunteerEmails(id: string) {
  return (await operator.detail(id)).emails.filter(({ kind }) => kind === 'request_to_volunteer');
}

const count = (states: string[], wanted: string) => states.filter((state) => state === wanted).length;
