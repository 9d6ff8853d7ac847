import type { Db } from '../src/db/database.ts';
import type { Links } from '../src/mail/links.ts';
import type { Mailer } from '../src/mail/mailer.ts';

/** What the worker hands to the activities. */
export type ActivityDependencies = {
  db: Db;
  mailer: Mailer;
  links: Links;
  /** The right half of every Message-ID. */
  mailDomain: string;
};
