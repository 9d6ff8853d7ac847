import { hash, verify } from '@node-rs/argon2';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addressOf, json, openTestWeb, password, type TestWeb } from '../../support/web.ts';
import { visitorOf } from '../pages/visit.ts';
import { pickVolunteer } from '../pages/volunteer-visit.ts';

// The real ones, watched: what a guess costs is what they are asked to do, whatever else the machine is busy with.
vi.mock(import('@node-rs/argon2'), async (original) => {
  const real = await original();
  return { ...real, hash: vi.fn(real.hash), verify: vi.fn(real.verify) };
});

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
  await web.deps.signIn.createUser({ email: 'nessun.comune@posta.example', name: 'Senza Comune', password });
  const { id } = await pickVolunteer(web);
  await web.db.updateTable('volunteer').set({ email: 'volontario@posta.example' }).where('id', '=', id).execute();
});
afterAll(() => web.close());
beforeEach(() => {
  vi.mocked(hash).mockClear();
  vi.mocked(verify).mockClear();
});

const wrong = 'sbagliata-sbagliata';
const known = { email: addressOf('Olga'), password: wrong };
const strangers = [
  ['nobody’s', 'nessuno@comune.example'],
  ['that of somebody without a Comune', 'nessun.comune@posta.example'],
  ['that of a volunteer', 'volontario@posta.example'],
] as const;

async function answerTo(body: { email: string; password: string }) {
  const answer = await web.app.request('/api/auth/sign-in/email', json('POST', body));
  const text = (await answer.text()).replace(/urn:uuid:[0-9a-f-]+/, 'urn');
  return { status: answer.status, text, headers: [...answer.headers] };
}

describe('a wrong password for an address that is', () => {
  test.each(strangers)('%s is answered word for word as for an operator’s', async (_, email) => {
    expect(await answerTo({ email, password: wrong })).toEqual(await answerTo(known));
    const [page, other] = [
      await visitorOf(web).send('/entra', known),
      await visitorOf(web).send('/entra', { email, password: wrong }),
    ];
    expect(other.status).toBe(page.status);
    expect(other.html.replaceAll(email, known.email)).toBe(page.html);
    const withoutLength = (headers: Headers) => [...headers].filter(([name]) => name !== 'content-length');
    expect(withoutLength(other.headers)).toEqual(withoutLength(page.headers));
  });

  test.each(strangers)('%s costs one Argon2id of the same size', async (_, email) => {
    await answerTo(known);
    const [stored = ''] = vi.mocked(verify).mock.calls[0] ?? [];
    expect([vi.mocked(verify).mock.calls.length, vi.mocked(hash).mock.calls.length]).toEqual([1, 0]);
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);

    await answerTo({ email, password: wrong });
    const works = [
      ...vi
        .mocked(verify)
        .mock.calls.slice(1)
        .map(([one]) => String(one).split('$')[3]),
    ];
    for (const [, options] of vi.mocked(hash).mock.calls) {
      works.push(`m=${options?.memoryCost},t=${options?.timeCost},p=${options?.parallelism}`);
    }
    expect(works).toEqual(['m=19456,t=2,p=1']);
  });
});

test('too many wrong ones are answered the same, too, and do no work any more', async () => {
  const from = new Headers({ 'x-easycare-client-address': '198.51.100.77' });
  const wrongs = Array.from({ length: 30 }, () =>
    web.deps.signIn.signIn({ email: 'x@y.example', password: wrong }, from),
  );
  await Promise.all(wrongs);
  vi.mocked(hash).mockClear();
  const answers = [];
  for (const email of [known.email, strangers[0][1]]) {
    const answer = await web.deps.signIn.signIn({ email, password }, from);
    answers.push([answer.status, [...answer.headers.keys()], await answer.text()]);
  }
  expect(answers).toEqual([
    [429, ['retry-after'], ''],
    [429, ['retry-after'], ''],
  ]);
  expect([vi.mocked(verify).mock.calls.length, vi.mocked(hash).mock.calls.length]).toEqual([0, 0]);
});

describe('a password', () => {
  const from = new Headers({ 'x-easycare-client-address': '198.51.100.78' });
  const statusOf = async (email: string, typed: string) =>
    (await web.deps.signIn.signIn({ email, password: typed }, from)).status;

  test('is right only as it was set: no case, no space, no character more or less', async () => {
    const email = 'esatta@comune.example';
    const exact = ' Però-1 password Ω è questa ';
    await web.deps.signIn.createUser({ email, name: 'Esatta', password: exact });
    expect(await statusOf(email, exact)).toBe(200);
    for (const near of [
      exact.trim(),
      exact.toLowerCase(),
      exact.normalize('NFD'),
      exact.slice(0, -1),
      `${exact}x`,
      `${exact}\0`,
      exact.replace('ò', 'o'),
    ]) {
      expect(await statusOf(email, near), near).toBe(401);
    }
  });

  test('may be as long as a phrase, and its last character counts', async () => {
    const email = 'lunga@comune.example';
    const long = `${'nuvole '.repeat(18)}a`;
    expect(long).toHaveLength(127);
    await web.deps.signIn.createUser({ email, name: 'Lunga', password: `${long}1` });
    expect(await statusOf(email, `${long}1`)).toBe(200);
    expect(await statusOf(email, `${long}2`)).toBe(401);
    expect(await statusOf(email, long.slice(0, 72))).toBe(401);
  });
});
