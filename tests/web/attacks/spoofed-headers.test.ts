import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../../web/app.ts';
import { addressOf, json, requests, submissionBody } from '../../support/web.ts';
import { fillPath, listRoutes, type WebRoute } from '../../support/web-routes.ts';
import { openWorld, parametersOf, type World } from './world.ts';

// As a proxy may hand it on, and as a client may make it up: in production, at an address of its own.

const publicUrl = 'https://aiuto.comune.example';
const evil = 'altrui.example';

let world: World;
let app: ReturnType<typeof createApp>;
let pages: WebRoute[];
beforeAll(async () => {
  world = await openWorld();
  app = createApp({ ...world.web.deps, config: { ...world.web.deps.config, production: true, publicUrl } });
  pages = listRoutes(app).filter(({ method }) => method === 'GET');
});
afterAll(() => world?.web.close());

const spoofed = {
  host: evil,
  'x-forwarded-host': evil,
  'x-forwarded-proto': 'http',
  'x-forwarded-port': '81',
  'x-forwarded-prefix': `/${evil}`,
  'x-forwarded-server': evil,
  'x-host': evil,
  'x-original-host': evil,
  forwarded: `host=${evil};proto=http;for=203.0.113.66`,
  referer: `https://${evil}/`,
};

const pathOf = (route: WebRoute) => fillPath(route.path, parametersOf(route, world.esempio));

/** What an answer says, without what is another each time. */
async function tell(path: string, headers: Record<string, string>, host = evil) {
  const answer = await app.request(`http://${host}${path}`, { headers });
  const text = (await answer.text()).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id');
  return { status: answer.status, text, headers: [...answer.headers].filter(([name]) => name !== 'content-length') };
}

describe('a host that a client made up', () => {
  test.each(['signed in', 'a stranger'])('stands on no page, in no redirect and in no cookie: %s', async (who) => {
    const cookie: Record<string, string> = who === 'signed in' ? { cookie: world.olga } : {};
    expect(pages.length).toBeGreaterThan(35);
    for (const route of pages) {
      const path = pathOf(route);
      const answer = await tell(path, { ...cookie, ...spoofed });
      expect(answer.text + JSON.stringify(answer.headers), path).not.toContain(evil);
      expect(answer.status, path).toBeLessThan(500);
    }
  });

  test('is not where the citizen’s link leads, nor that of an email', async () => {
    const headers = { ...spoofed, 'idempotency-key': randomUUID() };
    const answer = await app.request(`http://${evil}${requests}`, json('POST', submissionBody(), headers));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ statusUrl: expect.stringMatching(`^${publicUrl}/esempio/richiesta/`) });
  });

  test('is not an Origin of ours', async () => {
    for (const origin of [`https://${evil}`, `http://${evil}`]) {
      const init = json('POST', {}, { cookie: world.olga, ...spoofed, origin });
      expect((await app.request(`http://${evil}${requests}/import`, init)).status).toBe(403);
    }
  });
});

describe('a header that a proxy would believe', () => {
  test('makes no page of another, and nobody of anybody', async () => {
    const console = '/esempio/console';
    for (const headers of [
      { 'x-original-url': console },
      { 'x-rewrite-url': console },
      { 'x-http-method-override': 'POST' },
      { 'x-user-id': addressOf('Olga') },
      { 'x-forwarded-user': addressOf('Olga') },
      { 'remote-user': addressOf('Olga') },
      { 'x-real-ip': '127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'x-client-ip': '127.0.0.1' },
      { authorization: `Basic ${Buffer.from(`${addressOf('Olga')}:x`).toString('base64')}` },
    ]) {
      expect(await tell('/esempio', headers)).toEqual(await tell('/esempio', {}));
      const refused = await tell(console, headers);
      expect(refused.status).toBe(302);
      const unsigned = await tell(requests, headers);
      expect(unsigned.status).toBe(401);
    }
  });

  test('changes whom a limit counts in no call that has one', async () => {
    const form = (fields: Record<string, string>, headers: Record<string, string>) => ({
      method: 'POST',
      headers: { origin: publicUrl, ...headers },
      body: new URLSearchParams(fields),
    });
    for (let i = 0; i < 5; i += 1) {
      const address = `198.51.100.${i}`;
      const headers = { 'x-forwarded-for': address, 'x-real-ip': address, 'x-easycare-client-address': address };
      await app.request('/entra', form({ email: 'x@y.example', password: 'sbagliata-sbagliata' }, headers));
      await app.request('/esempio/volontari/area', form({ email: 'x@y.example' }, headers));
    }
    const { rows } = await sql<{ key: string; count: number }>`
      select key, count from auth."rateLimit" where key not like '%192.0.2.254'`.execute(world.web.db);
    expect(rows).toEqual([{ key: 'sign-in:unknown', count: 5 }]);
    for (const [from] of vi.mocked(world.web.deps.entryLimit).mock.calls) expect(from.address).toBe('unknown');
    expect(world.web.deps.entryLimit).toHaveBeenCalledTimes(5);
  });
});

test('every page says what it is, in which characters, and is kept by nobody', async () => {
  const types = new Set<string | undefined>();
  for (const route of pages) {
    const { status, text, headers } = await tell(pathOf(route), { cookie: world.olga }, 'aiuto.comune.example');
    const named = Object.fromEntries(headers);
    if (text !== '') {
      expect(named['content-type'], route.path).toMatch(
        /^(text\/(html|csv|css|javascript); charset=utf-8|image\/svg\+xml; charset=utf-8|application\/(problem\+)?json)$/i,
      );
      types.add(named['content-type']?.toLowerCase());
    }
    expect(named['x-content-type-options'], route.path).toBe('nosniff');
    expect(named['strict-transport-security'], route.path).toBe('max-age=31536000; includeSubDomains');
    if (!route.path.startsWith('/assets/') && status < 300) {
      expect(named['cache-control'], route.path).toMatch(/^(no-store|private, no-cache)$/);
    }
  }
  expect(types.size).toBeGreaterThan(3);
});
