import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient, registerVolunteer, signIn } from '../support/client.ts';
import { type OwnEngine, startOwnTemporal } from '../support/own-engines.ts';
import { type System, startSystem } from '../support/system.ts';
import { waitUntil } from '../support/wait-until.ts';

let temporal: OwnEngine;
let system: System;
let operator: Client;
let citizen: Client;
beforeAll(async () => {
  temporal = await startOwnTemporal();
  system = await startSystem({ temporalAddress: temporal.address });
  operator = await signIn(system);
  citizen = createClient(system);
});
afterAll(async () => {
  await system?.stop();
  await temporal?.close();
});

test('with Temporal away nothing is lost: submitted, imported and sent meanwhile, done when it is back', async () => {
  const before = await citizen.submit();
  await temporal.goAway();

  const meanwhile = await citizen.submit();
  expect((await fetch(meanwhile.statusUrl)).status).toBe(200);
  const ready = await citizen.call('GET', '/readyz');
  expect(ready.status).toBe(503);
  expect(ready.body).toMatchObject({ missing: ['temporal'] });
  expect((await operator.importAll()).body).toEqual({ imported: 2 });
  for (const { id } of [before, meanwhile]) {
    expect(await operator.decide(id, 'dispatch')).toMatchObject({ status: 202, body: { kind: 'in_progress' } });
  }

  await registerVolunteer(system, 'vanda@prova.example');

  await temporal.comeBack();
  await system.smtp.waitFor(1, ({ to }) => to.includes('vanda@prova.example'));
  for (const { id } of [before, meanwhile]) {
    await operator.untilStatus(id, 'dispatched');
    const told = await waitUntil('five volunteers', () => {
      const mails = system.smtp.received.filter(
        ({ mail }) =>
          mail.headers.get('x-easycare-request') === id &&
          mail.headers.get('x-easycare-kind') === 'request_to_volunteer',
      );
      return mails.length >= 5 ? mails : undefined;
    });
    expect(new Set(told.flatMap(({ to }) => to)).size).toBe(5);
    expect(told).toHaveLength(5);
  }
  await system.untilReady();
});
