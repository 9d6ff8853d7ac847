import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import { findWorkflows, workerOptions } from '../src/worker-options.ts';
import { readClock } from './clock.ts';
import { twinQueue } from './twin-queue.ts';

// Process: the worker's twin. The same workflow code and options on the same server, and activities that do nothing but
// tell the parent, as the SMTP sink does, that they were called.

Runtime.install({ logger: new DefaultLogger('WARN', () => {}), shutdownSignals: [] });

const tell = (kind: string, requestId: string) => process.send?.({ kind, requestId, at: readClock() });

/** An offer or an email needs no row here: its id says which request it is of. */
const idsOf = (requestId: string, rank: number) => ({ offerId: requestId, emailId: `${requestId}/${rank}` });
const leadRank = 6;

const activities: Activities = {
  announceRequest: async () => [],
  eraseDueRequests: async () => ({ erased: 0, more: false }),
  openForDecision: async ({ requestId }) => {
    tell('opened', requestId);
    return 'open';
  },
  discardRequest: async () => 'discarded',
  selectVolunteers: async ({ requestId, volunteers }) => ({
    kind: 'selected',
    offers: Array.from({ length: volunteers }, (_, index) => idsOf(requestId, index + 1)),
    leadEmailId: idsOf(requestId, leadRank).emailId,
  }),
  replaceVolunteer: async () => null,
  reportNoVolunteers: async () => [],
  sendEmail: async ({ emailId }) => {
    const [requestId = '', rank] = emailId.split('/');
    tell(Number(rank) === leadRank ? 'dispatch_to_lead' : 'request_to_volunteer', requestId);
    return 'accepted';
  },
};

const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? '' });
const worker = await Worker.create({
  connection,
  taskQueue: twinQueue,
  ...findWorkflows(),
  ...workerOptions,
  activities,
});
for (const event of ['SIGTERM', 'disconnect'] as const) process.once(event, () => worker.shutdown());
console.log('worker ready');
await worker.run();
await connection.close();
process.exit(0);
