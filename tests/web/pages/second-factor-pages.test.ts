import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeAppCode, makeWrongCode, stopClock } from '../../support/app-code.ts';
import { type FormBrowser, openFormBrowser } from '../../support/form-browser.ts';
import { readQrCode } from '../../support/qr-code.ts';
import { addressOf, openTestWeb, password, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visited } from './visit.ts';

let web: TestWeb;
beforeAll(async () => {
  stopClock();
  web = await openTestWeb();
});
afterAll(async () => {
  vi.useRealTimers();
  await web.close();
});

const path = '/entra/profilo/verifica';
const settings = '/esempio/console/impostazioni/accesso';
const codesIn = ({ html }: Visited) => [...html.matchAll(/<code>([^<]+)<\/code>/g)].map(([, code = '']) => code);

async function signInOn(browser: FormBrowser, name: 'Olga' | 'Piero' | 'Ugo', more: Record<string, string> = {}) {
  return await browser.send('/entra', { email: addressOf(name), password, ...more });
}

/** Turns it on by the pages. @returns the key and the recovery codes */
async function turnOn(browser: FormBrowser): Promise<{ secret: string; codes: string[]; page: Visited }> {
  const setup = await browser.send(path, { password });
  const secret = fieldIn(setup, 'secret') ?? '';
  const page = await browser.send(`${path}/conferma`, { secret, code: makeAppCode(secret, -1) });
  return { secret, codes: codesIn(page), page };
}

describe('the second factor', () => {
  test('is turned on, asked for at sign-in, renewed and turned off, all by pages', async () => {
    const browser = openFormBrowser(web);
    await signInOn(browser, 'Piero');
    expect((await browser.open('/entra/profilo')).text).toContain('Non è attiva.');

    const wrong = await browser.send(path, { password: 'sbagliata-sbagliata' });
    expect([wrong.status, errorAt(wrong, 'password')]).toEqual([
      422,
      expect.stringContaining('La password non è giusta.'),
    ]);

    const setup = await browser.send(path, { password });
    const secret = fieldIn(setup, 'secret') ?? '';
    expect(codesIn(setup)).toEqual([secret.replace(/(.{4})(?=.)/g, '$1 ')]);
    expect(setup.html).toContain(`href="otpauth://totp/EasyCare:piero%40comune.example?secret=${secret}`);

    expect(readQrCode(setup.html)).toBe(/href="(otpauth:[^"]*)"/.exec(setup.html)?.[1]?.replaceAll('&amp;', '&'));

    const mistyped = await browser.send(`${path}/conferma`, { secret, code: makeWrongCode(secret) });
    expect([mistyped.status, fieldIn(mistyped, 'secret')]).toEqual([422, secret]);
    expect(errorAt(mistyped, 'code')).toContain('Il codice non è giusto');

    const before = browser.cookies.get('easycare.session_token');
    const on = await browser.send(`${path}/conferma`, { secret, code: ` ${makeAppCode(secret, -1)} ` });
    const codes = codesIn(on);
    expect([on.status, codes.length]).toEqual([200, 8]);
    expect(on.headers.get('cache-control')).toBe('no-store');
    expect(browser.cookies.get('easycare.session_token')).not.toBe(before);
    const profile = await browser.open('/entra/profilo');
    expect(profile.text).toContain('È attiva. Restano 8 codici di recupero.');
    for (const code of codes) expect(profile.html).not.toContain(code);

    const next = openFormBrowser(web);
    const entered = await signInOn(next, 'Piero', { ritorno: '/esempio/console?stato=inviate' });
    expect(entered.location).toBe('/entra/codice?ritorno=%2Fesempio%2Fconsole%3Fstato%3Dinviate');
    const asked = await next.open(entered.location);
    expect(fieldIn(asked, 'ritorno')).toBe('/esempio/console?stato=inviate');
    const refused = await next.send('/entra/codice', { code: makeWrongCode(secret), ritorno: '/esempio/console' });
    expect([refused.status, fieldIn(refused, 'ritorno'), fieldIn(refused, 'code')]).toEqual([
      401,
      '/esempio/console',
      '',
    ]);
    const inside = await next.send('/entra/codice', { code: makeAppCode(secret), ritorno: '/esempio/console' });
    expect([inside.status, inside.location]).toEqual([303, '/esempio/console']);
    expect((await next.open('/esempio/console')).status).toBe(200);

    expect((await next.send(`${path}/codici`, { password: 'sbagliata' })).status).toBe(422);
    const renewed = codesIn(await next.send(`${path}/codici`, { password }));
    expect(new Set([...codes, ...renewed]).size).toBe(16);

    const third = openFormBrowser(web);
    await signInOn(third, 'Piero');
    expect((await third.send('/entra/codice', { code: codes[0] ?? '' })).status).toBe(401);
    expect((await third.send('/entra/codice', { code: renewed[0] ?? '' })).location).toBe('/entra');
    expect((await third.open('/entra/profilo')).text).toContain('Restano 7 codici di recupero.');

    expect((await third.send(`${path}/disattiva`, { password: 'sbagliata' })).status).toBe(422);
    const off = await third.send(`${path}/disattiva`, { password });
    expect(off.location).toBe('/entra/profilo?esito=off');
    expect((await third.open(off.location)).text).toContain('da ora per entrare non occorre più il codice');
    expect((await signInOn(openFormBrowser(web), 'Piero')).location).toBe('/entra');
  });

  test('asks for the password again where nobody waits for a code, or five were wrong', async () => {
    const stranger = openFormBrowser(web);
    expect((await stranger.open('/entra/codice')).location).toBe('/entra');
    const sent = await stranger.send('/entra/codice', { code: '123456', ritorno: '/esempio/console' });
    expect(sent.location).toBe('/entra?esito=scaduta&ritorno=%2Fesempio%2Fconsole');
    const again = await stranger.open(sent.location);
    expect(again.text).toContain('deve ripartire dal primo passaggio');
    expect(fieldIn(again, 'ritorno')).toBe('/esempio/console');
  });

  test('never leads to another site after the code', async () => {
    const answer = await openFormBrowser(web).send('/entra/codice', { code: '123456', ritorno: '//evil.example' });
    expect(answer.location).toBe('/entra?esito=scaduta');
  });

  test('shows a key that came back changed to nobody but who changed it, and only if it is one', async () => {
    const browser = openFormBrowser(web);
    await signInOn(browser, 'Ugo');
    await browser.send(path, { password });
    const answer = await browser.send(`${path}/conferma`, { secret: '"><script>', code: '123456' });
    expect([answer.status, answer.html.includes('<script>')]).toEqual([409, false]);
  });
});

describe('a Comune that requires it', () => {
  test('leads its operators there and back, and says how many are missing', async () => {
    const olga = openFormBrowser(web);
    await signInOn(olga, 'Olga');
    const page = await olga.open(settings);
    expect(page.text).toContain('5 operatori su 5 non');
    const form = { version: fieldIn(page, 'version') ?? '', secondFactorRequired: 'yes' };
    const saved = await olga.send(settings, form);
    expect(saved.location).toBe(`${settings}?esito=saved`);
    expect((await olga.send(settings, form)).status).toBe(403);

    const led = await olga.open(saved.location);
    expect(led.location).toBe(`${path}?ritorno=${encodeURIComponent(`${settings}?esito=saved`)}`);
    const start = await olga.open(led.location);
    expect(start.text).toContain('Il Comune chiede la verifica in due passaggi');
    expect(fieldIn(start, 'ritorno')).toBe(`${settings}?esito=saved`);
    expect((await olga.send('/esempio/console/importa', {})).status).toBe(403);
    expect((await olga.open('/esempio/richiesta?inserimento=ufficio')).status).toBe(403);

    const setup = await olga.send(path, { password, ritorno: '/esempio/console' });
    const secret = fieldIn(setup, 'secret') ?? '';
    const fields = { secret, code: makeAppCode(secret), ritorno: '/esempio/console' };
    const codes = await olga.send(`${path}/conferma`, fields);
    expect(codes.html).toContain('href="/esempio/console"');
    expect((await olga.open('/esempio/console')).status).toBe(200);
    const stored = await olga.open(settings);
    expect(fieldIn(stored, 'secondFactorRequired')).toBe('yes');
    expect((await olga.send(settings, { version: '0' })).status).toBe(409);
    expect((await olga.send(settings, { version: fieldIn(stored, 'version') ?? '' })).status).toBe(303);
    expect(fieldIn(await olga.open(settings), 'secondFactorRequired')).toBeUndefined();
  });

  test('lets nobody of another Comune set it', async () => {
    const ugo = openFormBrowser(web);
    await signInOn(ugo, 'Ugo');
    expect((await ugo.open(settings)).status).toBe(403);
    expect((await ugo.send(settings, { secondFactorRequired: 'yes' })).status).toBe(403);
  });
});

test('turning it on twice at once leaves one key, the last one', async () => {
  const browser = openFormBrowser(web);
  await signInOn(browser, 'Ugo');
  const first = fieldIn(await browser.send(path, { password }), 'secret') ?? '';
  const { secret, codes } = await turnOn(browser);
  expect(secret).not.toBe(first);
  expect(codes).toHaveLength(8);
  expect((await browser.open(path)).location).toBe('/entra/profilo');
});
