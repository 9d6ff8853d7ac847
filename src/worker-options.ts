import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// How every worker of ours runs, whatever activities it is given: the product's, and the benchmarks' twin of it.

/** Five volunteers and the head of operations: an email for each starts within the task that schedules them. */
const eagerEmails = 6;
/** An email under way has this long to be answered and marked before the process ends; the supervisor waits 5.5 s. */
const shutdownGraceTime = '4 s';

export const workerOptions = {
  maxEagerActivityReservationsPerWorkflowTask: eagerEmails,
  shutdownGraceTime,
} as const;

/** `npm run build` leaves the workflows bundled beside the worker; from source they are bundled at the start. */
export function findWorkflows() {
  const bundle = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  return existsSync(bundle)
    ? { workflowBundle: { codePath: bundle } }
    : { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}
