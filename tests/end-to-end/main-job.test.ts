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

const mailsAbout = (id: string, kind: string) =>
  system.smtp.received.filter(
    ({ mail }) => mail.headers.get('x-easycare-request') === id && mail.headers.get('x-easycare-kind') === kind,
  );

test('from the form to five volunteers and the head of operations', async () => {
  const request = await citizen.submit({
    requester: {
      givenName: 'Ada',
      familyName: 'Zorzi',
      telephone: '333 123 4567',
      email: 'ada@posta.example',
      address: 'Via dei Mille 12',
      zone: 'centro',
    },
  });
  expect((await fetch(request.statusUrl)).status).toBe(200);
  await waitUntil('the operators to be told', () =>
    system.smtp
      .receivedBy('operatore@comune.example')
      .some(({ mail }) => mail.headers.get('x-easycare-kind') === 'new_requests_to_operator'),
  );
  await waitUntil('the receipt', () => system.smtp.receivedBy('ada@posta.example').length);
  expect(system.smtp.receivedBy('operatore@comune.example')[0]?.raw).not.toContain('Zorzi');

  expect((await operator.importAll()).body).toEqual({ imported: 1 });
  await operator.untilStatus(request.id, 'awaiting_operator');
  const sent = await operator.decide(request.id, 'dispatch');
  expect(sent).toMatchObject({ status: 200, body: { kind: 'dispatched', status: 'dispatched', by: 'Olga Operatore' } });

  await waitUntil('the head of operations to be told', () => mailsAbout(request.id, 'dispatch_to_lead').length);
  const volunteers = mailsAbout(request.id, 'request_to_volunteer');
  expect(new Set(volunteers.flatMap(({ to }) => to)).size).toBe(5);
  for (const { to, mail } of volunteers) {
    expect(to).toHaveLength(1);
    expect(mail.text).toContain('Ada Zorzi');
    expect(mail.text).toContain('+39 333 123 4567');
    expect(mail.text).toContain('Via dei Mille 12');
    expect(mail.text).toContain('Franca Bianchi');
    expect(mail.replyTo?.value[0]?.address).toBe('capo.operazioni@comune.example');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  }
  expect(mailsAbout(request.id, 'dispatch_to_lead')).toHaveLength(1);

  const detail = await operator.detail(request.id);
  expect(detail.offers.map(({ rank, state }) => [rank, state])).toEqual([1, 2, 3, 4, 5].map((rank) => [rank, 'open']));
  expect(detail.timeline[0]?.what).toBe('dispatched');
  expect(await operator.decide(request.id, 'dispatch')).toMatchObject({ status: 200, body: { kind: 'dispatched' } });
});

test('a burst of requests makes one email at once and waits with the rest', async () => {
  const before = system.smtp.receivedBy('operatore@comune.example').length;
  await Promise.all(Array.from({ length: 10 }, () => citizen.submit()));
  expect(system.smtp.receivedBy('operatore@comune.example').length - before).toBeLessThanOrEqual(1);
});

test('discarded, restored, and sent after all', async () => {
  const request = await citizen.submit();
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  const discarded = await operator.decide(request.id, 'discard', {
    reason: 'not_pertinent',
    note: 'chiede un idraulico',
  });
  expect(discarded).toMatchObject({ status: 200, body: { kind: 'discarded' } });
  expect(await operator.decide(request.id, 'dispatch')).toMatchObject({
    status: 409,
    body: { code: 'already_decided', by: 'Olga Operatore' },
  });
  await waitUntil('the request to be restored', async () => {
    const answer = await operator.decide(request.id, 'restore');
    return answer.status === 200;
  });
  await operator.untilStatus(request.id, 'awaiting_operator');
  expect(await operator.decide(request.id, 'dispatch')).toMatchObject({ status: 200, body: { kind: 'dispatched' } });
  expect(await operator.decide(request.id, 'close')).toMatchObject({ status: 200, body: { kind: 'closed' } });
  expect((await operator.detail(request.id)).offers.every(({ state }) => state === 'closed')).toBe(true);
});

test('a decision on a request that nobody imported is refused', async () => {
  const request = await citizen.submit();
  expect(await operator.decide(request.id, 'dispatch')).toMatchObject({ status: 409, body: { code: 'not_imported' } });
});

test('both processes stop cleanly on SIGTERM', async () => {
  for (const process of [system.web, system.worker]) {
    const { code, ms } = await process.stop();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(10_000);
  }
});
