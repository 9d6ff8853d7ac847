import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient, registerVolunteer, signIn } from '../support/client.ts';
import { type OwnEngine, startOwnTemporal } from '../support/own-engines.ts';
import { createNamespace, type System, startSystem } from '../support/system.ts';
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

test('after Temporal lost all it knew, `requests recover` takes every request up where its rows say it stood', async () => {
  const [waiting, decided, binned, half] = await Promise.all(Array.from({ length: 4 }, () => citizen.submit()));
  if (!waiting || !decided || !binned || !half) throw new Error('not submitted');
  await operator.importAll();
  for (const { id } of [waiting, decided, binned, half]) await operator.untilStatus(id, 'awaiting_operator');
  await waitUntil('the operators to be told', () => system.smtp.received.length >= 1);
  await operator.decide(binned.id, 'discard', { reason: 'duplicate' });
  // One email of five arrives, the others wait for a server that puts them off.
  system.smtp.addRule({ at: 'rcpt', do: 450, times: 4 });
  await operator.decide(half.id, 'dispatch');
  await operator.untilStatus(half.id, 'dispatched');
  await system.worker.kill();
  await operator.decide(decided.id, 'dispatch');
  await operator.decide(binned.id, 'restore');
  await registerVolunteer(system, 'vanda@prova.example');
  await waitUntil('the letter to be on its way', async () => {
    const letters = system.database.db.selectFrom('email').select('id').where('kind', '=', 'confirm_to_volunteer');
    return (await letters.where('run_started_at', 'is not', null).execute()).length === 1;
  });
  await temporal.loseEverything();
  await createNamespace(temporal.address, system.namespace);

  await execa(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'requests', 'recover'], {
    env: { ...system.variables, DATABASE_OWNER_URL: system.database.url },
  });
  system.startWorker();
  await operator.untilStatus(decided.id, 'dispatched');
  await operator.untilStatus(binned.id, 'awaiting_operator');
  expect((await operator.detail(waiting.id)).status).toBe('awaiting_operator');
  expect(await operator.decide(waiting.id, 'dispatch')).toMatchObject({ status: 200, body: { kind: 'dispatched' } });
  for (const { id } of [decided, half, waiting]) {
    await waitUntil('five volunteers and the head of operations', async () => {
      const { emails } = await operator.detail(id);
      const about = emails.filter(({ kind }) => kind === 'request_to_volunteer' || kind === 'dispatch_to_lead');
      return about.length === 6 && about.every(({ state }) => state === 'sent');
    });
  }
  expect(await system.smtp.waitFor(1, ({ to }) => to.includes('vanda@prova.example'))).toHaveLength(1);
});
