import type { Logger } from 'pino';
import type { Config } from '../src/config.ts';
import type { Changes } from '../src/db/changes.ts';
import type { Db } from '../src/db/database.ts';
import type { ApiKeyLimit, EntryLimit, RatingLimit, SubmissionLimit } from '../src/db/submission-limit.ts';
import type { LinkSecret } from '../src/link-secret.ts';
import type { Readiness } from '../src/readiness.ts';
import type { Delivery } from '../src/requests/delivery.ts';
import type { News } from '../src/requests/news.ts';
import type { SignIn } from '../src/sign-in.ts';
import type { VolunteerImports } from '../src/volunteers/import.ts';

/** What the composition root hands to the web; a handler passes on what a query or a use case needs. */
export type WebDependencies = {
  config: Config;
  db: Db;
  log: Logger;
  signIn: SignIn;
  delivery: Delivery;
  changes: Changes;
  news: News;
  /** Aborts when the process is to end, so that no open stream keeps it. */
  stopping: AbortSignal;
  submissionLimit: SubmissionLimit;
  entryLimit: EntryLimit;
  ratingLimit: RatingLimit;
  apiKeyLimit: ApiKeyLimit;
  volunteerImports: VolunteerImports;
  invitationSecret: LinkSecret;
  readiness: () => Promise<Readiness>;
  now: () => Date;
};
