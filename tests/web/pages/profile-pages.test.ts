import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FormBrowser, openFormBrowser } from '../../support/form-browser.ts';
import { addressOf, openTestWeb, password, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn } from './visit.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await openTestWeb();
});
afterAll(() => web.close());

const path = '/entra/profilo';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

async function signInAs(name: 'Olga' | 'Piero' | 'Ugo', userAgent?: string): Promise<FormBrowser> {
  const browser = openFormBrowser(web, userAgent);
  await browser.send('/entra', { email: addressOf(name), password });
  return browser;
}
const idsIn = (html: string) => [...html.matchAll(/name="id" value="([^"]+)"/g)].map(([, id = '']) => id);

describe('«Il mio profilo»', () => {
  test('opens to who is signed in only', async () => {
    const stranger = openFormBrowser(web);
    expect((await stranger.open(path)).location).toBe('/entra?ritorno=%2Fentra%2Fprofilo');
    for (const deed of [
      '/password',
      '/sessioni/chiudi',
      '/sessioni/chiudi-altre',
      '/verifica',
      '/verifica/disattiva',
    ]) {
      expect((await stranger.send(`${path}${deed}`, { id: 'x', password })).status).toBe(401);
    }
    expect((await (await signInAs('Olga')).open('/esempio/console')).html).toContain(`href="${path}"`);
  });

  test('lists the sessions with browser and system, and closes one', async () => {
    const here = await signInAs('Olga');
    const there = await signInAs('Olga', windows);
    const page = await here.open(path);
    expect(page.text).toContain('Firefox su Linux');
    expect(page.text).toContain('Chrome su Windows');
    expect(page.html).not.toContain('AppleWebKit');
    // The one used last comes first.
    const [id = ''] = idsIn((await there.open(path)).html);
    const closed = await there.send(`${path}/sessioni/chiudi`, { id });
    expect(closed.location).toBe(`${path}?esito=session`);
    expect((await there.open(closed.location)).text).toContain('La sessione è stata chiusa.');
    expect((await here.open(path)).status).toBe(302);
    // It can be pressed again.
    expect((await there.send(`${path}/sessioni/chiudi`, { id })).status).toBe(303);
  });

  test('closes nobody else’s session', async () => {
    const ugo = await signInAs('Ugo');
    await signInAs('Ugo');
    const [id = ''] = idsIn((await ugo.open(path)).html);
    const piero = await signInAs('Piero');
    await piero.send(`${path}/sessioni/chiudi`, { id });
    expect(idsIn((await ugo.open(path)).html)).toContain(id);
  });

  test('closes all the others', async () => {
    const here = await signInAs('Piero');
    const there = await signInAs('Piero');
    const closed = await here.send(`${path}/sessioni/chiudi-altre`, {});
    expect(closed.location).toBe(`${path}?esito=sessions`);
    expect((await there.open(path)).status).toBe(302);
    const page = await here.open(closed.location);
    expect(page.text).toContain('Tutte le altre sessioni sono state chiuse.');
    expect(idsIn(page.html)).toEqual([]);
    expect(page.html).not.toContain('chiudi-altre');
  });

  test('says only what is one of its own messages', async () => {
    const page = await (await signInAs('Olga')).open(`${path}?esito=%3Cb%3E`);
    expect([page.status, page.html.includes('ec-alert')]).toEqual([200, false]);
  });
});

describe('changing one’s password', () => {
  const next = 'tre gatti neri sul tetto';

  test('says at which field what is wrong, and shows no password again', async () => {
    const browser = await signInAs('Ugo');
    const send = (fields: Record<string, string>) =>
      browser.send(`${path}/password`, { current: password, next, repeated: next, ...fields });
    const differs = await send({ repeated: `${next}!` });
    expect([differs.status, errorAt(differs, 'repeated')]).toEqual([422, expect.stringContaining('non sono uguali')]);
    const wrong = await send({ current: 'sbagliata' });
    expect([wrong.status, errorAt(wrong, 'current')]).toEqual([
      422,
      expect.stringContaining('Non è la password attuale'),
    ]);
    const short = await send({ next: 'corta', repeated: 'corta' });
    expect(errorAt(short, 'next')).toContain('almeno 12 caratteri');
    // The Comune's name, which is in the demo data.
    const about = await send({ next: 'Esempio-2026-2026', repeated: 'Esempio-2026-2026' });
    expect(errorAt(about, 'next')).toContain('nome del Comune');
    for (const page of [differs, wrong, short, about]) {
      expect([fieldIn(page, 'current'), fieldIn(page, 'next')]).toEqual(['', '']);
      expect(page.html).not.toContain(next);
      expect(page.title).toMatch(/^Errore: /);
    }
  });

  test('changes it and closes the other sessions', async () => {
    const [here, there] = [await signInAs('Ugo'), await signInAs('Ugo')];
    const changed = await here.send(`${path}/password`, { current: password, next, repeated: next });
    expect(changed.location).toBe(`${path}?esito=password`);
    expect((await here.open(changed.location)).text).toContain('La password è stata cambiata');
    expect((await there.open(path)).status).toBe(302);
    expect((await openFormBrowser(web).send('/entra', { email: addressOf('Ugo'), password })).status).toBe(401);
    expect((await openFormBrowser(web).send('/entra', { email: addressOf('Ugo'), password: next })).status).toBe(303);
  });

  test('stops who guesses the current one', async () => {
    const browser = await signInAs('Piero');
    const send = () => browser.send(`${path}/password`, { current: 'sbagliata', next, repeated: next });
    for (let i = 0; i < 10; i++) expect((await send()).status).toBe(422);
    const limited = await send();
    expect(limited.status).toBe(429);
    expect(limited.text).toContain('Riprovi fra');
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
