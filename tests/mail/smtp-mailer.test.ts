import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { useSmtp, volunteer, write } from './smtp-fixture.ts';

const smtp = useSmtp();

describe('an accepted email', () => {
  it('reaches its one recipient as it was written, with the headers that every email carries', async () => {
    const message = write({ replyTo: { name: 'Capo', address: 'capo@comune.example' } });
    expect(await smtp.open().send(message)).toEqual({ kind: 'accepted' });

    const [received] = smtp.server.received;
    expect(received).toMatchObject({ from: 'aiuto@comune.example', to: [volunteer], answered: true });
    expect(received?.mail.text?.trimEnd()).toBe(message.text.trimEnd());
    expect(received?.mail.html).toContain('<p>Gentile Lucia</p>');
    expect(received?.mail.from?.text).toBe('"Comune di Esempio" <aiuto@comune.example>');
    expect(received?.mail.to).toMatchObject({ value: [{ name: 'Lucia Però', address: volunteer }] });
    expect(received?.mail.replyTo?.value).toMatchObject([{ address: 'capo@comune.example' }]);
    expect(received?.mail.messageId).toBe(message.messageId);
    expect(received?.raw.split('\r\n')).toEqual(
      expect.arrayContaining([
        'X-EasyCare-Kind: request_to_volunteer',
        `X-EasyCare-Request: ${message.requestId}`,
        'Auto-Submitted: auto-generated',
      ]),
    );
    expect(received?.raw).not.toMatch(/nodemailer/i);
  });

  it('is logged by kind, message id and result', async () => {
    await smtp.open().send(write());
    expect(smtp.readLogLine()).toMatchObject({
      kind: 'request_to_volunteer',
      messageId: '<one.0@comune.example>',
      result: { kind: 'accepted' },
    });
    expect(smtp.readLog()).not.toContain('@esempio.example');
  });

  it('leaves its connection to the next one', async () => {
    const mailer = smtp.open();
    for (const messageId of ['<1@x.example>', '<2@x.example>', '<3@x.example>'])
      await mailer.send(write({ messageId }));
    expect(smtp.server.received).toHaveLength(3);
    expect(smtp.server.connections).toBe(1);
  });

  it('is one of six sent at once, each over a connection of its own', async () => {
    const mailer = smtp.open();
    const sent = Array.from({ length: 7 }, (_, i) => mailer.send(write({ messageId: `<${i}@x.example>` })));
    expect(await Promise.all(sent)).toEqual(sent.map(() => ({ kind: 'accepted' })));
    expect(smtp.server.connections).toBe(6);
  });

  it('goes over a new connection after a hundred', async () => {
    const mailer = smtp.open();
    for (let sent = 0; sent < 101; sent += 1) expect(await mailer.send(write())).toEqual({ kind: 'accepted' });
    expect(smtp.server.connections).toBe(2);
  });

  it('is signed in with what the URL says', async () => {
    const url = smtp.server.url.replace('//', '//casella:segreta@');
    expect(await smtp.open({ url }).send(write())).toEqual({ kind: 'accepted' });
    expect(smtp.server.commands).toContain(`AUTH PLAIN ${Buffer.from('\0casella\0segreta').toString('base64')}`);
  });
});

describe('a server that is not there, or not ours', () => {
  it('can be asked again', async () => {
    await smtp.server.goAway();
    const mailer = smtp.open();
    expect(await mailer.send(write())).toEqual({ kind: 'not_now' });
    expect(await mailer.check()).toBe(false);
    await smtp.server.comeBack();
    expect(await mailer.check()).toBe(true);
    expect(await mailer.send(write())).toEqual({ kind: 'accepted' });
  });

  it('and a wrong password marks nobody undeliverable', async () => {
    smtp.server.addRule({ at: 'auth', do: 535 });
    const mailer = smtp.open({ url: smtp.server.url.replace('//', '//casella:sbagliata@') });
    expect(await mailer.send(write())).toEqual({ kind: 'not_now', reply: 535 });
  });

  it('is noticed by the check in the time it has, without signing in', async () => {
    smtp.server.addRule({ at: 'connect', do: 'stall', times: 1 });
    const mailer = smtp.open({ url: smtp.server.url.replace('//', '//casella:segreta@'), timeouts: { check: 100 } });
    expect(await mailer.check()).toBe(false);
    expect(await mailer.check()).toBe(true);
    expect(smtp.server.commands.join()).not.toContain('AUTH');
  });

  it('answers not_now after the mailer was closed', async () => {
    const mailer = smtp.open();
    await mailer.close();
    expect(await mailer.send(write())).toEqual({ kind: 'not_now' });
  });
});

describe('what must not get into a header or an envelope', () => {
  it.each([
    'v@esempio.example, evil@esempio.example',
    'gruppo: v@esempio.example, evil@esempio.example;',
    'Vera <v@esempio.example>',
    'v@esempio.example\r\nRCPT TO:<evil@esempio.example>',
    ' v@esempio.example',
    '',
  ])('refuses the recipient %j before any connection', async (address) => {
    expect(await smtp.open().send(write({ to: { name: 'Vera', address } }))).toEqual({
      kind: 'refused',
      reply: 553,
      invalidAddress: true,
    });
    expect(smtp.server.connections).toBe(0);
    expect(smtp.readLog()).not.toContain('esempio.example');
  });

  it('leaves out a Reply-To that is more than one address', async () => {
    await smtp.open().send(write({ replyTo: { name: 'Capo', address: 'capo@comune.example, evil@esempio.example' } }));
    expect(smtp.server.received[0]?.mail.replyTo).toBeUndefined();
  });

  it.each([
    '\r\nBcc: evil@esempio.example',
    '\nBcc: evil@esempio.example\n\n<b>',
    '\rBcc: x\r',
    ' <evil@esempio.example>,',
  ])('keeps a name and a subject with %j what they are', async (tail) => {
    const name = `Lucia${tail}`;
    await smtp
      .open()
      .send(write({ to: { name, address: volunteer }, replyTo: { name, address: volunteer }, subject: name }));
    const [received] = smtp.server.received;
    expect(received?.to).toEqual([volunteer]);
    expect(received?.mail.headers.has('bcc')).toBe(false);
    expect(received?.mail.to).toMatchObject({ value: [{ address: volunteer }] });
    expect(received?.mail.replyTo?.value).toHaveLength(1);
    expect(received?.mail.subject).toBe(name.replace(/[\r\n]+/g, ' ').trim());
  });

  it.each(['', 'nessuno', 'a@x.example, b@x.example'])('does not start with the sender %j', (from) => {
    expect(() => createSmtpMailer({ url: smtp.server.url, from, log: pino({ enabled: false }) })).toThrow(/MAIL_FROM/);
  });
});
