import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf, openTestWeb, password, type TestWeb } from '../../support/web.ts';
import { fieldIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let stranger: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  stranger = visitorOf(web);
});
afterAll(() => web.close());

const right = { email: addressOf('Olga'), password };

describe('signing in on the page', () => {
  test('leads to the console of the operator’s Comune', async () => {
    const signedIn = await stranger.send('/entra', right);
    expect([signedIn.status, signedIn.location]).toEqual([303, '/entra']);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const next = await visitorOf(web, cookie).open('/entra');
    expect([next.status, next.location]).toEqual([302, '/esempio/console']);
  });

  test('leads back to the page that was asked for', async () => {
    const asked = await stranger.open('/esempio/console?stato=inviate');
    expect(asked.status).toBe(302);
    const page = await stranger.open(asked.location);
    const returnTo = fieldIn(page, 'ritorno') ?? '';
    const signedIn = await stranger.send('/entra', { ...right, ritorno: returnTo });
    expect(signedIn.location).toBe('/esempio/console?stato=inviate');
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    'esempio/console',
    '',
  ])('never leads to «%s»', async (ritorno) => {
    const signedIn = await stranger.send('/entra', { ...right, ritorno });
    expect([signedIn.status, signedIn.location]).toEqual([303, '/entra']);
    const page = await stranger.open(`/entra?ritorno=${encodeURIComponent(ritorno)}`);
    expect(page.html).not.toContain('name="ritorno"');
  });

  test('with a wrong password, or as somebody unknown, says the same, and keeps the address', async () => {
    const wrong = await stranger.send('/entra', { ...right, password: 'sbagliata-sbagliata' });
    const unknown = await stranger.send('/entra', { email: 'nessuno@comune.example', password });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.title).toMatch(/^Errore: /);
    expect(unknown.text).toBe(wrong.text);
    expect(fieldIn(wrong, 'email')).toBe(right.email);
    expect(fieldIn(wrong, 'password')).toBe('');
    for (const odd of [{}, { email: ['a', 'b'], password: 'x' }, { email: '\0', password: '\0' }]) {
      expect((await stranger.send('/entra', odd)).status).toBe(401);
    }
  });

  test('somebody who is no operator of any Comune is told so', async () => {
    await web.deps.signIn.createUser({ email: 'nessuno@altro.example', name: 'Nessuno', password });
    const answer = await stranger.send('/entra', { email: 'nessuno@altro.example', password });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await visitorOf(web, cookie).open('/entra')).text).toContain('non lavora per nessun Comune');
  });
});

test('signing out ends the session', async () => {
  const cookie = await web.signInAs('Olga');
  const operator = visitorOf(web, cookie);
  expect((await operator.open('/esempio/console')).status).toBe(200);
  const out = await operator.send('/esci', {});
  expect([out.status, out.location]).toEqual([303, '/entra?esito=uscita']);
  expect((await operator.open('/esempio/console')).status).toBe(302);
  expect((await stranger.open(out.location)).text).toContain('È uscito');
});

describe('nothing of the console can be read or done without signing in', () => {
  const id = '01890000-0000-7000-8000-000000000000';
  const pages = [
    '',
    `/richieste/${id}`,
    `/richieste/${id}/invia`,
    `/richieste/${id}/elimina`,
    `/richieste/${id}/concludi`,
  ];
  const deeds = [
    '/importa',
    `/richieste/${id}`,
    ...['invia', 'elimina', 'ripristina', 'concludi'].map((deed) => `/richieste/${id}/${deed}`),
  ];

  test.each(pages)('opening «%s» asks to sign in', async (path) => {
    const page = await stranger.open(`/esempio/console${path}`);
    expect(page.status).toBe(302);
    expect(page.location).toBe(`/entra?ritorno=${encodeURIComponent(`/esempio/console${path}`)}`);
    const foreigner = visitorOf(web, await web.signInAs('Ugo'));
    expect((await foreigner.open(`/esempio/console${path}`)).status).toBe(403);
  });

  test.each(deeds)('posting to «%s» is refused, and what was typed can still be found by going back', async (path) => {
    const page = await stranger.send(`/esempio/console${path}`, { givenName: 'Ada' });
    expect(page.status).toBe(401);
    expect(page.text).toContain('prema Indietro');
    const foreigner = visitorOf(web, await web.signInAs('Ugo'));
    expect((await foreigner.send(`/esempio/console${path}`, {})).status).toBe(403);
  });
});
