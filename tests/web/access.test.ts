import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Access, matrix } from '../../web/access.ts';
import { createApp } from '../../web/app.ts';
import type { WebEnv } from '../../web/context.ts';
import { enforceAccess } from '../../web/middleware/enforce-access.ts';
import { WebError } from '../../web/web-error.ts';
import { json, openTestWeb, problemOf, publicUrl, type Somebody, staff, type TestWeb } from '../support/web.ts';

let web: TestWeb;
const cookies = new Map<Somebody, string>();
const everybody: readonly Somebody[] = ['Olga', 'Piero', 'Carlo', 'Livia', 'Ugo', 'Ines'];
beforeAll(async () => {
  web = await openTestWeb();
  for (const somebody of everybody) cookies.set(somebody, await web.signInAs(somebody));
});
afterAll(() => web.close());

const nobodysId = '01890000-0000-7000-8000-000000000000';
const parameters: Record<string, string> = {
  comune: 'esempio',
  lista: 'zone',
  voce: 'centro',
  reference: 'AAAA-AAAA',
  version: 'v',
  name: 'site.css',
};

/** An address of the route, with ids of nothing: who may not use it is refused before anything is looked up. */
function addressOf(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => parameters[name] ?? nobodysId);
}

/** Asks for a route as its own client would: JSON under /api, a form elsewhere. */
async function ask(route: string, cookie?: string): Promise<Response> {
  const [method = '', path = ''] = route.split(' ');
  const signedIn = cookie === undefined ? {} : { cookie };
  if (path.startsWith('/api/')) {
    const body = method === 'GET' ? undefined : {};
    return await web.app.request(addressOf(path), json(method, body, signedIn));
  }
  const body = method === 'GET' ? {} : { body: new URLSearchParams() };
  return await web.app.request(addressOf(path), { method, headers: { origin: publicUrl, ...signedIn }, ...body });
}

/** Signing out ends the session that the next route needs. */
const endsSession = (route: string) => /esci$|sign-out$/.test(route);

async function cookieFor(somebody: Somebody, route: string): Promise<string | undefined> {
  return endsSession(route) ? await web.signInAs(somebody) : cookies.get(somebody);
}

/** What came of asking, as far as access goes. */
async function outcomeOf(answer: Response, route: string): Promise<string> {
  if (answer.status === 302 && answer.headers.get('location')?.startsWith('/entra?ritorno=')) return 'asked to sign in';
  if (answer.status !== 401 && answer.status !== 403) return 'let in';
  if (route.includes(' /api/')) return (await problemOf(answer)).code;
  const text = await answer.text();
  if (text.includes('Il Suo ruolo non lo permette')) return 'forbidden';
  if (text.includes('Non è un operatore di questo Comune')) return 'not_your_municipality';
  return text.includes('Deve entrare di nuovo') ? 'sign_in_required' : 'let in';
}

const byRole = Object.entries(matrix).filter(
  (entry): entry is [string, Exclude<Access, string>] => typeof entry[1] === 'object',
);

describe('the matrix', () => {
  test('has every route of the router, and no other', () => {
    const routes = createApp(web.deps).routes.filter(({ method }) => method !== 'ALL');
    const served = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect(Object.keys(matrix).toSorted()).toEqual([...served].toSorted());
  });

  test.each(byRole)('%s is for %j and nobody else', async (route, allowed) => {
    for (const somebody of ['Olga', 'Piero', 'Carlo', 'Livia'] as const) {
      const role = staff[somebody];
      const outcome = await outcomeOf(await ask(route, cookies.get(somebody)), route);
      expect([role, outcome]).toEqual([role, allowed.includes(role) ? 'let in' : 'forbidden']);
    }
    for (const stranger of ['Ugo', 'Ines'] as const) {
      const outcome = await outcomeOf(await ask(route, cookies.get(stranger)), route);
      expect([stranger, outcome]).toEqual([stranger, 'not_your_municipality']);
    }
    const opens = route.startsWith('GET') && !route.includes(' /api/');
    expect(await outcomeOf(await ask(route), route)).toBe(opens ? 'asked to sign in' : 'sign_in_required');
  });

  const forInstallation = Object.entries(matrix).filter(([, access]) => access === 'installation');

  test.each(forInstallation)('%s is for who administers the %s and nobody else', async (route) => {
    for (const somebody of everybody) {
      const outcome = await outcomeOf(await ask(route, cookies.get(somebody)), route);
      expect([somebody, outcome]).toEqual([somebody, somebody === 'Ines' ? 'let in' : 'forbidden']);
    }
    expect(await outcomeOf(await ask(route), route)).toBe(
      route.startsWith('GET') ? 'asked to sign in' : 'sign_in_required',
    );
  });

  const forAnybody = Object.entries(matrix).filter(([, access]) =>
    ['anyone', 'volunteer', 'mail_server'].includes(String(access)),
  );

  test.each(forAnybody)('%s asks for no role (%s)', async (route) => {
    const outcomes = [await ask(route)];
    for (const somebody of everybody) outcomes.push(await ask(route, await cookieFor(somebody, route)));
    for (const answer of outcomes) {
      const outcome = await outcomeOf(answer, route);
      // What a wrong password is told is an answer of the sign-in itself.
      expect(outcome === 'sign_in_failed' ? 'let in' : outcome).toBe('let in');
    }
  });
});

describe('a route without an entry', () => {
  test('answers nobody, whoever asks', async () => {
    const app = new Hono<WebEnv>();
    app.onError((error, c) => c.text(error instanceof WebError ? error.code : 'other', 403));
    app.use(enforceAccess(web.deps));
    app.get('/:comune/console/forgotten', (c) => c.text('a secret'));
    app.get('/:comune', (c) => c.text('the public page'));
    const asked = (path: string, somebody?: Somebody) => {
      const cookie = somebody && cookies.get(somebody);
      return app.request(path, cookie === undefined ? {} : { headers: { cookie } });
    };
    expect(await (await asked('/esempio')).text()).toBe('the public page');
    for (const somebody of [undefined, ...everybody]) {
      expect(await (await asked('/esempio/console/forgotten', somebody)).text()).toBe('forbidden');
    }
  });
});

describe('a route for whoever is signed in', () => {
  test('asks nothing more', async () => {
    const app = new Hono<WebEnv>();
    app.onError((error, c) => c.text(error instanceof WebError ? error.code : 'other', 403));
    app.use(enforceAccess(web.deps, { 'GET /own': 'signed_in', 'POST /own': 'signed_in' }));
    app.get('/own', (c) => c.text('own'));
    app.post('/own', (c) => c.text('own'));
    expect((await app.request('/own')).headers.get('location')).toBe('/entra?ritorno=%2Fown');
    expect(await (await app.request('/own', { method: 'POST' })).text()).toBe('sign_in_required');
    for (const somebody of everybody) {
      const headers = { cookie: cookies.get(somebody) ?? '' };
      expect(await (await app.request('/own', { headers })).text()).toBe('own');
    }
  });
});

describe('the form d’ufficio', () => {
  const path = '/esempio/richiesta?inserimento=ufficio';

  test.each([
    ['Olga', 200],
    ['Piero', 200],
    ['Carlo', 200],
    ['Livia', 403],
    ['Ugo', 403],
    ['Ines', 403],
  ] as const)('opened by %s is answered with %i', async (somebody, status) => {
    const cookie = cookies.get(somebody) ?? '';
    expect((await web.app.request(path, { headers: { cookie } })).status).toBe(status);
    const sent = await ask('POST /api/v1/:comune/help-requests', cookie);
    expect(sent.status).not.toBe(403);
  });
});

test('who is no longer let in is nobody to the Comune, in the session they have', async () => {
  const cookie = await web.signInAs('Piero');
  const asPiero = () => ask('GET /api/v1/:comune/help-requests', cookie);
  expect((await asPiero()).status).toBe(200);
  const setDisabled = (disabled_at: Date | null) =>
    web.db.updateTable('operator').set({ disabled_at }).where('name', '=', 'Piero').execute();
  await setDisabled(new Date());
  expect((await problemOf(await asPiero())).code).toBe('not_your_municipality');
  await setDisabled(null);
  expect((await asPiero()).status).toBe(200);
});
