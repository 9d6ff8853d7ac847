import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicUrl } from '../../support/web.ts';
import { fillPath, listRoutes, type WebRoute } from '../../support/web-routes.ts';
import { enterAs, pickVolunteer } from '../pages/volunteer-visit.ts';
import { fieldsFor, foreign, openWorld, parametersOf, sumTables, type World } from './world.ts';

// Every route there is, as another site makes the browser of somebody who is signed in call it.

let world: World;
let volunteer: string;
let routes: WebRoute[];
beforeAll(async () => {
  world = await openWorld();
  volunteer = (await enterAs(world.web, await pickVolunteer(world.web, 2))).cookie;
  routes = listRoutes(world.web.app);
});
afterAll(() => world?.web.close());

const unsafe = () => routes.filter(({ method }) => method !== 'GET');
const pathOf = (route: WebRoute) => fillPath(route.path, parametersOf(route, world.esempio));

const form = () => new URLSearchParams(fieldsFor(world.esempio));
const bodies: [string, () => { body: BodyInit; type?: string }][] = [
  ['a form', () => ({ body: form() })],
  ['a form with a file', () => ({ body: Object.entries(fieldsFor(world.esempio)).reduce(append, new FormData()) })],
  ['text that is a form', () => ({ body: String(form()), type: 'text/plain' })],
  ['JSON', () => ({ body: '{"version":1,"reason":"other"}', type: 'application/json' })],
  ['JSON that says it is text', () => ({ body: '{"version":1,"reason":"other"}', type: 'text/plain' })],
];

function append(data: FormData, [name, value]: [string, string]): FormData {
  data.append(name, value);
  return data;
}

async function send(route: WebRoute, headers: Record<string, string>, make: (typeof bodies)[number][1]) {
  const { body, type } = make();
  const { method } = route;
  const all = { ...headers, ...(type !== undefined && { 'content-type': type }) };
  return await world.web.app.request(pathOf(route), { method, headers: all, body });
}

describe('a request that another site makes', () => {
  test('is tried on every route that changes something', () => {
    expect(unsafe().length).toBeGreaterThan(40);
  });

  test.each(bodies)(
    'with the cookie of an operator or a volunteer, as %s, is 403 and changes nothing',
    async (_, make) => {
      const before = await sumTables(world.web);
      const answered: string[] = [];
      for (const route of unsafe()) {
        for (const cookie of [world.olga, volunteer, `${volunteer}; ${world.olga}`]) {
          for (const origin of [
            foreign,
            'null',
            `${publicUrl}.altrui.example`,
            publicUrl.replace('http:', 'https:'),
            '',
          ]) {
            const { status } = await send(route, { cookie, origin }, make);
            if (status !== 403) answered.push(`${route.method} ${route.path} from «${origin}»: ${status}`);
          }
          const { status } = await send(route, { cookie }, make);
          if (status !== 403) answered.push(`${route.method} ${route.path} without Origin: ${status}`);
        }
      }
      expect(answered).toEqual([]);
      expect(await sumTables(world.web)).toEqual(before);
    },
  );

  test.each(bodies)('without a cookie, as %s, is 403 but for the public submission', async (_, make) => {
    const before = await sumTables(world.web);
    const answered: string[] = [];
    for (const route of unsafe()) {
      const { status } = await send(route, { origin: foreign }, make);
      if (status !== 403) answered.push(`${route.method} ${route.path}`);
    }
    expect(answered).toEqual(['POST /api/v1/:comune/help-requests']);
    expect(await sumTables(world.web)).toEqual(before);
  });

  test('is told nothing that a browser would let it read', async () => {
    for (const { method, path } of routes) {
      const headers = { origin: foreign, cookie: world.olga, 'access-control-request-method': 'POST' };
      for (const how of [method, 'OPTIONS']) {
        const answer = await world.web.app.request(pathOf({ method, path }), { method: how, headers });
        const names = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(names, `${how} ${path}`).toEqual([]);
        await answer.body?.cancel();
      }
    }
  });
});

test('looking at every page, as browsers do that load pictures and links ahead, changes nothing', async () => {
  const before = await sumTables(world.web);
  const failed: string[] = [];
  for (const route of routes.filter(({ method }) => method === 'GET')) {
    for (const method of ['GET', 'HEAD']) {
      const path = `${pathOf(route)}?${form()}&_method=POST`;
      const headers = { cookie: `${world.olga}; ${volunteer}`, 'x-http-method-override': 'POST' };
      const answer = await world.web.app.request(path, { method, headers });
      await answer.arrayBuffer();
      if (answer.status >= 500) failed.push(`${method} ${path}: ${answer.status}`);
    }
  }
  expect(failed).toEqual([]);
  expect(await sumTables(world.web)).toEqual(before);
});
