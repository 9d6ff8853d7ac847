import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../src/mail/mailer.ts';
import type { Deed, Moment } from '../support/smtp-server.ts';
import { useSmtp, write } from './smtp-fixture.ts';

describe.each([{ pipelining: true }, { pipelining: false }])(
  'what the server does, $pipelining as for pipelining',
  (how) => {
    const smtp = useSmtp(how);

    it.each<[Moment, Deed, SendResult]>([
      ['rcpt', 550, { kind: 'refused', reply: 550, invalidAddress: true }],
      ['rcpt', 553, { kind: 'refused', reply: 553, invalidAddress: true }],
      ['rcpt', '550 5.1.1', { kind: 'refused', reply: 550, invalidAddress: true }],
      ['rcpt', '554 5.1.2', { kind: 'refused', reply: 554, invalidAddress: true }],
      ['rcpt', '550 5.2.1', { kind: 'refused', reply: 550, invalidAddress: true }],
      ['rcpt', '556 5.1.10', { kind: 'refused', reply: 556, invalidAddress: true }],
      ['rcpt', '550 5.0.0', { kind: 'refused', reply: 550, invalidAddress: true }],
      // Final for this email, but the address may take the next one.
      ['rcpt', '550 5.7.1', { kind: 'refused', reply: 550 }],
      ['rcpt', '550 5.1.8', { kind: 'refused', reply: 550 }],
      ['rcpt', '552 5.2.2', { kind: 'refused', reply: 552 }],
      ['rcpt', 552, { kind: 'refused', reply: 552 }],
      ['rcpt', 554, { kind: 'refused', reply: 554 }],
      ['data', '550 5.1.1', { kind: 'refused', reply: 550 }],
      ['dot', 550, { kind: 'refused', reply: 550 }],
      ['rcpt', 501, { kind: 'refused', reply: 501 }],
      ['data', 554, { kind: 'refused', reply: 554 }],
      ['dot', 554, { kind: 'refused', reply: 554 }],
      ['rcpt', 450, { kind: 'not_now', reply: 450 }],
      ['data', 451, { kind: 'not_now', reply: 451 }],
      ['dot', 452, { kind: 'not_now', reply: 452 }],
      ['dot', 421, { kind: 'not_now', reply: 421 }],
      // Not about this recipient.
      ['connect', 554, { kind: 'not_now', reply: 554 }],
      ['ehlo', 421, { kind: 'not_now', reply: 421 }],
      ['mail', 550, { kind: 'not_now', reply: 550 }],
      ['mail', 451, { kind: 'not_now', reply: 451 }],
      ['rcpt', 503, { kind: 'not_now', reply: 503 }],
      ['rcpt', 530, { kind: 'not_now', reply: 530 }],
      // Before the body.
      ['connect', 'drop', { kind: 'not_now' }],
      ['ehlo', 'drop', { kind: 'not_now' }],
      ['mail', 'drop', { kind: 'not_now' }],
      ['rcpt', 'drop', { kind: 'not_now' }],
      ['data', 'drop', { kind: 'not_now' }],
      // After 354.
      ['body', 'drop', { kind: 'uncertain' }],
      ['dot', 'drop', { kind: 'uncertain' }],
      // Neither yes nor no: replies out of step.
      ['dot', 354, { kind: 'uncertain' }],
    ])('%s: %s', async (at, deed, expected) => {
      smtp.server.addRule({ at, do: deed });
      expect(await smtp.open().send(write())).toEqual(expected);
      expect(smtp.readLog()).not.toMatch(/@esempio|told so|Lucia/);
    });

    it.each<[Moment, string]>([
      ['connect', 'not_now'],
      ['ehlo', 'not_now'],
      ['rcpt', 'not_now'],
      ['data', 'not_now'],
      ['body', 'uncertain'],
      ['dot', 'uncertain'],
    ])('%s: silence', async (at, kind) => {
      smtp.server.addRule({ at, do: 'stall' });
      expect(
        await smtp.open({ timeouts: at === 'connect' ? { greeting: 100 } : { silence: 100 } }).send(write()),
      ).toEqual({ kind });
      expect(smtp.readLogLine()).toMatchObject({ failure: { code: 'ETIMEDOUT' } });
    });

    it.each<[Moment, string]>([
      ['data', 'not_now'],
      ['dot', 'uncertain'],
    ])('%s: longer than the deadline of the whole email', async (at, kind) => {
      smtp.server.addRule({ at, do: 'stall' });
      expect(await smtp.open({ timeouts: { deadline: 200 } }).send(write())).toEqual({ kind });
      expect(smtp.readLogLine()).toMatchObject({ failure: { code: 'EABORT' } });
    });

    it('is told of each message over a kept connection, whatever became of the one before', async () => {
      const mailer = smtp.open();
      expect(await mailer.send(write())).toEqual({ kind: 'accepted' });
      smtp.server.addRule({ at: 'dot', do: 'drop', times: 1 });
      expect(await mailer.send(write())).toEqual({ kind: 'uncertain' });
      expect(await mailer.send(write())).toEqual({ kind: 'accepted' });
      smtp.server.addRule({ at: 'rcpt', do: 550, times: 1 });
      expect(await mailer.send(write())).toEqual({ kind: 'refused', reply: 550, invalidAddress: true });
      expect(await mailer.send(write())).toEqual({ kind: 'accepted' });
      expect(smtp.server.received.map(({ answered }) => answered)).toEqual([true, false, true, true]);
    });

    it('is told of each of several messages at once, whatever becomes of the others', async () => {
      smtp.server.addRule({ at: 'data', do: 'drop', to: 'a@x.example' }, { at: 'dot', do: 'drop', to: 'b@x.example' });
      const mailer = smtp.open();
      const addresses = ['a@x.example', 'b@x.example', 'c@x.example'];
      const sent = addresses.map((address) => mailer.send(write({ to: { name: 'V', address } })));
      expect(await Promise.all(sent)).toEqual([{ kind: 'not_now' }, { kind: 'uncertain' }, { kind: 'accepted' }]);
    });

    it('is asked again at once where a kept connection turns out to be closed', async () => {
      const mailer = smtp.open();
      await mailer.send(write());
      smtp.server.addRule({ at: 'mail', do: 'drop', times: 1 });
      expect(await mailer.send(write())).toEqual({ kind: 'accepted' });
      expect(smtp.server.received).toHaveLength(2);
      expect(smtp.server.connections).toBe(2);
    });

    it('is asked once, not several times behind our back', async () => {
      smtp.server.addRule({ at: 'connect', do: 'drop' });
      await smtp.open().send(write());
      expect(smtp.server.connections).toBe(1);
    });

    it('is not asked again at once where it closes the new connection as well', async () => {
      const mailer = smtp.open();
      await mailer.send(write());
      smtp.server.addRule({ at: 'mail', do: 'drop' });
      expect(await mailer.send(write())).toEqual({ kind: 'not_now' });
      expect(smtp.server.received).toHaveLength(1);
    });
  },
);
