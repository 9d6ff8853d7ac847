import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openFormBrowser } from '../../support/form-browser.ts';
import { type IdentityProvider, openIdentityProvider } from '../../support/identity-provider.ts';
import { goToProvider, openProviderVisitor } from '../../support/provider-visit.ts';
import { createPerson, emailOf, whoIs } from '../../support/strong-sign-in.ts';
import { openTestWeb, publicUrl, type TestWeb } from '../../support/web.ts';

let provider: IdentityProvider;
let web: TestWeb;
let ada: string;
const person = { sub: 'id-ada', email: emailOf('Ada'), emailVerified: true };
beforeAll(async () => {
  provider = await openIdentityProvider();
  web = await openTestWeb(provider.environment);
  ada = await createPerson(web, 'Ada');
});
afterAll(async () => {
  await web?.close();
  await provider?.close();
});
afterEach(() => vi.useRealTimers());

const refused = '/entra?esito=non-riuscita';

/** What comes back from the provider, with another value of one of its parameters, or without. */
function withParameter(path: string, name: string, value: string | undefined): string {
  const url = new URL(path, publicUrl);
  if (value === undefined) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}

describe('what comes back with the browser', () => {
  test('is taken as it is: so the others here are refused for what was changed', async () => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    expect((await visitor.browser.open(await goToProvider(visitor))).location).toBe('/entra');
    expect(await whoIs(visitor.browser)).toBe(ada);
  });

  test.each([
    ['state', 'A'.repeat(43)],
    ['state', undefined],
    ['state', ''],
    ['code', 'A'.repeat(43)],
    ['code', undefined],
    ['iss', 'https://altrui.example'],
    ['iss', undefined],
    ['error', 'server_error\0<script>'],
  ])('is refused with another %s: %s', async (name, value) => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    const back = withParameter(await goToProvider(visitor), name, value);
    const answer = await visitor.browser.open(back);
    expect([answer.status, answer.location]).toEqual([303, refused]);
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test('is refused with a state that is there twice', async () => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    const answer = await visitor.browser.open(`${await goToProvider(visitor)}&state=x`);
    expect(answer.location).toBe(refused);
  });

  test('is good for one time only', async () => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    const back = await goToProvider(visitor);
    const trip = visitor.browser.cookies.get('easycare.provider') ?? '';
    await visitor.browser.open(back);
    expect(await whoIs(visitor.browser)).toBe(ada);
    const thief = openFormBrowser(web);
    expect((await thief.open(back)).location).toBe('/entra?esito=ripartire');
    // Even with the cookie, the provider gives nothing for a code a second time.
    thief.cookies.set('easycare.provider', trip);
    expect((await thief.open(back)).location).toBe(refused);
    expect(await whoIs(thief)).toBeNull();
  });

  test('signs in no other browser: an attacker’s own answer is refused in the victim’s', async () => {
    provider.seat(person);
    const back = await goToProvider(openProviderVisitor(web));
    const victim = openProviderVisitor(web);
    expect((await victim.browser.open(back)).location).toBe('/entra?esito=ripartire');
    await victim.browser.open('/entra/identita');
    expect((await victim.browser.open(back)).location).toBe(refused);
    expect(await whoIs(victim.browser)).toBeNull();
  });

  test('is too late after ten minutes, however its cookie is changed', async () => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    const back = await goToProvider(visitor);
    const cookie = visitor.browser.cookies.get('easycare.provider') ?? '';
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
    expect((await visitor.browser.open(back)).location).toBe('/entra?esito=ripartire');
    visitor.browser.cookies.set(
      'easycare.provider',
      cookie.replace(/^\d+/, (until) => String(Number(until) + 900)),
    );
    expect((await visitor.browser.open(back)).location).toBe(refused);
  });

  test.each([
    ['empty', ''],
    ['short', 'x'],
    ['of the right shape', `9999999999.${'A'.repeat(22)}.`],
    ['far too long', `9999999999.${'A'.repeat(22)}.${'A'.repeat(3000)}`],
    ['encoded', '%00'],
  ])('with a cookie that nobody was given (%s) is refused', async (_, cookie) => {
    const { browser } = openProviderVisitor(web);
    browser.cookies.set('easycare.provider', cookie);
    const answer = await browser.open('/entra/identita/ritorno?code=x&state=y');
    expect([answer.status, answer.location.startsWith('/entra?esito=')]).toEqual([303, true]);
  });

  test('with the cookie there twice is nobody’s, since another site of the domain may have planted one', async () => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    const back = await goToProvider(visitor);
    const cookie = `easycare.provider=${visitor.browser.cookies.get('easycare.provider')}`;
    const answer = await web.app.request(back, { headers: { cookie: `${cookie}; ${cookie}` } });
    expect(answer.headers.get('location')).toBe('/entra?esito=ripartire');
  });
});

describe('on the way there', () => {
  test.each([
    ['nonce', 'A'.repeat(43)],
    ['code_challenge', 'A'.repeat(43)],
  ])('another %s is found out when the provider answers', async (name, value) => {
    provider.seat(person);
    const visitor = openProviderVisitor(web);
    const back = await goToProvider(visitor, { change: (query) => query.set(name, value) });
    expect((await visitor.browser.open(back)).location).toBe(refused);
    expect(await whoIs(visitor.browser)).toBeNull();
  });
});

describe('a token of the provider', () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const hoursAgo = (hours: number) => Math.floor(Date.now() / 1000) - hours * 3600;

  test.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://altrui.example' }],
    ['for somebody else’s service', { aud: 'altro-servizio' }],
    ['with another nonce', { nonce: 'A'.repeat(43) }],
    ['without a nonce', { nonce: undefined }],
    ['that is over', { exp: hoursAgo(1), iat: hoursAgo(2) }],
    ['that does not say when they signed in there', { auth_time: undefined }],
    ['of who signed in there too long ago', { auth_time: hoursAgo(2) }],
    ['without a subject', { sub: undefined }],
    ['whose subject is no text', { sub: 7 }],
    ['whose subject has a NUL', { sub: 'id\0ada' }],
  ])('%s is refused', async (_, over) => {
    provider.seat(person, { changeToken: (claims) => ({ claims: { ...claims, ...over } }) });
    const visitor = openProviderVisitor(web);
    const answer = await visitor.browser.open(await goToProvider(visitor));
    expect([answer.status, answer.location]).toEqual([303, refused]);
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test('that another key has signed is refused', async () => {
    provider.seat(person, { changeToken: (claims) => ({ claims, key: stranger }) });
    const visitor = openProviderVisitor(web);
    expect((await visitor.browser.open(await goToProvider(visitor))).location).toBe(refused);
    expect(await whoIs(visitor.browser)).toBeNull();
  });

  test('as it would be, only signed anew, is taken: the others are refused for what they say', async () => {
    provider.seat(person, { changeToken: (claims) => ({ claims }) });
    const visitor = openProviderVisitor(web);
    await visitor.browser.open(await goToProvider(visitor));
    expect(await whoIs(visitor.browser)).toBe(ada);
  });

  test('leaves nothing of the person in the log, nor of what guards the way', async () => {
    const logged = web.logged.join('');
    expect(logged).toContain('nobody signed in through the provider');
    expect(logged).toContain('"reason":"invalid_grant"');
    expect(logged).not.toMatch(/id-ada|ada@|code=|state=|client_secret|segreto/i);
  });
});
