import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { hidePersonalData } from '../activities/hide-personal-data.ts';
import { createActivities } from '../activities/index.ts';
import { workForMunicipality } from '../activities/work-for-municipality.ts';
import { taskQueue } from '../workflows/contract.ts';
import { keepAudits } from './audit/keep-audits.ts';
import { readConfigOrExit } from './config.ts';
import { listenForChanges } from './db/changes.ts';
import { openDatabase } from './db/database.ts';
import { createMonitorLock } from './db/monitor-lock.ts';
import { describeError } from './describe-error.ts';
import { createLinkSecret } from './link-secret.ts';
import { createLog } from './log.ts';
import { createLinks } from './mail/links.ts';
import { createSmtpMailer } from './mail/smtp-mailer.ts';
import { createDelivery } from './requests/delivery.ts';
import { startMonitor } from './requests/monitor.ts';
import { connectRequestRuns } from './temporal.ts';
import { findWorkflows, workerOptions } from './worker-options.ts';

// The Temporal worker: it runs the workflows and their activities, and watches for what the web could not deliver.

/** While Temporal is away at the start, it is tried again this often. */
const connectEveryMs = 1_000;

/** While the Schedule can't be set, it is tried again this often: it has until the night. */
const scheduleEveryMs = 10_000;

const config = readConfigOrExit(process.env);
const log = createLog('worker', config);
// Temporal's own lines carry errors with their texts; only level and message are ours to show.
Runtime.install({
  logger: new DefaultLogger('WARN', ({ level, message }) => {
    log.warn({ level }, `temporal: ${message}`);
  }),
  // Unforwarded, the lines of its native half would go to the console as they are.
  telemetryOptions: { logging: { forward: {} } },
  shutdownSignals: [],
});

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());

const reportIdle = (error: Error) => log.warn({ name: error.name }, 'a connection to PostgreSQL was lost');
const db = openDatabase(config.databaseUrl, { max: 12, onIdleError: reportIdle, plannedOnce: true });
const mailer = createSmtpMailer({ url: config.smtpUrl, from: config.mailFrom, log });
const runs = connectRequestRuns(config.temporal);
const changes = listenForChanges(config.databaseUrl, ['request_submitted'], reportIdle);
const delivery = createDelivery({ db, runs, log });
const contactSecret = createLinkSecret(config.sessionSecret, 'contacts');
const invitationSecret = createLinkSecret(config.sessionSecret, 'invitation');

const connection = await connectWhenThere();
if (connection !== undefined) {
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue,
    ...findWorkflows(),
    ...workerOptions,
    activities: createActivities({
      db,
      mailer,
      links: createLinks(config.publicUrl, { invitation: invitationSecret, contacts: contactSecret }),
      contactSecret,
      mailDomain: config.mailDomain,
    }),
    interceptors: {
      // The first is outermost: what the second throws is hidden too.
      activity: [() => ({ inbound: hidePersonalData(log) }), () => ({ inbound: workForMunicipality() })],
    },
  });
  const monitor = startMonitor({
    db,
    delivery,
    changes,
    keepAudits: () => keepAudits({ db, delivery, log, mailDomain: config.mailDomain, now: () => new Date() }),
    createLock: (onLost) => createMonitorLock(config.databaseUrl, onLost),
    log,
  });
  stopping.signal.addEventListener('abort', () => worker.shutdown());
  if (stopping.signal.aborted) worker.shutdown();
  const scheduled = scheduleWhenThere();
  log.info('worker ready');
  await worker.run();
  await scheduled;
  await monitor.stop();
  await connection.close();
}
await Promise.all([runs.close(), changes.close(), mailer.close()]);
await db.destroy();
log.info('worker stopped');
process.exit(0);

/** Not waited for: requests go on without it, and a namespace that is just being made has it a little later. */
async function scheduleWhenThere(): Promise<void> {
  while (!stopping.signal.aborted) {
    try {
      await runs.scheduleRetention();
      return;
    } catch (error) {
      log.warn({ error: describeError(error) }, 'the retention schedule was not set: trying again');
      await pause(scheduleEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}

async function connectWhenThere(): Promise<NativeConnection | undefined> {
  while (!stopping.signal.aborted) {
    try {
      return await NativeConnection.connect({ address: config.temporal.address });
    } catch {
      log.warn('Temporal is away: trying again');
      await pause(connectEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  return undefined;
}
