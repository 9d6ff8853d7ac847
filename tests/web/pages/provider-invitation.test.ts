import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdentityProvider, openIdentityProvider } from '../../support/identity-provider.ts';
import { inviteSomebody } from '../../support/invitation-fixture.ts';
import { enterThroughProvider, openProviderVisitor } from '../../support/provider-visit.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';

let provider: IdentityProvider;
let web: TestWeb;
beforeAll(async () => {
  provider = await openIdentityProvider();
  web = await openTestWeb(provider.environment);
});
afterAll(async () => {
  await web?.close();
  await provider?.close();
});

const linkIn = (html: string) => /href="(\/entra\/identita[^"]*)"/.exec(html)?.[1] ?? '';
const isMember = async (email: string) =>
  (await web.db.selectFrom('operator').select('id').where('email', '=', email).execute()).length === 1;

describe('an invitation, where there is a provider', () => {
  test('is accepted by coming from there, without a password, by a button', async () => {
    const { email, chiave, link } = await inviteSomebody(web);
    provider.seat({ sub: randomUUID(), email: email.toUpperCase(), emailVerified: true });
    const visitor = openProviderVisitor(web);
    const page = await visitor.browser.open(link);
    expect(page.text).toContain('Entra con SPID di prova');
    expect(await enterThroughProvider(visitor, linkIn(page.html))).toBe(link);
    expect(await isMember(email)).toBe(false);
    const waiting = await visitor.browser.open(link);
    expect(waiting.html).not.toContain('type="password"');
    const accepted = await visitor.browser.send('/entra/invito', { chiave });
    expect([accepted.status, accepted.location]).toEqual([303, '/esempio/console/inserite']);
    expect(await isMember(email)).toBe(true);
    expect((await visitor.browser.open(accepted.location)).status).toBe(200);
  });

  test.each([
    ['of another address', (email: string) => ({ email: `altra-${email}`, emailVerified: true }), 'sconosciuto'],
    ['whose address is not verified', (email: string) => ({ email, emailVerified: false }), 'non-verificata'],
  ])('is nothing for somebody %s', async (_, as, esito) => {
    const { email, link } = await inviteSomebody(web);
    provider.seat({ sub: randomUUID(), ...as(email) });
    const visitor = openProviderVisitor(web);
    const page = await visitor.browser.open(link);
    expect(await enterThroughProvider(visitor, linkIn(page.html))).toMatch(new RegExp(`^/entra\\?esito=${esito}&`));
    expect(await web.deps.signIn.findAccountId(email)).toBeUndefined();
  });

  test('that was withdrawn makes no account', async () => {
    const { id, email, link } = await inviteSomebody(web);
    await web.db.updateTable('invitation').set({ withdrawn_at: new Date() }).where('id', '=', id).execute();
    provider.seat({ sub: randomUUID(), email, emailVerified: true });
    const way = `/entra/identita?ritorno=${encodeURIComponent(link)}`;
    expect(await enterThroughProvider(openProviderVisitor(web), way)).toMatch(/^\/entra\?esito=sconosciuto&/);
    expect(await web.deps.signIn.findAccountId(email)).toBeUndefined();
  });

  test('sets no password of an account that comes from there', async () => {
    const { email, link } = await inviteSomebody(web);
    provider.seat({ sub: randomUUID(), email, emailVerified: true });
    const way = `/entra/identita?ritorno=${encodeURIComponent(link)}`;
    await enterThroughProvider(openProviderVisitor(web), way);
    const stranger = openProviderVisitor(web).browser;
    const { chiave } = Object.fromEntries(new URLSearchParams(link.split('?')[1]));
    const chosen = { password: 'una frase lunga a piacere', repeated: 'una frase lunga a piacere' };
    expect((await stranger.send('/entra/invito', { chiave: chiave ?? '', ...chosen })).status).toBe(409);
    expect((await stranger.send('/entra', { email, password: chosen.password })).status).toBe(401);
  });
});
