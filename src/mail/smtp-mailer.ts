import type { SendMailOptions } from 'nodemailer';
import addressparser from 'nodemailer/lib/addressparser';
import type { Logger } from 'pino';
import { isPlainAddress } from '../domain/email-address.ts';
import type { Person } from './content.ts';
import type { Mailer, Message, SendResult } from './mailer.ts';
import { checkSmtpServer } from './smtp-check.ts';
import { openSmtpPool, type SmtpPoolTimeouts } from './smtp-pool.ts';

/** All in milliseconds. */
export type SmtpTimeouts = SmtpPoolTimeouts & { check: number };

const defaultTimeouts: SmtpTimeouts = {
  // A server worth its name connects and greets in one second; ten forgive a slow night, and the activity tries again.
  connect: 10_000,
  greeting: 10_000,
  // A server that looks into the mail before it answers may take its time, and giving up too soon would send it twice.
  silence: 45_000,
  // Everything together, the wait for a free connection too: a server that trickles its replies can't hold a worker.
  deadline: 60_000,
  // Whoever asks for readiness waits for the answer.
  check: 2_000,
};

/** RFC 5321: mailbox name not allowed. What a server would answer to an address that isn't one. */
const notAnAddress = 553;

/**
 * The mailer that speaks SMTP.
 * @param url `smtp://` or `smtps://`, with user and password where the server wants them
 * @param from the sender, `addr` or `Name <addr>`
 * @throws Error where `from` isn't exactly one plain address
 */
export function createSmtpMailer(options: {
  url: string;
  from: string;
  log: Pick<Logger, 'info' | 'warn'>;
  timeouts?: Partial<SmtpTimeouts>;
}): Mailer {
  const { url, log } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const from = parseSender(options.from);
  const pool = openSmtpPool(url, timeouts);

  async function send(message: Message, stopping?: AbortSignal): Promise<SendResult> {
    const about = { kind: message.kind, messageId: message.messageId };
    if (!isPlainAddress(message.to.address)) {
      const result: SendResult = { kind: 'refused', reply: notAnAddress, invalidAddress: true };
      log.warn({ ...about, result }, 'email not sent: its recipient is not one plain address');
      return result;
    }
    const { result, failure } = await pool.deliver(writeMail(from, message), stopping);
    if (failure === undefined) log.info({ ...about, result }, 'email accepted');
    else log.warn({ ...about, result, failure }, 'email not accepted');
    return result;
  }

  return {
    send,
    atOnce: pool.connections,
    check: () => checkSmtpServer(url, timeouts.check),
    close: async () => pool.close(),
  };
}

function writeMail(from: Person, message: Message): SendMailOptions {
  const { kind, requestId, messageId, to, replyTo, subject, text, html } = message;
  return {
    // Said once more for the server: whatever a header holds, this email goes to one address.
    envelope: { from: from.address, to: to.address },
    from: writePerson(from),
    to: writePerson(to),
    // Answers to a doubtful address could reach a stranger; the letter carries the telephone number too.
    ...(replyTo !== undefined && isPlainAddress(replyTo.address) && { replyTo: writePerson(replyTo) }),
    subject: toOneLine(subject),
    messageId,
    headers: {
      'X-EasyCare-Kind': kind,
      ...(requestId !== undefined && { 'X-EasyCare-Request': requestId }),
      'Auto-Submitted': 'auto-generated',
    },
    text,
    html,
    // Named, so that nobody counts the accents of each letter to choose; and Italian stays legible as it is sent.
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function writePerson({ name, address }: Person) {
  return { name: toOneLine(name), address };
}

/** A line end in a header would start another one: nodemailer folds them away as well, this does not depend on it. */
function toOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

function parseSender(from: string): Person {
  const [sender, ...others] = addressparser(from, { flatten: true });
  if (sender === undefined || others.length > 0 || !isPlainAddress(sender.address)) {
    throw new Error('MAIL_FROM must be one address, «addr» or «Name <addr>»');
  }
  return sender;
}
