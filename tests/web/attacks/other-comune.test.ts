import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayUse } from '../../../web/access.ts';
import { publicUrl } from '../../support/web.ts';
import { fillPath, isForOperators, listRoutes, type WebRoute } from '../../support/web-routes.ts';
import { enterAs, pickVolunteer } from '../pages/volunteer-visit.ts';
import { fieldsFor, openWorld, type Possessions, parametersOf, sumTables, type World } from './world.ts';

// Every route with something of a Comune in its address, as somebody calls it whose Comune is another.

let world: World;
let routes: WebRoute[];
beforeAll(async () => {
  world = await openWorld();
  routes = listRoutes(world.web.app).filter(isForOperators);
});
afterAll(() => world?.web.close());

type Parameters = Record<string, string>;

async function call({ method, path }: WebRoute, parameters: Parameters, of: Possessions, cookie?: string) {
  const headers = { origin: publicUrl, ...(cookie !== undefined && { cookie }) };
  if (method === 'GET') return await read(await world.web.app.request(fillPath(path, parameters), { headers }));
  const isApi = path.startsWith('/api/');
  const body = isApi ? JSON.stringify({ version: 1, reason: 'other' }) : new URLSearchParams(fieldsFor(of));
  const all = { ...headers, ...(isApi && { 'content-type': 'application/json' }) };
  return await read(await world.web.app.request(fillPath(path, parameters), { method, headers: all, body }));
}

/** The answer without what is another each time: the number of its line in the log, and ids that were asked for. */
async function read(answer: Response) {
  const text = (await answer.text()).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id');
  const headers = [...answer.headers].filter(([name]) => name !== 'content-length');
  return { status: answer.status, location: answer.headers.get('location') ?? '', text, headers };
}

test('there are routes to try, many of them with an id', () => {
  expect(routes.length).toBeGreaterThan(50);
  expect(routes.filter(({ path }) => /:(id|volunteer|other)/.test(path)).length).toBeGreaterThan(30);
});

test('in the address of the other Comune, every page and call is refused to its neighbour’s operator', async () => {
  const before = await sumTables(world.web);
  for (const route of routes) {
    const answer = await call(route, parametersOf(route, world.altrove), world.altrove, world.olga);
    expect(answer.status, `${route.method} ${route.path}`).toBe(403);
    expect(answer.text).not.toContain('Segreta');
    // And the log says which, of whose, though nobody of hers.
    const logged: unknown = JSON.parse(world.web.logged.at(-1) ?? '');
    expect(logged).toMatchObject({ status: 403, route: route.path, municipalityId: expect.any(String) });
  }
  expect(await sumTables(world.web)).toEqual(before);
});

test('without a session, or with a volunteer’s, it asks to sign in', async () => {
  const before = await sumTables(world.web);
  const { cookie: volunteer } = await enterAs(world.web, await pickVolunteer(world.web, 2));
  const sessions = await sumTables(world.web);
  for (const route of routes) {
    for (const cookie of [undefined, volunteer, volunteer.replace('easycare.volunteer', 'easycare.session_token')]) {
      const answer = await call(route, parametersOf(route, world.esempio), world.esempio, cookie);
      const isPage = route.method === 'GET' && !route.path.startsWith('/api/');
      expect(answer.status, `${route.method} ${route.path}`).toBe(isPage ? 302 : 401);
      if (isPage) expect(answer.location).toMatch(/^\/entra\?ritorno=/);
      expect(answer.text).not.toContain('Segreta');
    }
  }
  expect(sessions['help_request']).toBe(before['help_request']);
  expect(await sumTables(world.web)).toEqual(sessions);
});

test('with the other Comune’s ids in one’s own address, it is as if there were no such thing', async () => {
  const before = await sumTables(world.web);
  // Whatever her role may do; what it may not is refused before any id is read.
  for (const route of routes.filter(({ method, path }) => mayUse('administrator', `${method} ${path}`))) {
    const own = parametersOf(route, world.esempio);
    const theirs = parametersOf(route, world.altrove);
    for (const name of ['id', 'volunteer', 'other']) {
      if (!new RegExp(`:${name}\\b`).test(route.path)) continue;
      const callWith = (id: string) => {
        const possessions = { ...world.esempio, ...(name !== 'other' && { volunteer: id }) };
        return call(route, { ...own, [name]: id }, possessions, world.olga);
      };
      const answer = await callWith(theirs[name] ?? '');
      // Merging with somebody who is not there leads to the one of one's own who is.
      const isMerging = route.method === 'POST' && route.path.endsWith('/unisci/:other');
      expect(answer.status, `${route.method} ${route.path} with :${name}`).toBe(isMerging ? 303 : 404);
      if (isMerging) expect(answer.location).toContain(name === 'id' ? world.esempio.other : world.esempio.volunteer);
      expect(answer.text).not.toContain('Segreta');
      // And not a word, nor a header, that an id of nobody would not get.
      expect(await callWith(randomUUID()), `${route.method} ${route.path}`).toEqual(answer);
    }
  }
  expect(await sumTables(world.web)).toEqual(before);
});

test('with the other Comune’s volunteer in a form, too', async () => {
  const before = await sumTables(world.web);
  const route = { method: 'POST', path: '/:comune/console/richieste/:id/volontari/metti' };
  expect(routes).toContainEqual(route);
  const own = parametersOf(route, world.esempio);
  const answer = await call(route, own, { ...world.esempio, volunteer: world.altrove.volunteer }, world.olga);
  expect(answer.status).toBe(404);
  expect(await sumTables(world.web)).toEqual(before);
});
