import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDeliveryStatus } from '../../src/mail/delivery-status.ts';

const load = (name: string) => readFileSync(`tests/mail/notifications/${name}.eml`, 'utf8');
const read = (text: string) => readDeliveryStatus(Buffer.from(text));
const failure = { addresses: expect.arrayContaining(['vito@volontari.example']), invalidAddress: true };

describe('a notification', () => {
  test.each(['postfix', 'exim', 'exchange', 'gmail'])('of %s is read, whatever its line ends', async (name) => {
    const expected = { messageId: '<canarino@comune.example>', failed: [failure] };
    expect(await read(load(name))).toEqual(expected);
    expect(await read(load(name).replaceAll('\n', '\r\n'))).toEqual(expected);
  });

  test('of a delay tells of no failure, of a full mailbox or a policy of no bad address', async () => {
    const delayed = load('postfix').replace('Action: failed', 'Action: delayed').replace('5.1.1\n', '4.4.1\n');
    expect((await read(delayed))?.failed).toEqual([]);
    for (const status of ['5.2.2', '5.7.1', '5.1.8', '5.0.0', '4.4.7']) {
      const told = load('gmail').replace('Status: 5.2.1', `Status: ${status}`).replace('550-5.2.1 ', '550-');
      expect((await read(told))?.failed).toEqual([{ ...failure, invalidAddress: false }]);
    }
  });

  test('with a part in base64, NUL bytes or 10,000 recipients is read all the same', async () => {
    const status = /message\/delivery-status\n\n(.*?)\n--b1/s.exec(load('postfix'))?.[1] ?? '';
    const encoded = load('postfix')
      .replace(status, Buffer.from(status).toString('base64'))
      .replace('message/delivery-status\n', 'message/delivery-status\nContent-Transfer-Encoding: base64\n');
    expect((await read(encoded))?.failed).toEqual([failure]);
    expect((await read(load('postfix').replace('Arrival-Date', '\0Arrival-Date')))?.failed).toEqual([failure]);
    const many = 'Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n'.repeat(10_000);
    expect((await read(load('exim').replace('Action: failed', `${many}Action: failed`)))?.failed).toHaveLength(10_001);
  });

  test('in which nothing of ours came back, or two Message-IDs, names no email', async () => {
    const line = 'Message-ID: <canarino@comune.example>\n';
    for (const other of ['', line + line, 'Message-ID: canarino\n', 'Message-ID: <a\0b@c.example>\n']) {
      const status = await read(load('exim').replace(line, other));
      expect(status).toMatchObject({ messageId: undefined });
    }
  });

  test('is nothing else: not a plain email, nor one within an email, nor nested without end', async () => {
    expect(await read('')).toBeUndefined();
    expect(await read('Subject: Ciao\n\nCiao')).toBeUndefined();
    expect(await read(`Content-Type: message/rfc822\n\n${load('exim')}`)).toBeUndefined();
    expect(await read(load('exim').replace('delivery-status;', 'disposition-notification;'))).toBeUndefined();
    const nested = Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/report; boundary=b${n}\n\n--b${n}\n`);
    expect(await read(nested.join(''))).toBeUndefined();
  });

  test('of any bytes never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.nat(1_500), async (bytes, at) => {
        await readDeliveryStatus(bytes);
        const sample = Buffer.from(load('exchange'));
        await readDeliveryStatus(Buffer.concat([sample.subarray(0, at), bytes, sample.subarray(at)]));
      }),
      { numRuns: 100 },
    );
  });
});
