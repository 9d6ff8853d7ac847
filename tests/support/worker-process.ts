import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { z } from 'zod';
import type { Activities } from '../../activities/index.ts';
import type { Call } from './fake-activities.ts';
import { call } from './payload-schemas.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

const main = fileURLToPath(new URL('./worker-process-main.ts', import.meta.url));
const question = z.object({ id: z.int(), call });

export type WorkerProcess = { kill(): Promise<void> };

/**
 * Starts a worker in a process of its own.
 * @param answer what an activity does, in this process; a promise that stays open is an answer that never comes
 */
export async function startWorkerProcess(
  taskQueue: string,
  answer: (call: Call) => Promise<unknown>,
): Promise<WorkerProcess> {
  const child: ChildProcess = fork(main, [inject('temporalAddress'), taskQueue, await bundleWorkflows()], {
    execArgv: ['--import', 'tsx'],
  });
  child.on('message', (message) => {
    const { id, call: asked } = question.parse(message);
    void answer(asked).then((given) => child.connected && child.send({ id, answer: given }));
  });
  child.on('exit', (code) => {
    // Killed, it has no code; a parent that waits for a worker which ended by itself would wait for ever.
    if (code !== null) throw new Error(`a worker ended by itself, with ${code}`);
  });
  return {
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Calls the activity that a call is of. */
export function perform(activities: Activities, { step, input }: Call): Promise<unknown> {
  switch (step) {
    case 'announceRequest':
      return activities.announceRequest(input);
    case 'eraseDueRequests':
      return activities.eraseDueRequests(input);
    case 'openForDecision':
      return activities.openForDecision(input);
    case 'discardRequest':
      return activities.discardRequest(input);
    case 'selectVolunteers':
      return activities.selectVolunteers(input);
    case 'replaceVolunteer':
      return activities.replaceVolunteer(input);
    case 'reportNoVolunteers':
      return activities.reportNoVolunteers(input);
    case 'sendEmail':
      return activities.sendEmail(input);
  }
}
