import { serve } from '@hono/node-server';
import { createApp } from '../web/app.ts';
import { readConfigOrExit } from './config.ts';
import { openBulk } from './db/bulk.ts';
import { listenForChanges } from './db/changes.ts';
import { openDatabase, openPool } from './db/database.ts';
import {
  createApiKeyLimit,
  createEntryLimit,
  createRatingLimit,
  createSubmissionLimit,
} from './db/submission-limit.ts';
import { createLinkSecret } from './link-secret.ts';
import { createLog } from './log.ts';
import { createSmtpMailer } from './mail/smtp-mailer.ts';
import { checkReadiness } from './readiness.ts';
import { createDelivery } from './requests/delivery.ts';
import { createNews } from './requests/news.ts';
import { createSignIn } from './sign-in.ts';
import { connectRequestRuns } from './temporal.ts';
import { createVolunteerImports } from './volunteers/import.ts';

// The web process: pages and JSON. Stateless: run as many as you like.

/** What is being answered when SIGTERM comes has this long; a decision's page waits 2 s at most. */
const finishWithinMs = 4_000;

const config = readConfigOrExit(process.env);
const log = createLog('web', config);
const reportIdle = (error: Error) => log.warn({ name: error.name }, 'a connection to PostgreSQL was lost');
const db = openDatabase(config.databaseUrl, { onIdleError: reportIdle });
const signInPool = openPool(config.databaseUrl, { schema: 'auth', onIdleError: reportIdle });
const limitPool = openPool(config.databaseUrl, { onIdleError: reportIdle });
const bulk = openBulk(config.databaseUrl, reportIdle);
const mailer = createSmtpMailer({ url: config.smtpUrl, from: config.mailFrom, log });
const runs = connectRequestRuns(config.temporal);
const channels = ['decision_settled', 'request_changed', 'viewers_changed'] as const;
const changes = listenForChanges(config.databaseUrl, channels, reportIdle);
const limits = { perAddressAnHour: config.submitLimit, secret: config.sessionSecret };
const now = () => new Date();
const stopping = new AbortController();
const volunteerImports = createVolunteerImports({ db, bulk, log, now });

const app = createApp({
  config,
  db,
  log,
  signIn: createSignIn({ pool: signInPool, ...config, secret: config.sessionSecret }),
  delivery: createDelivery({ db, runs, log }),
  changes,
  news: createNews(changes, now),
  stopping: stopping.signal,
  submissionLimit: createSubmissionLimit(limitPool, limits),
  entryLimit: createEntryLimit(limitPool, limits),
  ratingLimit: createRatingLimit(limitPool, limits),
  apiKeyLimit: createApiKeyLimit(limitPool, limits),
  readiness: () => checkReadiness({ db, runs, mailer }),
  volunteerImports,
  invitationSecret: createLinkSecret(config.sessionSecret, 'invitation'),
  now,
});

const server = serve({ fetch: app.fetch, port: config.port, hostname: config.production ? '0.0.0.0' : '127.0.0.1' });
log.info({ port: config.port }, 'web ready');

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());

/** A Ctrl-C can come twice, from the terminal and from npm: the second must not cut off an answer. */
async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  // Open pages listen for as long as they can: their streams end at once, and they find the next process.
  stopping.abort();
  const late = setTimeout(() => {
    log.warn('some answers did not end in time');
    process.exit(1);
  }, finishWithinMs);
  late.unref();
  await Promise.all([new Promise<void>((resolve) => server.close(() => resolve())), volunteerImports.close()]);
  await Promise.all([runs.close(), changes.close(), mailer.close(), signInPool.end(), limitPool.end()]);
  await Promise.all([db.destroy(), bulk.db.destroy()]);
  log.info('web stopped');
  process.exit(0);
}
