import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { addLink } from '../../support/volunteer-fixture.ts';
import { json, openTestWeb, publicUrl, requests, submissionBody, type TestWeb } from '../../support/web.ts';
import { visitorOf } from '../pages/visit.ts';
import { area, askLink, cookieOf, enterAs, entry, type Picked, pickVolunteer } from '../pages/volunteer-visit.ts';

// What the links of emails open, beyond what the tests of their pages try: forged, borrowed and doubled secrets.

let web: TestWeb;
let volunteer: Picked;
beforeAll(async () => {
  web = await openTestWeb();
  volunteer = await pickVolunteer(web);
});
afterAll(() => web.close());

const confirm = '/esempio/volontari/conferma';
const confirmSecret = async () =>
  (
    await addLink(
      web.db,
      { municipalityId: volunteer.municipalityId, volunteerId: volunteer.id },
      { purpose: 'confirm' },
    )
  ).secret;
const unused = async () => {
  const { rows } = await sql<{ left: number }>`
    select count(*)::int as left from volunteer_link where used_at is null`.execute(web.db);
  return rows[0]?.left;
};
const sessions = async () => (await web.db.selectFrom('volunteer_session').select('secret_hash').execute()).length;

/** Secrets that are nearly the one. */
const nearly = (secret: string) => [
  secret.slice(0, -1),
  `${secret}A`,
  secret.toUpperCase(),
  secret.toLowerCase(),
  [...secret].toReversed().join(''),
  `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
  ` ${secret}`,
  `${secret}\n`,
  `${secret}=`,
  `${secret}%`,
  '%'.repeat(32),
  '_'.repeat(32),
  `${secret.slice(0, -1)}_`,
  Buffer.from(secret).toString('base64url'),
];

describe('a secret that is not the link’s', () => {
  test('but nearly, opens neither the area nor a confirmation', async () => {
    const secrets = { [entry]: await askLink(web, volunteer), [confirm]: await confirmSecret() };
    const before = await unused();
    for (const [path, secret] of Object.entries(secrets)) {
      for (const forged of nearly(secret).filter((one) => one !== secret)) {
        const opened = await visitorOf(web).open(`${path}?chiave=${encodeURIComponent(forged)}`);
        const pressed = await visitorOf(web).send(path, { chiave: forged });
        expect([opened.status, pressed.status], `${path} ${forged}`).toEqual([404, 404]);
        expect(pressed.headers.getSetCookie()).toEqual([]);
      }
    }
    expect(await unused()).toBe(before);
  });

  test('but another’s of ours, opens nothing', async () => {
    const { statusUrl } = z
      .object({ statusUrl: z.url() })
      .parse(
        await (
          await web.app.request(requests, json('POST', submissionBody(), { 'idempotency-key': randomUUID() }))
        ).json(),
      );
    const citizens = new URL(statusUrl).searchParams.get('chiave') ?? '';
    const status = new URL(statusUrl).pathname;
    const enter = await askLink(web, volunteer);
    const session = (await enterAs(web, volunteer)).cookie.split('=')[1] ?? '';
    for (const secret of [citizens, session, await confirmSecret()]) {
      expect((await visitorOf(web).send(entry, { chiave: secret })).status).toBe(404);
    }
    for (const secret of [citizens, session, enter]) {
      expect((await visitorOf(web).send(confirm, { chiave: secret })).status).toBe(404);
    }
    for (const secret of [session, enter])
      expect((await visitorOf(web).open(`${status}?chiave=${secret}`)).status).toBe(404);
    for (const secret of [citizens, enter]) {
      const page = await visitorOf(web, `easycare.volunteer=${secret}`).open(area);
      expect(page.text).not.toContain(volunteer.family_name);
    }
    expect((await visitorOf(web).open(`${status}?chiave=${citizens}`)).status).toBe(200);
  });

  test('beside the right one: the first counts, the second is not tried', async () => {
    const secret = await askLink(web, volunteer);
    const forged = 'A'.repeat(32);
    const before = await sessions();
    expect((await visitorOf(web).open(`${entry}?chiave=${forged}&chiave=${secret}`)).status).toBe(404);
    expect((await visitorOf(web).send(entry, { chiave: [forged, secret] })).status).toBe(404);
    expect((await visitorOf(web).send(entry, { 'chiave[]': secret, 'chiave[0]': secret })).status).toBe(404);
    expect(await sessions()).toBe(before);
  });
});

describe('a link is used up by a pressed button alone', () => {
  test('not by HEAD, GET, a fetch ahead or a script that follows links, with whatever they add', async () => {
    const secrets = { [entry]: await askLink(web, volunteer), [confirm]: await confirmSecret() };
    const before = [await unused(), await sessions()];
    for (const [path, secret] of Object.entries(secrets)) {
      for (const method of ['HEAD', 'GET', 'OPTIONS']) {
        for (const query of [`chiave=${secret}`, `chiave=${secret}&_method=POST&conferma=1`]) {
          const headers = { 'x-http-method-override': 'POST', purpose: 'prefetch', 'sec-purpose': 'prefetch' };
          const answer = await web.app.request(`${path}?${query}`, { method, headers });
          expect([200, 405]).toContain(answer.status);
          expect(answer.headers.getSetCookie()).toEqual([]);
        }
      }
    }
    expect([await unused(), await sessions()]).toEqual(before);
  });

  test('and the button sends the secret in the body: in the address alone it does nothing', async () => {
    for (const [path, secret] of [
      [entry, await askLink(web, volunteer)],
      [confirm, await confirmSecret()],
    ] as const) {
      const before = [await unused(), await sessions()];
      const headers = { origin: publicUrl, 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await web.app.request(`${path}?chiave=${secret}`, { method: 'POST', headers, body: '' });
      expect(answer.status).toBe(404);
      expect([await unused(), await sessions()]).toEqual(before);
    }
  });

  test('not from another site, which would sign somebody in as somebody else', async () => {
    const secret = await askLink(web, volunteer);
    for (const origin of ['https://altrui.example', 'null']) {
      const body = new URLSearchParams({ chiave: secret });
      const answer = await web.app.request(entry, { method: 'POST', headers: { origin }, body });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    }
    expect((await visitorOf(web).send(entry, { chiave: secret })).status).toBe(303);
  });
});

test('a link that was used opens nothing again, after signing out neither, and in no other browser', async () => {
  const secret = await askLink(web, volunteer);
  const entered = await visitorOf(web).send(entry, { chiave: secret });
  await visitorOf(web, cookieOf(entered)).send(`${area}/esci`, {});
  for (const cookie of [undefined, cookieOf(entered)]) {
    const again = await visitorOf(web, cookie).send(entry, { chiave: secret });
    expect([again.status, again.headers.getSetCookie()]).toEqual([410, []]);
  }
  expect((await visitorOf(web, cookieOf(entered)).open(area)).text).not.toContain(volunteer.family_name);
});
