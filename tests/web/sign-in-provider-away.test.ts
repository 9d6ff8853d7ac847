import { createServer, type Server } from 'node:http';
import getPort from 'get-port';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openIdentityProvider } from '../support/identity-provider.ts';
import { enterThroughProvider, goToProvider, openProviderVisitor } from '../support/provider-visit.ts';
import { createPerson, emailOf, whoIs } from '../support/strong-sign-in.ts';
import { addressOf, openTestWeb, password, type TestWeb } from '../support/web.ts';
import { visitorOf } from './pages/visit.ts';

const away = '/entra?esito=non-risponde';

describe('a provider that is away', () => {
  test('is told in plain words, and the password still lets in; when it is back, so does it', async () => {
    const provider = await openIdentityProvider();
    const web = await openTestWeb(provider.environment);
    const userId = await createPerson(web, 'Ada');
    provider.seat({ sub: 'id-ada', email: emailOf('Ada'), emailVerified: true });

    const half = openProviderVisitor(web);
    const back = await goToProvider(half);
    await provider.close();
    expect((await half.browser.open(back)).location).toBe(away);
    expect(await whoIs(half.browser)).toBeNull();

    const page = await half.browser.open(away);
    expect(page.text).toContain("L'identità digitale non è raggiungibile");
    const signedIn = await half.browser.send('/entra', { email: addressOf('Olga'), password });
    expect([signedIn.status, signedIn.location]).toEqual([303, '/entra']);

    await provider.reopen();
    const visitor = openProviderVisitor(web);
    expect(await enterThroughProvider(visitor)).toBe('/entra');
    expect(await whoIs(visitor.browser)).toBe(userId);
    await provider.close();
    await web.close();
  });
});

describe('at the first sign-in', () => {
  let port: number;
  let web: TestWeb;
  let server: Server | undefined;
  beforeAll(async () => {
    port = await getPort();
    const environment = { OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y', OIDC_LABEL: 'CIE' };
    web = await openTestWeb({ ...environment, OIDC_ISSUER: `http://127.0.0.1:${port}` });
  });
  afterAll(() => web?.close());
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    server = undefined;
  });

  const begin = async () => (await visitorOf(web).open('/entra/identita?ritorno=/esempio/console')).location;

  test('a provider that nobody runs stops nothing else', async () => {
    expect(await begin()).toBe(`${away}&ritorno=%2Fesempio%2Fconsole`);
    expect((await visitorOf(web).open('/entra')).status).toBe(200);
  });

  test.each([
    ['breaks down', 500, 'text/plain', 'stack trace', 'non-risponde'],
    ['answers with a page of its proxy', 200, 'text/html', '<h1>Welcome to nginx</h1>', 'non-risponde'],
    ['breaks off', 200, 'application/json', '{"issuer":', 'non-risponde'],
    ['calls itself something else', 200, 'application/json', '{"issuer":"https://altrui.example"}', 'non-riuscita'],
    ['has no address to sign in at', 200, 'application/json', '', 'non-riuscita'],
  ])('one that %s is told as such', async (_, status, type, body, esito) => {
    server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': type });
      response.end(body || JSON.stringify({ issuer: `http://127.0.0.1:${port}` }));
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    expect(await begin()).toBe(`/entra?esito=${esito}&ritorno=%2Fesempio%2Fconsole`);
  });

  test('one that takes too long is given up', { timeout: 15_000 }, async () => {
    server = createServer(() => undefined);
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    expect(await begin()).toBe(`${away}&ritorno=%2Fesempio%2Fconsole`);
  });
});

describe('an installation without a provider', () => {
  let web: TestWeb;
  beforeAll(async () => {
    web = await openTestWeb();
  });
  afterAll(() => web?.close());

  test('offers none, and knows no such pages', async () => {
    const page = await visitorOf(web).open('/entra');
    expect(page.html).not.toContain('identita');
    for (const path of ['/entra/identita', '/entra/identita/ritorno?code=x&state=y']) {
      expect((await visitorOf(web).open(path)).status).toBe(404);
    }
  });
});
