import { NativeConnection, Worker } from '@temporalio/worker';
import { z } from 'zod';
import type { Activities } from '../../activities/index.ts';
import { results } from './payload-schemas.ts';
import { installQuietRuntime } from './quiet-runtime.ts';

// A worker in a process of its own, there to be killed: it runs the real workflow, and asks its parent what each
// activity does, so that what was done outlives it.

const [address, taskQueue, codePath] = process.argv.slice(2);
if (address === undefined || taskQueue === undefined || codePath === undefined) throw new Error('three arguments');

const reply = z.object({ id: z.int(), answer: z.unknown() });
const waiting = new Map<number, (answer: unknown) => void>();
process.on('message', (message) => {
  const { id, answer } = reply.parse(message);
  waiting.get(id)?.(answer);
});
process.on('disconnect', () => process.exit());

function ask(step: keyof Activities, input: unknown): Promise<unknown> {
  const id = waiting.size;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  waiting.set(id, resolve);
  process.send?.({ id, call: { step, input } });
  return promise;
}

const activities: Activities = {
  announceRequest: async (input) => results.announceRequest.parse(await ask('announceRequest', input)),
  eraseDueRequests: async (input) => results.eraseDueRequests.parse(await ask('eraseDueRequests', input)),
  openForDecision: async (input) => results.openForDecision.parse(await ask('openForDecision', input)),
  discardRequest: async (input) => results.discardRequest.parse(await ask('discardRequest', input)),
  selectVolunteers: async (input) => results.selectVolunteers.parse(await ask('selectVolunteers', input)),
  replaceVolunteer: async (input) => results.replaceVolunteer.parse(await ask('replaceVolunteer', input)),
  reportNoVolunteers: async (input) => results.reportNoVolunteers.parse(await ask('reportNoVolunteers', input)),
  sendEmail: async (input) => results.sendEmail.parse(await ask('sendEmail', input)),
};

installQuietRuntime();
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowBundle: { codePath },
  activities,
  // What was kept for a killed worker is given to another one after this.
  stickyQueueScheduleToStartTimeout: '200 ms',
});
await worker.run();
