import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import type { Mailer, Message } from '../../src/mail/mailer.ts';
import { createSmtpMailer, type SmtpTimeouts } from '../../src/mail/smtp-mailer.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.ts';

/** For each test a server, mailers that write to it, and what they log. */
export function useSmtp(options: { pipelining?: boolean } = {}) {
  const mailers: Mailer[] = [];
  const lines: string[] = [];
  let server: SmtpServer;

  beforeEach(async () => {
    lines.length = 0;
    server = await startSmtpServer(options);
  });

  afterEach(async () => {
    for (const mailer of mailers.splice(0)) await mailer.close();
    await server.close();
  });

  return {
    get server() {
      return server;
    },
    open({ url = server.url, timeouts = {} }: { url?: string; timeouts?: Partial<SmtpTimeouts> } = {}): Mailer {
      const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
      const mailer = createSmtpMailer({ url, from: 'Comune di Esempio <aiuto@comune.example>', log, timeouts });
      mailers.push(mailer);
      return mailer;
    },
    /** All that was logged. */
    readLog: () => lines.join(''),
    /** The one line that was logged. */
    readLogLine: (): unknown => JSON.parse(lines.join('')),
  };
}

export const volunteer = 'volontaria@esempio.example';

export function write(change: Partial<Message> = {}): Message {
  return {
    kind: 'request_to_volunteer',
    requestId: '5b7c0d3e-1111-4222-8333-444455556666',
    messageId: '<one.0@comune.example>',
    to: { name: 'Lucia Però', address: volunteer },
    subject: 'Richiesta di aiuto',
    text: 'Gentile Lucia,\n.\nuna riga con un punto solo\n',
    html: '<p>Gentile Lucia</p>',
    ...change,
  };
}
