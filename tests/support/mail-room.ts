import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { type Activities, createActivities } from '../../activities/index.ts';
import { createLinkSecret } from '../../src/link-secret.ts';
import { createLinks } from '../../src/mail/links.ts';
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { type DemoOffice, mailDomain, openDemoOffice } from './demo-office.ts';
import { type SmtpServer, startSmtpServer } from './smtp-server.ts';

// A failed attempt is what these tests are about: Temporal need not report each.
const logger = new DefaultLogger('ERROR');

/** The real activities over a real PostgreSQL and a scripted SMTP server. */
export type MailRoom = {
  office: DemoOffice;
  smtp: SmtpServer;
  activities: Activities;
  /** One attempt of `sendEmail`, as Temporal would make it. @returns its outcome, or the type of its failure */
  attempt(emailId: string, giveUpAfterMs?: number): Promise<string>;
  /** The same for an attempt that Temporal has given up before it had a connection. */
  attemptGivenUp(emailId: string): Promise<string>;
  emailOf(
    emailId: string,
  ): Promise<{ state: string; attempts: number; sent_at: Date | null; last_reply: number | null }>;
  close(): Promise<void>;
};

/** What the links to contacts carry. */
export const contactSecret = createLinkSecret('the secret of an installation, for tests', 'contacts');

/** Two hours, as the Comune's setting is: no test waits for it. */
const twoHoursMs = 7_200_000;

type Options = {
  /** Instead of the run's own PostgreSQL, for a suite that takes it away. */
  serverUrl: string;
  /** What happens once the mail server has answered, before that is marked. */
  afterAnswer: () => Promise<void>;
};

export async function openMailRoom(options?: Options): Promise<MailRoom> {
  const [office, smtp] = await Promise.all([openDemoOffice(options), startSmtpServer()]);
  const log = pino({ level: 'silent' });
  const mailer = createSmtpMailer({ url: smtp.url, from: 'Comune <easycare@comune.example>', log });
  const sendAndThen: typeof mailer.send = async (...message) => {
    const result = await mailer.send(...message);
    await options?.afterAnswer();
    return result;
  };
  const activities = createActivities({
    db: office.db,
    mailer: { ...mailer, send: sendAndThen },
    links: createLinks('http://127.0.0.1:3000', { invitation: String, contacts: contactSecret }),
    contactSecret,
    mailDomain,
  });
  const newAttempt = () => new MockActivityEnvironment({}, { logger });
  async function tryOnce(emailId: string, giveUpAfterMs: number, attempt: MockActivityEnvironment): Promise<string> {
    const input = { municipalityId: office.municipality.id, emailId, giveUpAfterMs, heartbeatMs: 20_000 };
    try {
      return await attempt.run(activities.sendEmail, input);
    } catch (failure) {
      if (failure instanceof Error && 'type' in failure && typeof failure.type === 'string') return failure.type;
      throw failure;
    }
  }
  return {
    office,
    smtp,
    activities,
    attempt: (emailId, giveUpAfterMs = twoHoursMs) => tryOnce(emailId, giveUpAfterMs, newAttempt()),
    async attemptGivenUp(emailId) {
      const attempt = newAttempt();
      attempt.cancel();
      return await tryOnce(emailId, twoHoursMs, attempt);
    },
    emailOf: (emailId) =>
      office.db
        .selectFrom('email')
        .select(['state', 'attempts', 'sent_at', 'last_reply'])
        .where('id', '=', emailId)
        .executeTakeFirstOrThrow(),
    async close() {
      await mailer.close();
      await Promise.all([smtp.close(), office.close()]);
    },
  };
}
