import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createOperator } from '../../src/db/operators.ts';
import { makeAppCode, makeWrongCode, stopClock } from '../support/app-code.ts';
import { type IdentityProvider, openIdentityProvider } from '../support/identity-provider.ts';
import { enterThroughProvider, openProviderVisitor, type ProviderVisitor } from '../support/provider-visit.ts';
import {
  createPerson,
  emailOf,
  openSignInTables,
  type SignInTables,
  turnOnSecondFactor,
  whoIs,
} from '../support/strong-sign-in.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';
import { fieldIn } from './pages/visit.ts';

let provider: IdentityProvider;
let web: TestWeb;
let tables: SignInTables;
let municipalityId: string;
beforeAll(async () => {
  provider = await openIdentityProvider();
  web = await openTestWeb(provider.environment);
  tables = openSignInTables(web);
  const { id } = await web.db
    .updateTable('municipality')
    .set({ second_factor_required: true })
    .where('slug', '=', 'esempio')
    .returning('id')
    .executeTakeFirstOrThrow();
  municipalityId = id;
});
afterAll(async () => {
  await tables?.close();
  await web?.close();
  await provider?.close();
});
afterEach(() => vi.useRealTimers());

const spidL1 = 'https://www.spid.gov.it/SpidL1';
const spidL2 = 'https://www.spid.gov.it/SpidL2';
const factorPath = '/entra/profilo/verifica';

function seat(name: string, over: { acr?: string; amr?: string[]; authenticatedAt?: Date } = {}) {
  const { authenticatedAt, ...signedInBy } = over;
  const person = { sub: `id-${name}`, email: emailOf(name), emailVerified: true, ...signedInBy };
  provider.seat(person, authenticatedAt === undefined ? {} : { authenticatedAt });
}

/** Somebody who works for the Comune, which asks for two factors. */
async function employ(name: string): Promise<string> {
  const userId = await createPerson(web, name);
  await createOperator(web.db, { municipalityId, userId, name, email: emailOf(name), role: 'operator' });
  return userId;
}

async function enterAs(...given: Parameters<typeof seat>): Promise<ProviderVisitor & { end: string }> {
  seat(...given);
  const visitor = openProviderVisitor(web);
  return { ...visitor, end: await enterThroughProvider(visitor) };
}

describe('a Comune that asks for two factors', () => {
  test.each([
    ['the class of sign-in that is configured', { acr: spidL2 }],
    ['«mfa» among the methods', { amr: ['pwd', 'mfa'] }],
  ])('is content with %s', async (what, signedInBy) => {
    const name = `Ada${what.length}`;
    await employ(name);
    const { browser } = await enterAs(name, signedInBy);
    expect((await browser.open('/esempio/console')).status).toBe(200);
  });

  test.each([
    ['another class', { acr: spidL1 }],
    ['one method', { amr: ['pwd'] }],
    ['nothing said', {}],
  ])('is not with %s: a second factor of ours is asked for', async (what, signedInBy) => {
    const name = `Bea${what.length}`;
    await employ(name);
    const { browser } = await enterAs(name, signedInBy);
    expect((await browser.open('/esempio/console')).location).toBe(`${factorPath}?ritorno=%2Fesempio%2Fconsole`);
    expect((await browser.get('/api/v1/esempio/help-requests')).status).toBe(403);
  });

  test('forgets what an earlier session had promised', async () => {
    await employ('Cea');
    const visitor = await enterAs('Cea', { acr: spidL2 });
    seat('Cea', { acr: spidL1 });
    visitor.atProvider.clear();
    await enterThroughProvider(visitor);
    expect((await visitor.browser.open('/esempio/console')).status).toBe(302);
  });
});

describe('who has a second factor of ours', () => {
  test('types its code after the provider, if that asked for one factor only', async () => {
    const userId = await employ('Dea');
    const { secret } = await turnOnSecondFactor(web, 'Dea');
    const { browser, end } = await enterAs('Dea', { acr: spidL1 });
    expect(end).toBe('/entra/codice');
    expect(await whoIs(browser)).toBeNull();
    expect((await browser.send(end, { code: makeWrongCode(secret) })).status).toBe(401);
    expect(await whoIs(browser)).toBeNull();
    expect((await browser.send(end, { code: makeAppCode(secret) })).status).toBe(303);
    expect(await whoIs(browser)).toBe(userId);
    expect((await browser.open('/esempio/console')).status).toBe(200);
  });

  test('has five codes, as after a password, and then begins anew', async () => {
    await createPerson(web, 'Eva');
    const { secret } = await turnOnSecondFactor(web, 'Eva');
    const { browser, end } = await enterAs('Eva');
    for (let at = 0; at < 5; at++) await browser.send(end, { code: makeWrongCode(secret, at) });
    const sixth = await browser.send(end, { code: makeAppCode(secret) });
    expect(sixth.location).toBe('/entra?esito=scaduta');
    expect(await whoIs(browser)).toBeNull();
  });

  test('types none where the provider asked for two, and goes where they wanted', async () => {
    const userId = await createPerson(web, 'Fea');
    await turnOnSecondFactor(web, 'Fea');
    const { browser, end } = await enterAs('Fea', { acr: spidL2 });
    expect([end, await whoIs(browser)]).toEqual(['/entra', userId]);
  });
});

describe('who has no password', () => {
  async function employWithoutPassword(name: string): Promise<string> {
    const userId = await employ(name);
    await tables.query(`delete from account where "userId" = $1`, [userId]);
    return userId;
  }

  test('finds in the profile how they enter, and nothing to change', async () => {
    await employWithoutPassword('Gea');
    const { browser } = await enterAs('Gea');
    const profile = await browser.open('/entra/profilo');
    expect(profile.text).toContain('Non ha una password in questo servizio');
    expect((await browser.open('/entra/profilo/password')).location).toBe('/entra/profilo');
    const guessed = { current: '', next: 'tre gatti neri sul tetto', repeated: 'tre gatti neri sul tetto' };
    expect((await browser.send('/entra/profilo/password', guessed)).status).toBe(422);
  });

  test('turns the second factor on and off right after coming from the provider', async () => {
    stopClock();
    const userId = await employWithoutPassword('Hea');
    const { browser, atProvider } = await enterAs('Hea');
    const asked = await browser.open(factorPath);
    expect(asked.html).not.toContain('type="password"');
    const setup = await browser.send(factorPath, {});
    const secret = fieldIn(setup, 'secret') ?? '';
    expect((await browser.send(`${factorPath}/conferma`, { secret, code: makeAppCode(secret, -1) })).status).toBe(200);
    expect((await browser.open('/esempio/console')).status).toBe(200);

    // Also as one who comes anew with a code.
    expect(await enterThroughProvider({ browser, atProvider })).toBe('/entra/codice');
    await browser.send('/entra/codice', { code: makeAppCode(secret) });
    expect(await whoIs(browser)).toBe(userId);
    expect((await browser.send(`${factorPath}/codici`, {})).status).toBe(200);
    expect((await browser.send(`${factorPath}/disattiva`, {})).location).toBe('/entra/profilo?esito=off');
    expect((await browser.open('/esempio/console')).status).toBe(302);
  });

  test('is asked to come from there again, if that was a while ago, and to show who they are', async () => {
    await employWithoutPassword('Ida');
    const { browser, atProvider } = await enterAs('Ida', { authenticatedAt: new Date(Date.now() - 30 * 60_000) });
    const asked = await browser.open(factorPath);
    expect(asked.text).toContain('Entra di nuovo con SPID di prova');
    expect((await browser.send(factorPath, {})).status).toBe(403);
    // Coming by the other link the provider asks nothing, and so it helps nothing.
    await enterThroughProvider({ browser, atProvider });
    expect((await browser.send(factorPath, {})).status).toBe(403);
    seat('Ida');
    const link = (/href="(\/entra\/identita[^"]*)"/.exec(asked.html)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(await enterThroughProvider({ browser, atProvider }, link)).toBe(factorPath);
    expect(provider.asked.at(-1)?.get('prompt')).toBe('login');
    expect((await browser.send(factorPath, {})).status).toBe(200);
  });

  test('gets one from an administrator, from then on asked for', async () => {
    const userId = await employWithoutPassword('Lia');
    await enterAs('Lia');
    await web.deps.signIn.setPassword(userId, 'tre gatti neri sul tetto');
    const signedIn = await web.deps.signIn.signIn(
      { email: emailOf('Lia'), password: 'tre gatti neri sul tetto' },
      new Headers(),
    );
    expect(signedIn.status).toBe(200);
    const { browser } = await enterAs('Lia');
    expect((await browser.send(factorPath, {})).status).toBe(422);
  });
});
