import type { Socket } from 'node:net';
import type { Deed, Moment, Received } from './smtp-server.ts';

/** What a session asks of its server: what to do at a moment, and where to leave a message. */
type SessionOptions = {
  pipelining: boolean;
  takeDeed(at: Moment, recipients: string[]): Deed | undefined;
  keep(message: Omit<Received, 'mail'>): Promise<void>;
  hear(command: string): void;
};

/** Holds one SMTP conversation (RFC 5321) over a socket, doing at each moment what the rules say. */
export function holdSmtpSession(socket: Socket, { pipelining, takeDeed, keep, hear }: SessionOptions): void {
  let pending = '';
  let body: string | undefined;
  let from = '';
  let recipients: string[] = [];
  let silent = false;

  const reply = (line: string) => socket.write(`${line}\r\n`);

  /** Does what the rules say at this moment. @returns whether they said anything */
  function misbehave(at: Moment, about = recipients): boolean {
    const deed = takeDeed(at, about);
    if (deed === undefined) return false;
    if (deed === 'drop') socket.destroy();
    else if (deed === 'stall') silent = true;
    // As real servers do, the reply repeats the address: nothing of it may reach a log.
    else reply(`${deed} told so by the test <${about.join('> <')}>`);
    return true;
  }

  function answer(command: string): void {
    hear(command);
    const verb = command.slice(0, 4).toUpperCase();
    const mailbox = /<(.*)>/.exec(command)?.[1] ?? '';
    if (verb === 'EHLO' && !misbehave('ehlo')) {
      reply(['250-test', ...(pipelining ? ['250-PIPELINING'] : []), '250-AUTH PLAIN', '250 8BITMIME'].join('\r\n'));
    } else if (verb === 'HELO') reply('250 test');
    else if (verb === 'AUTH' && !misbehave('auth')) reply('235 welcome');
    else if (verb === 'MAIL' && !misbehave('mail')) {
      from = mailbox;
      recipients = [];
      reply('250 sender ok');
    } else if (verb === 'RCPT' && !misbehave('rcpt', [mailbox])) {
      recipients.push(mailbox);
      reply('250 recipient ok');
    } else if (verb === 'DATA') {
      if (recipients.length === 0) reply('503 no recipient');
      else if (!misbehave('data')) {
        body = '';
        reply('354 go ahead');
      }
    } else if (verb === 'RSET') reply('250 forgotten');
    else if (verb === 'NOOP') reply('250 nothing');
    else if (verb === 'QUIT') socket.end('221 bye\r\n');
  }

  /** The final dot: what a real server would now have is kept before its sender can learn of it. */
  async function finish(raw: string): Promise<void> {
    const deed = takeDeed('dot', recipients);
    body = undefined;
    if (deed !== undefined && deed !== 'drop' && deed !== 'stall')
      reply(`${deed} told so by the test <${recipients.join('> <')}>`);
    else {
      await keep({ from, to: recipients, answered: deed === undefined, raw });
      if (deed === undefined) reply('250 kept');
      else if (deed === 'drop') socket.destroy();
      else silent = true;
    }
  }

  function readBody(chunk: string): void {
    // The first bytes after 354 are the moment `body`; the connection may be gone after it.
    if (body === '' && chunk !== '' && misbehave('body')) return;
    body += chunk;
    const text = `\r\n${body}`;
    const end = text.indexOf('\r\n.\r\n');
    if (end === -1) return;
    const rest = text.slice(end + 5);
    const raw = text.slice(2, end + 2).replaceAll('\r\n..', '\r\n.');
    void finish(raw).then(() => read(rest));
  }

  function read(chunk: string): void {
    if (silent || socket.destroyed) return;
    if (body !== undefined) {
      readBody(chunk);
      return;
    }
    pending += chunk;
    const end = pending.indexOf('\r\n');
    if (end === -1) return;
    const command = pending.slice(0, end);
    const rest = pending.slice(end + 2);
    pending = '';
    answer(command);
    read(rest);
  }

  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('data', read);
  // A client that went away is what some tests are about.
  socket.on('error', () => socket.destroy());
  if (!misbehave('connect')) reply('220 test ESMTP');
}
