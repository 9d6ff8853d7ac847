import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import { letterIdOf, letterType } from '../../workflows/contract.ts';
import { createFakes, idOf } from '../support/fake-activities.ts';
import { quickPolicy, useTemporal } from '../support/help-request-run.ts';
import { keepHistory } from '../support/stored-histories.ts';

const { client, startWorker } = useTemporal();
const { mailRetryMs, mailFirstPauseMs, heartbeatMs } = quickPolicy;

/** The run of one letter, with a worker for it. */
async function startLetter(activities: Activities) {
  const taskQueue = randomUUID();
  await startWorker(taskQueue, { activities });
  const emailId = randomUUID();
  const handle = await client().workflow.start(letterType, {
    taskQueue,
    workflowId: letterIdOf(emailId),
    args: [{ municipalityId: idOf('comune'), emailId, policy: { mailRetryMs, mailFirstPauseMs, heartbeatMs } }],
  });
  return { handle, emailId };
}

test('a letter is sent by a run of its own, which ends with it', async () => {
  const fakes = createFakes();
  const { handle, emailId } = await startLetter(fakes.activities);
  await handle.result();
  const input = { municipalityId: idOf('comune'), emailId, giveUpAfterMs: mailRetryMs, heartbeatMs };
  expect(fakes.calls).toEqual([{ step: 'sendEmail', input }]);
  await keepHistory('letter', { handle });
});

test('a letter that is put off is tried until it is taken, and one that is refused ends the run all the same', async () => {
  let tries = 0;
  const putOff = createFakes({
    sendEmail: async () => {
      tries += 1;
      if (tries < 3) throw new Error('not now');
      return 'accepted';
    },
  });
  await (await startLetter(putOff.activities)).handle.result();
  expect(tries).toBe(3);

  const refused = createFakes({ sendEmail: async () => 'failed' });
  const { handle } = await startLetter(refused.activities);
  await handle.result();
  expect((await handle.describe()).status.name).toBe('COMPLETED');
});
