import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
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
let olga: string;
let ugo: string;
beforeAll(async () => {
  web = await openTestWeb();
  [olga, ugo] = [await web.signInAs('Olga'), await web.signInAs('Ugo')];
});
afterAll(() => web.close());

const submit = async (over: Record<string, unknown> = {}) => {
  const headers = { 'idempotency-key': randomUUID() };
  return await idIn(await web.app.request(requests, json('POST', submissionBody(over), headers)));
};
const get = (path: string) => web.app.request(`${requests}${path}`, { headers: { cookie: olga } });
const post = (path: string, body: unknown) =>
  web.app.request(`${requests}${path}`, json('POST', body, { cookie: olga }));
const importAll = () => post('/import', {});
const submitAndImport = async () => {
  const id = await submit();
  await importAll();
  return id;
};

describe('who may', () => {
  const id = randomUUID();
  const calls: [string, string, unknown?][] = [
    ['GET', ''],
    ['GET', `/${id}`],
    ['PATCH', `/${id}`, { version: 1 }],
    ['POST', '/import', {}],
    ['POST', `/${id}/dispatch`, {}],
    ['POST', `/${id}/discard`, { reason: 'other' }],
    ['POST', `/${id}/restore`, {}],
    ['POST', `/${id}/close`, {}],
  ];

  test.each(calls)('%s …%s: nobody unsigned (401), nobody of another Comune (403)', async (method, path, body) => {
    const unsigned = await web.app.request(requests + path, json(method, body));
    expect(unsigned.status).toBe(401);
    expect((await problemOf(unsigned)).code).toBe('sign_in_required');
    const stranger = await web.app.request(requests + path, json(method, body, { cookie: ugo }));
    expect(stranger.status).toBe(403);
    expect((await problemOf(stranger)).code).toBe('not_your_municipality');
  });

  test('is asked before what is sent is looked at', async () => {
    expect((await web.app.request(`${requests}/${id}/discard`, json('POST', '{'))).status).toBe(401);
    expect((await web.app.request(`${requests}?limit=x`)).status).toBe(401);
    expect((await web.app.request(`${requests}/nothing`)).status).toBe(401);
  });

  test("another Comune's request is 404 for every call, as if it did not exist", async () => {
    const theirs = await submitAndImport();
    const elsewhere = `/api/v1/altrove/help-requests/${theirs}`;
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { version: 1, description: 'mio' }],
      ['POST', '/dispatch', {}],
      ['POST', '/discard', { reason: 'other' }],
      ['POST', '/restore', {}],
      ['POST', '/close', {}],
    ] as const) {
      const answer = await web.app.request(elsewhere + path, json(method, body, { cookie: ugo }));
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('Zorzi');
    }
    expect(await (await get(`/${theirs}`)).json()).toMatchObject({
      status: 'awaiting_operator',
      version: expect.any(Number),
    });
  });
});

describe('the table', () => {
  test('holds what was imported, in pages', async () => {
    const before = z.object({ items: z.array(z.object({ id: z.string() })) });
    const waiting = await submit();
    expect(before.parse(await (await get('?limit=1000')).json()).items.map(({ id }) => id)).not.toContain(waiting);
    expect(await (await importAll()).json()).toEqual({ imported: 1 });
    expect(await (await importAll()).json()).toEqual({ imported: 0 });
    const page = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable() });
    await submitAndImport();
    const first = page.parse(await (await get('?status=awaiting_operator&limit=1')).json());
    expect(first.items).toHaveLength(1);
    const second = page.parse(await (await get(`?status=awaiting_operator&limit=1&cursor=${first.next}`)).json());
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  test('is searched by name, and a row says what the columns need', async () => {
    const name = `Quintavalle${Date.now()}`;
    const id = await submit({ requester: requester({ familyName: name }) });
    await importAll();
    const answer = await get(`?q=${name.toLowerCase()}`);
    expect(await answer.json()).toEqual({
      items: [
        {
          id,
          reference: expect.any(String),
          status: 'awaiting_operator',
          channel: 'citizen',
          need: 'spesa',
          zone: 'centro',
          requester: { givenName: 'Ada', familyName: name, telephone: '+393331234567' },
          submittedAt: expect.stringMatching(/^\d{4}-.*Z$/),
          late: false,
          noVolunteers: false,
        },
      ],
      next: null,
    });
  });
});

test('one request tells everything, and leaves out what is not there', async () => {
  const id = await submit({ preferredTime: { date: tomorrow(), part: 'evening' } });
  expect(await (await get(`/${id}`)).json()).toEqual({
    id,
    reference: expect.any(String),
    status: 'submitted',
    channel: 'citizen',
    need: 'spesa',
    zone: 'centro',
    late: false,
    noVolunteers: false,
    version: expect.any(Number),
    requester: {
      givenName: 'Ada',
      familyName: 'Zorzi',
      telephone: '+393331234567',
      address: 'Via dei Mille 12',
      zone: 'centro',
    },
    preferredTime: { date: tomorrow(), part: 'evening' },
    description: 'Mi serve la spesa, non riesco a uscire.',
    requirements: {
      skills: ['spesa'],
      vehicle: false,
      languages: [],
      languagesMatch: 'any',
      timeRequired: true,
    },
    submittedAt: expect.any(String),
    offers: [],
    emails: [],
    timeline: [{ at: expect.any(String), what: 'submitted', by: 'Richiedente' }],
  });
});

describe('a correction', () => {
  const patch = (id: string, body: unknown) =>
    web.app.request(`${requests}/${id}`, json('PATCH', body, { cookie: olga }));
  const versionOf = async (id: string) =>
    z.object({ version: z.int() }).parse(await (await get(`/${id}`)).json()).version;

  test('is stored and answered with the request; an older version is 409', async () => {
    const id = await submitAndImport();
    const version = await versionOf(id);
    const answer = await patch(id, { version, requester: { address: 'Via Nuova 1', email: 'ada@posta.example' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ requester: { address: 'Via Nuova 1', email: 'ada@posta.example' } });
    const stale = await patch(id, { version, description: 'troppo tardi' });
    expect(stale.status).toBe(409);
    expect((await problemOf(stale)).code).toBe('stale_version');
  });

  test('changes the requirements it names and no other', async () => {
    const id = await submitAndImport();
    const asked = { vehicle: true, languages: ['en'], languagesMatch: 'all', timeRequired: false };
    const answer = await patch(id, { version: await versionOf(id), requirements: asked });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ requirements: { skills: ['spesa'], ...asked } });
    const again = await patch(id, { version: await versionOf(id), requirements: { skills: [], vehicle: false } });
    expect(await again.json()).toMatchObject({ requirements: { ...asked, skills: [], vehicle: false } });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no version', { description: 'x' }, 'version'],
    ['a version beyond all numbers', { version: 1e300 }, 'version'],
    ['a skill of no list', { version: 1, requirements: { skills: ['magia'] } }, 'requirements.skills.0'],
    ['a language of no list', { version: 1, requirements: { languages: ['xx'] } }, 'requirements.languages'],
    [
      'languages that match somehow',
      { version: 1, requirements: { languagesMatch: 'x' } },
      'requirements.languagesMatch',
    ],
    ['a vehicle that is a word', { version: 1, requirements: { vehicle: 'auto' } }, 'requirements.vehicle'],
    ['a need of no list', { version: 1, need: 'astronave' }, 'need'],
    ['a telephone with letters', { version: 1, requester: { telephone: 'CASA' } }, 'requester.telephone'],
  ])('with %s is 422', async (_, body, path) => {
    const answer = await patch(await submitAndImport(), body);
    expect(answer.status).toBe(422);
    const paths = (await problemOf(answer)).errors?.map((error) => error.path) ?? [];
    expect(paths.some((one) => path.startsWith(one))).toBe(true);
  });

  test('comes too late once it is decided', async () => {
    const id = await submitAndImport();
    await post(`/${id}/dispatch`, {});
    const answer = await patch(id, { version: await versionOf(id), description: 'x' });
    expect(answer.status).toBe(409);
    expect((await problemOf(answer)).code).toBe('not_editable');
  });
});

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}
