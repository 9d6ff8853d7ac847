import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { holdSmtpSession } from './smtp-session.ts';

/**
 * The moments of a conversation at which the server can be told to misbehave: the connection is made (before the
 * greeting), the answers to EHLO, AUTH, MAIL FROM, RCPT TO and DATA (instead of 354), the first bytes of the body, and
 * the final dot.
 */
export type Moment = 'connect' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body' | 'dot';

/**
 * What it does then: answers with this code, alone or with an enhanced one, closes the connection, or says nothing more and
 * keeps it open.
 */
export type Deed = number | `${number} ${number}.${number}.${number}` | 'drop' | 'stall';

export type Rule = {
  at: Moment;
  do: Deed;
  /** Only for this recipient (from `rcpt` on); for everybody where absent. */
  to?: string;
  /** How many times, then the rule is spent; always where absent. */
  times?: number;
};

/** A message whose final dot arrived and that was not refused: a real server would have it. */
export type Received = {
  from: string;
  to: string[];
  /** False where the connection was dropped or stalled instead of the 250: the sender can't know. */
  answered: boolean;
  /** The bytes, one character each. */
  raw: string;
  mail: ParsedMail;
};

export type SmtpServer = {
  url: string;
  received: Received[];
  /** Connections made so far. */
  connections: number;
  /** Commands heard so far, verb and argument. */
  commands: string[];
  addRule(...rules: Rule[]): void;
  /** Forgets rules and messages. */
  reset(): void;
  /** What reached this address. */
  receivedBy(address: string): Received[];
  /** Waits until so many messages (that `matches`) were received. */
  waitFor(count: number, matches?: (message: Received) => boolean): Promise<Received[]>;
  /** Closes the connections that are open, as a server does with idle ones. */
  dropConnections(): void;
  /** From now on connections are refused; `comeBack` listens again on the same port. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
};

/**
 * A real SMTP server on loopback that does what a test tells it to. Sockets and lines, no library: a connection must
 * break at an exact byte, and PIPELINING, which changes the order of what a client sends, must be on or off.
 */
export async function startSmtpServer({
  rules: initialRules = [],
  pipelining = true,
}: {
  rules?: Rule[];
  pipelining?: boolean;
} = {}): Promise<SmtpServer> {
  let rules = initialRules.map((rule) => ({ ...rule }));
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();

  function takeDeed(at: Moment, recipients: string[]): Deed | undefined {
    const rule = rules.find(
      ({ to, times, ...rule }) => rule.at === at && (to === undefined || recipients.includes(to)) && times !== 0,
    );
    if (rule?.times !== undefined) rule.times -= 1;
    return rule?.do;
  }

  async function keep(message: Omit<Received, 'mail'>): Promise<void> {
    const mail = await simpleParser(Buffer.from(message.raw, 'latin1'), { skipTextToHtml: true });
    server.received.push({ ...message, mail });
    for (const look of waiting) look();
  }

  const listener = createServer((socket) => {
    server.connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    holdSmtpSession(socket, { pipelining, takeDeed, keep, hear: (command) => server.commands.push(command) });
  });

  async function listen(port: number): Promise<number> {
    listener.listen(port, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('the SMTP server of the test has no port');
    return address.port;
  }

  function dropConnections(): void {
    for (const socket of sockets) socket.destroy();
  }

  async function goAway(): Promise<void> {
    if (!listener.listening) return;
    const closed = once(listener, 'close');
    listener.close();
    dropConnections();
    await closed;
  }

  const port = await listen(0);
  const server: SmtpServer = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    connections: 0,
    commands: [],
    addRule: (...added) => void rules.push(...added.map((rule) => ({ ...rule }))),
    reset() {
      rules = [];
      server.received.length = 0;
      server.commands.length = 0;
    },
    receivedBy: (address) => server.received.filter(({ to }) => to.includes(address)),
    waitFor: (count, matches = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = server.received.filter(matches);
          if (found.length < count) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    dropConnections,
    goAway,
    comeBack: async () => void (await listen(port)),
    close: goAway,
  };
  return server;
}
