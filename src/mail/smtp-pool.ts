import { type Readable, Transform } from 'node:stream';
import nodemailer, { type NodemailerError, type SendMailOptions } from 'nodemailer';
import { readEnhancedCode } from './address-refusal.ts';
import type { SendResult } from './mailer.ts';
import { classifyFailure, type SmtpFailure } from './smtp-result.ts';

type Delivery = { result: SendResult; failure?: SmtpFailure };

/** In milliseconds. */
export type SmtpPoolTimeouts = { connect: number; greeting: number; silence: number; deadline: number };

/** Five volunteers and the head of operations are told at once. */
const connections = 6;

/** Servers close a connection after some number of messages, often 100: leaving first, no message meets the closing. */
const messagesAConnection = 100;

/** Opens connections to one SMTP server as they are needed and keeps them for the next message. */
export function openSmtpPool(url: string, timeouts: SmtpPoolTimeouts) {
  const transport = nodemailer.createTransport({
    pool: true,
    url,
    maxConnections: connections,
    maxMessages: messagesAConnection,
    // Only what is known to be safe is sent again, by `deliver`.
    maxRequeues: 0,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    // Sooner than the socket's timeout: an idle connection is left with a QUIT, not cut.
    idleTimeout: timeouts.silence * 0.75,
    normalizeHeaderKey: (key) => key.replace(/^X-Easycare-/, 'X-EasyCare-'),
  });

  // Each message as the stream that goes to the socket, found by the one object of ours that the message carries. The
  // connection starts to read it when the server has answered 354, never before.
  const bodies = new WeakMap<AbortSignal, Readable>();
  transport.use('stream', ({ data: { signal }, message }, done) => {
    message.processFunc((input) => {
      const body = gather(input);
      if (signal) bodies.set(signal, body);
      return body;
    });
    done();
  });

  async function attempt(mail: SendMailOptions, signal: AbortSignal): Promise<Delivery> {
    const error = await new Promise<NodemailerError | null>((resolve) => {
      transport.sendMail({ ...mail, signal }, resolve);
    });
    if (error === null) return { result: { kind: 'accepted' } };
    const { code, command, responseCode, response } = error;
    const status = response === undefined ? undefined : readEnhancedCode(response);
    const failure = { code, command, responseCode, ...(status !== undefined && { status }) };
    return { result: classifyFailure(failure, bodies.get(signal)?.readableDidRead ?? false), failure };
  }

  /** Sends one email over a free connection. What goes wrong is the result; nothing is thrown. */
  async function deliver(mail: SendMailOptions, stopping?: AbortSignal): Promise<Delivery> {
    const giveUp = new AbortController();
    const stop = () => giveUp.abort();
    const deadline = setTimeout(stop, timeouts.deadline);
    stopping?.addEventListener('abort', stop);
    if (stopping?.aborted) stop();
    try {
      const delivery = await attempt(mail, giveUp.signal);
      return metClosedConnection(delivery, bodies.has(giveUp.signal)) ? await attempt(mail, giveUp.signal) : delivery;
    } finally {
      clearTimeout(deadline);
      stopping?.removeEventListener('abort', stop);
    }
  }

  return { deliver, connections, close: () => transport.close() };
}

/**
 * The message in one piece: written as it is made, line by line, it would go out in a dozen packets, each of which costs
 * both sides more than the making.
 */
function gather(input: Readable): Readable {
  const pieces: Buffer[] = [];
  const whole = new Transform({
    transform(piece, _encoding, done) {
      pieces.push(piece);
      done();
    },
    flush: (done) => done(null, Buffer.concat(pieces)),
  });
  input.on('error', (error) => whole.destroy(error));
  return input.pipe(whole);
}

/**
 * Whether a kept connection turned out to be closed when the message was given to it: the pool says so with an error of
 * its own, which names no command. Not a byte of the body was sent, so another connection may be tried at once.
 */
function metClosedConnection({ result, failure }: Delivery, assigned: boolean): boolean {
  return assigned && result.kind === 'not_now' && failure?.code === 'ECONNECTION' && failure.command === undefined;
}
