import type { Db } from '../src/db/database.ts';
import type { LinkSecret } from '../src/link-secret.ts';
import type { Links } from '../src/mail/links.ts';
import type { Mailer } from '../src/mail/mailer.ts';

/** What the worker hands to the activities. */
export type ActivityDependencies = {
  db: Db;
  mailer: Mailer;
  links: Links;
  /** What the links to the requesters' contacts carry. */
  contactSecret: LinkSecret;
  /** The right half of every Message-ID. */
  mailDomain: string;
};
