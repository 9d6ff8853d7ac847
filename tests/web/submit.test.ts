import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  idIn,
  json,
  openTestWeb,
  problemOf,
  requester,
  requests,
  submissionBody,
  type TestWeb,
} from '../support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const key = (value: string = randomUUID()) => ({ 'idempotency-key': value });
const submit = (body: unknown = submissionBody(), headers: Record<string, string> = {}) =>
  web.app.request(requests, json('POST', body, { ...key(), ...headers }));

describe('a submission', () => {
  test('is answered with its reference and the page of the citizen', async () => {
    const answer = await submit();
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reference: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      status: 'submitted',
      statusUrl: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:3000\/esempio\/richiesta\/[0-9A-Z-]{9}\?chiave=[\w-]{20,}$/,
      ),
    });
  });

  test('of the same key is the same one, and with another body it is refused', async () => {
    const headers = key();
    const [first, again] = [await submit(undefined, headers), await submit(undefined, headers)];
    const other = await submit(submissionBody({ description: 'altro' }), headers);
    expect(await again.json()).toEqual(await first.json());
    expect(again.status).toBe(201);
    expect(other.status).toBe(422);
    expect((await problemOf(other)).code).toBe('key_reused');
  });

  test('of one key sent ten times at once is one request', async () => {
    const headers = key();
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(undefined, headers)));
    const ids = await Promise.all(answers.map(idIn));
    expect(new Set(ids).size).toBe(1);
  });

  test.each([
    ['no key', {}],
    ['an empty key', key('')],
    ['a key with a space, as two headers make', key('a, b')],
    ['a key of letters beyond ASCII', key('perché')],
    ['a key of 201 characters', key('k'.repeat(201))],
  ])('with %s is 400', async (_, headers) => {
    const answer = await web.app.request(requests, json('POST', submissionBody(), headers));
    expect(answer.status).toBe(400);
    expect((await problemOf(answer)).code).toBe('idempotency_key_required');
  });
});

describe('fields that are wrong', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['need missing', { need: undefined }, 'need'],
    ['need null', { need: null }, 'need'],
    ['need of no list', { need: 'astronave' }, 'need'],
    ['need as an array', { need: ['spesa'] }, 'need'],
    ['need as a number beyond all numbers', { need: 1e308 }, 'need'],
    ['requester missing', { requester: undefined }, 'requester'],
    ['requester as an array', { requester: [requester()] }, 'requester'],
    ['letters in the telephone', { requester: requester({ telephone: '333 CASA' }) }, 'requester.telephone'],
    ['two addresses in one', { requester: requester({ email: 'a@x.it, b@y.it' }) }, 'requester.email'],
    ['CRLF in a name', { requester: requester({ givenName: 'Ada\r\nBcc: x@y.it' }) }, 'requester.givenName'],
    ['NUL in a name', { requester: requester({ familyName: 'Zo\0rzi' }) }, 'requester.familyName'],
    ['a lone surrogate', { requester: requester({ address: 'Via \ud800' }) }, 'requester.address'],
    ['a zone of no list', { requester: requester({ zone: '../../etc' }) }, 'requester.zone'],
    ['31 February', { preferredTime: { date: '2027-02-31', part: 'morning' } }, 'preferredTime.date'],
    ['a day in the past', { preferredTime: { date: '2020-01-01', part: 'morning' } }, 'preferredTime.date'],
    ['a text of 1,001 characters', { description: 'x'.repeat(1001) }, 'description'],
    ['privacy notice not read', { privacyNoticeRead: false }, 'privacyNoticeRead'],
    ['privacy notice «yes»', { privacyNoticeRead: 'true' }, 'privacyNoticeRead'],
    ['an unknown channel', { channel: 'carrier-pigeon' }, 'channel'],
  ])('%s: 422 names the field, in Italian', async (_, over, path) => {
    const answer = await submit(submissionBody(over));
    expect(answer.status).toBe(422);
    const { code, errors = [] } = await problemOf(answer);
    expect(code).toBe('invalid_fields');
    expect(errors.map((error) => error.path)).toContain(path);
    for (const { message } of errors) expect(message).toMatch(/^[A-Z].*\.$/);
  });

  test('all are named at once', async () => {
    const answer = await submit(submissionBody({ need: 7, requester: requester({ telephone: 'x', email: 'x' }) }));
    const { errors = [] } = await problemOf(answer);
    expect(errors.map(({ path }) => path).sort()).toEqual(['need', 'requester.email', 'requester.telephone']);
  });

  test.each([
    ['an array', []],
    ['null', 'null'],
    ['a string', '"spesa"'],
    ['__proto__', '{"__proto__": {"need": "spesa"}}'],
    ['sixty thousand brackets', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ])('a body that is %s is 422', async (_, body) => {
    expect((await submit(body)).status).toBe(422);
  });

  test('what nobody asked for is left alone, the last of two same keys counts', async () => {
    const text = JSON.stringify(submissionBody({ requester: requester({ isAdmin: true }), status: 'dispatched' }));
    const twice = text.replace('"need":"spesa"', '"need":"spesa","need":"farmaci","__proto__":{"status":"discarded"}');
    const answer = await submit(twice);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ status: 'submitted' });
  });

  test('markup is text like any other', async () => {
    const name = '<script>alert(1)</script>';
    expect((await submit(submissionBody({ requester: requester({ givenName: name }) }))).status).toBe(201);
  });
});

describe('the office channel', () => {
  const office = submissionBody({ channel: 'office' });

  test('needs a session of this Comune', async () => {
    expect((await submit(office)).status).toBe(401);
    expect((await submit(office, { cookie: await web.signInAs('Ugo') })).status).toBe(403);
  });

  test('records who filled in the form', async () => {
    const cookie = await web.signInAs('Olga');
    const id = await idIn(await submit(office, { cookie }));
    const detail = await web.app.request(`${requests}/${id}`, { headers: { cookie } });
    expect(await detail.json()).toMatchObject({
      channel: 'office',
      submittedBy: 'Olga',
      requester: { givenName: 'Ada' },
    });
  });

  test('is 403 where the Comune does not allow it', async () => {
    const cookie = await web.signInAs('Olga');
    await web.db.updateTable('municipality').set({ office_channel: false }).where('slug', '=', 'esempio').execute();
    const answer = await submit(office, { cookie });
    await web.db.updateTable('municipality').set({ office_channel: true }).where('slug', '=', 'esempio').execute();
    expect(answer.status).toBe(403);
    expect((await problemOf(answer)).code).toBe('office_not_allowed');
  });
});

describe('the limit', () => {
  const refuse = async () => ({ allowed: false as const, retryAfterSeconds: 90 });

  test('answers 429 with Retry-After, and never a repeated key', async () => {
    const headers = key();
    await submit(undefined, headers);
    vi.mocked(web.deps.submissionLimit).mockImplementation(refuse);
    const [fresh, repeated] = [await submit(), await submit(undefined, headers)];
    vi.mocked(web.deps.submissionLimit).mockImplementation(async () => ({ allowed: true }));
    expect(fresh.status).toBe(429);
    expect(fresh.headers.get('retry-after')).toBe('90');
    expect(await problemOf(fresh)).toMatchObject({
      code: 'too_many_requests',
      detail: expect.stringContaining('90 secondi'),
    });
    expect(repeated.status).toBe(201);
  });

  test('counts what is valid and new only, by address and telephone, and nobody who is signed in', async () => {
    vi.mocked(web.deps.submissionLimit).mockClear();
    await submit(submissionBody({ need: 'astronave' }));
    await submit(submissionBody(), { cookie: await web.signInAs('Olga') });
    expect(web.deps.submissionLimit).not.toHaveBeenCalled();
    await submit();
    expect(web.deps.submissionLimit).toHaveBeenCalledExactlyOnceWith({
      address: 'unknown',
      telephone: '+393331234567',
    });
  });
});
