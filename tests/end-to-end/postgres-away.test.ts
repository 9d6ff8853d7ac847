import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient, requestBody, signIn } from '../support/client.ts';
import { startOwnPostgres } from '../support/own-engines.ts';
import { type System, startSystem } from '../support/system.ts';
import { waitUntil } from '../support/wait-until.ts';

let postgres: Awaited<ReturnType<typeof startOwnPostgres>>;
let system: System;
let operator: Client;
let citizen: Client;
beforeAll(async () => {
  postgres = await startOwnPostgres();
  system = await startSystem({ postgres });
  operator = await signIn(system);
  citizen = createClient(system);
});
afterAll(async () => {
  await system?.stop();
  await postgres?.close();
});

test('with PostgreSQL away everybody is told so, and what was under way goes on when it is back', async () => {
  const request = await citizen.submit();
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  // The first try is put off, so that PostgreSQL goes away between the decision and the emails.
  system.smtp.addRule({ at: 'connect', do: 450, times: 6 });
  await operator.decide(request.id, 'dispatch');
  await postgres.goAway();

  const refused = await citizen.call('POST', '/api/v1/esempio/help-requests', requestBody(), {
    'idempotency-key': randomUUID(),
  });
  expect(refused).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  const page = await citizen.call('GET', '/esempio/richiesta', undefined, { accept: 'text/html' });
  expect(page.status).toBe(503);
  expect(page.text).toContain('112');
  const ready = await citizen.call('GET', '/readyz');
  expect(ready.status).toBe(503);
  expect(ready.text).toContain('postgresql');
  expect((await citizen.call('GET', '/healthz')).status).toBe(200);

  await postgres.comeBack();
  await system.untilReady();
  await operator.untilStatus(request.id, 'dispatched');
  await waitUntil('five volunteers', () => {
    const told = system.smtp.received.filter(
      ({ mail }) => mail.headers.get('x-easycare-kind') === 'request_to_volunteer',
    );
    return new Set(told.flatMap(({ to }) => to)).size === 5;
  });
  await citizen.submit();
});
