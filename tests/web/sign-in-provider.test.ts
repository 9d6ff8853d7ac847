import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdentityProvider, openIdentityProvider } from '../support/identity-provider.ts';
import { enterThroughProvider, goToProvider, openProviderVisitor } from '../support/provider-visit.ts';
import { createPerson, emailOf, openSignInTables, type SignInTables, whoIs } from '../support/strong-sign-in.ts';
import { addressOf, openTestWeb, type TestWeb } from '../support/web.ts';

let provider: IdentityProvider;
let web: TestWeb;
let tables: SignInTables;
beforeAll(async () => {
  provider = await openIdentityProvider();
  web = await openTestWeb(provider.environment);
  tables = openSignInTables(web);
});
afterAll(async () => {
  await tables?.close();
  await web?.close();
  await provider?.close();
});

const token = 'easycare.session_token';
const accountsOf = (userId: string) =>
  tables.query('select "providerId", "accountId" from account where "userId" = $1 order by 1', [userId]);
const seatAs = (name: string, over: Parameters<IdentityProvider['seat']>[1] = {}) =>
  provider.seat({ sub: `id-${name}`, email: emailOf(name), emailVerified: true }, over);

describe('somebody whom the provider names', () => {
  test('and who works here is signed in, and led to the page they had asked for', async () => {
    provider.seat({ sub: 'olga', email: addressOf('Olga').toUpperCase(), emailVerified: true });
    const visitor = openProviderVisitor(web);
    const asked = await visitor.browser.open('/esempio/console?stato=inviate');
    const page = await visitor.browser.open(asked.location);
    const link = /href="(\/entra\/identita[^"]*)"/.exec(page.html)?.[1] ?? '';
    expect(page.text).toContain('Entra con SPID di prova');
    expect(await enterThroughProvider(visitor, link)).toBe('/esempio/console?stato=inviate');
    expect((await visitor.browser.open('/esempio/console?stato=inviate')).status).toBe(200);
    expect(visitor.browser.cookies.has('easycare.provider')).toBe(false);
    const out = await visitor.browser.send('/esci', {});
    expect((await visitor.browser.open(out.location)).text).toContain('esca anche dal sito del gestore');
    expect((await visitor.browser.open('/esempio/console')).status).toBe(302);
  });

  test('is asked for with all that guards the way: PKCE, state, nonce, and how long ago they may have been there', async () => {
    await createPerson(web, 'Ada');
    seatAs('Ada');
    await enterThroughProvider(openProviderVisitor(web));
    const sent = Object.fromEntries(provider.asked.at(-1) ?? []);
    expect(sent).toMatchObject({
      response_type: 'code',
      scope: 'openid email',
      code_challenge_method: 'S256',
      max_age: '3600',
      acr_values: 'https://www.spid.gov.it/SpidL2 https://www.spid.gov.it/SpidL3',
    });
    for (const secret of ['state', 'nonce', 'code_challenge']) expect(sent[secret]).toMatch(/^[\w-]{43}$/);
    await enterThroughProvider(openProviderVisitor(web));
    const others = Object.fromEntries(provider.asked.at(-1) ?? []);
    for (const secret of ['state', 'nonce', 'code_challenge']) expect(others[secret]).not.toBe(sent[secret]);
  });

  test('is known again by their identity, when their address has changed there, and keeps their password', async () => {
    const userId = await createPerson(web, 'Bea');
    seatAs('Bea');
    await enterThroughProvider(openProviderVisitor(web));
    expect(await accountsOf(userId)).toEqual([
      { providerId: 'credential', accountId: userId },
      { providerId: provider.issuer, accountId: 'id-Bea' },
    ]);
    // What the provider gave to ask it with is not kept.
    const kept = 'coalesce("accessToken", "refreshToken", "idToken", "scope")';
    const tokens = await tables.query(`select 1 from account where "userId" = $1 and ${kept} is not null`, [userId]);
    expect(tokens).toEqual([]);
    provider.seat({ sub: 'id-Bea', email: 'sposata@altrove.example', emailVerified: false });
    const visitor = openProviderVisitor(web);
    expect(await enterThroughProvider(visitor)).toBe('/entra');
    expect(await whoIs(visitor.browser)).toBe(userId);
  });

  test('gets a new session each time, which ends the one that the browser had, and is kept like any other', async () => {
    const userId = await createPerson(web, 'Cea');
    seatAs('Cea');
    const visitor = openProviderVisitor(web);
    visitor.browser.cookies.set(token, 'planted.by-somebody');
    await enterThroughProvider(visitor);
    const first = visitor.browser.cookies.get(token);
    expect(first).not.toContain('planted');
    await enterThroughProvider(visitor);
    expect(visitor.browser.cookies.get(token)).not.toBe(first);
    const sessions = await tables.query(
      `select "userAgent", "ipAddress", extract(epoch from "expiresAt" - "createdAt")::int as seconds
       from session where "userId" = $1`,
      [userId],
    );
    expect(sessions).toEqual([{ userAgent: 'firefox/linux', ipAddress: '', seconds: 12 * 60 * 60 }]);
    await tables.query(`update session set "updatedAt" = now() - interval '61 minutes' where "userId" = $1`, [userId]);
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test('and who is nobody here stays out, whatever else they are', async () => {
    provider.seat({ sub: 'straniera', email: 'straniera@altrove.example', emailVerified: true });
    const visitor = openProviderVisitor(web);
    const people = await tables.query('select count(*) from "user"');
    const end = await enterThroughProvider(visitor);
    expect(end).toBe('/entra?esito=sconosciuto');
    expect((await visitor.browser.open(end)).text).toContain('Nessuno lavora qui con il Suo indirizzo');
    expect(await tables.query('select count(*) from "user"')).toEqual(people);
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test.each([
    ['says nothing of', undefined],
    ['denies', false],
  ])('with an address that the provider %s is linked to nobody', async (_, emailVerified) => {
    const userId = await createPerson(web, 'Dea');
    provider.seat({ sub: 'finta-dea', email: emailOf('Dea'), ...(emailVerified === false && { emailVerified }) });
    const visitor = openProviderVisitor(web);
    expect(await enterThroughProvider(visitor)).toBe('/entra?esito=non-verificata');
    expect(await accountsOf(userId)).toHaveLength(1);
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test('«true» as a text is no promise', async () => {
    const userId = await createPerson(web, 'Eva');
    const eva = { sub: 'id-Eva', email: emailOf('Eva'), emailVerified: false };
    provider.seat(eva, {
      changeToken: (claims) => ({ claims: { ...claims, email: eva.email, email_verified: 'true' } }),
    });
    expect(await enterThroughProvider(openProviderVisitor(web))).toBe('/entra?esito=non-verificata');
    expect(await accountsOf(userId)).toHaveLength(1);
  });

  test('by another identity than the one of that address stays out, until it is forgotten', async () => {
    const userId = await createPerson(web, 'Fea');
    seatAs('Fea');
    await enterThroughProvider(openProviderVisitor(web));
    provider.seat({ sub: 'chi-ha-avuto-la-casella-dopo', email: emailOf('Fea'), emailVerified: true });
    const visitor = openProviderVisitor(web);
    const end = await enterThroughProvider(visitor);
    expect(end).toBe('/entra?esito=altra-identita');
    expect((await visitor.browser.open(end)).text).toContain("già legato a un'altra identità");
    expect(await web.deps.signIn.forgetProvider(userId)).toBe(true);
    await enterThroughProvider(visitor);
    expect(await whoIs(visitor.browser)).toBe(userId);
  });

  test('in the ID token itself is not asked for again', async () => {
    const userId = await createPerson(web, 'Gea');
    seatAs('Gea', {
      changeToken: (claims) => ({ claims: { ...claims, email: emailOf('Gea'), email_verified: true } }),
    });
    const visitor = openProviderVisitor(web);
    await enterThroughProvider(visitor);
    expect(await whoIs(visitor.browser)).toBe(userId);
  });
});

describe('who wants to enter', () => {
  test('may turn back at the provider', async () => {
    seatAs('Ada', { turnsBack: true });
    const { browser, atProvider } = openProviderVisitor(web);
    const end = await enterThroughProvider({ browser, atProvider }, '/entra/identita?ritorno=%2Fesempio%2Fconsole');
    expect(end).toBe('/entra?esito=annullata&ritorno=%2Fesempio%2Fconsole');
    const page = await browser.open(end);
    expect([page.status, page.title]).toEqual([200, expect.stringMatching(/^Errore: /)]);
    expect(page.text).toContain('Accesso annullato');
    expect(page.html).toContain('href="/entra/identita?ritorno=%2Fesempio%2Fconsole"');
  });

  test.each(['cross-site', 'same-site'])('is not sent there by another site’s link (%s)', async (site) => {
    const headers = { 'sec-fetch-site': site };
    const answer = await web.app.request('/entra/identita?ritorno=/esempio/console', { headers });
    expect(answer.headers.get('location')).toBe('/entra?ritorno=%2Fesempio%2Fconsole');
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/a/..//evil.example'])(
    'never ends at «%s»',
    async (ritorno) => {
      await createPerson(web, 'Ida');
      seatAs('Ida');
      const link = `/entra/identita?ritorno=${encodeURIComponent(ritorno)}`;
      expect(await enterThroughProvider(openProviderVisitor(web), link)).toBe('/entra');
    },
  );

  test('never ends where a forged cookie says', async () => {
    seatAs('Ida');
    const visitor = openProviderVisitor(web);
    const back = await goToProvider(visitor);
    const [until, random] = (visitor.browser.cookies.get('easycare.provider') ?? '').split('.');
    const elsewhere = Buffer.from('//evil.example').toString('base64url');
    visitor.browser.cookies.set('easycare.provider', `${until}.${random}.${elsewhere}`);
    expect((await visitor.browser.open(back)).location).toBe('/entra?esito=non-riuscita');
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test('is sent back by the provider to our own address, whatever host they asked', async () => {
    const answer = await web.app.request('http://evil.example/entra/identita', { headers: { host: 'evil.example' } });
    const url = new URL(answer.headers.get('location') ?? '');
    expect(url.searchParams.get('redirect_uri')).toBe('http://127.0.0.1:3000/entra/identita/ritorno');
  });
});
