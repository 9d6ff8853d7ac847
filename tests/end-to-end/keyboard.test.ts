import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { createClient } from '../support/client.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';
import { tick } from '../support/tick.ts';
import { waitUntil } from '../support/wait-until.ts';

let system: System;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  return await (
    await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 }, ...options })
  ).newPage();
}

/** Goes on with the tabulator until the focus is on what has this name; nothing is pressed or filled in on the way. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const said = () =>
    page.evaluate(() => {
      const { activeElement: at } = document;
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined;
      return at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? '';
    });
  for (let i = 0; i < 150; i += 1) {
    await page.keyboard.press('Tab');
    if (name.test((await said()).trim())) return;
  }
  throw new Error(`the tabulator does not reach ${name}`);
}

const isFocusSeen = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    if (at === null) return false;
    const { outlineStyle, boxShadow } = getComputedStyle(at);
    return at.matches(':focus-visible') && (outlineStyle !== 'none' || boxShadow !== 'none');
  });

/** The button is shown by the script that makes them work. */
const untilKeysWork = (page: Page) => page.getByRole('button', { name: 'Tasti rapidi (?)' }).waitFor();

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${system.url}/esempio/console`);
  await page.locator('[name=email]').fill('operatore@comune.example');
  await page.locator('[name=password]').fill(operatorPassword);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(({ pathname }) => pathname === '/esempio/console');
}

describe('by keyboard alone', () => {
  test('from the email to the fifth volunteer', async () => {
    const first = await createClient(system).submit();
    const second = await createClient(system).submit({ description: 'La seconda.' });
    const page = await openPage();
    const outOfHand: string[] = [];
    await page.exposeFunction('noteMouse', (what: string) => outOfHand.push(what));
    await page.addInitScript(() => {
      for (const kind of ['mousedown', 'touchstart']) {
        window.addEventListener(kind, () => void Reflect.get(window, 'noteMouse')(kind));
      }
    });

    // The link in the email leads to the sign-in, and from there to the console.
    const told = await waitForMail('new_requests_to_operator');
    const link = /https?:\/\/\S+\/console\S*/.exec(told.mail.text ?? '')?.[0] ?? '';
    expect(link).toContain('/console');
    await page.goto(link);
    await tabTo(page, /^Email/);
    await page.keyboard.type('operatore@comune.example');
    await tabTo(page, /^Password/);
    await page.keyboard.type(operatorPassword);
    await page.keyboard.press('Enter');
    await page.waitForURL(({ pathname }) => pathname === '/esempio/console');
    await untilKeysWork(page);

    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Tasti rapidi' });
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain('importa le richieste nuove');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await page.keyboard.press('Alt+KeyI');
    await page.waitForURL(/esito=imported/);
    await untilKeysWork(page);
    await page.keyboard.press('Alt+KeyJ');
    expect(await focused(page)).toBe(first.reference);
    expect(await isFocusSeen(page)).toBe(true);
    await page.keyboard.press('Alt+KeyJ');
    expect(await focused(page)).toBe(second.reference);
    await page.keyboard.press('Alt+KeyJ');
    expect(await focused(page)).toBe(second.reference);
    await page.keyboard.press('Alt+KeyK');
    await page.keyboard.press('Alt+Enter');
    await page.waitForURL(new RegExp(first.id));
    await tabTo(page, /^INVIA LA RICHIESTA DI ASSISTENZA/);
    await page.keyboard.press('Enter');
    await page.getByText('Inviata ai volontari', { exact: true }).first().waitFor();
    await waitUntil('five volunteers', () => mailsAbout(first.reference).length === 5);

    await tabTo(page, new RegExp(`^Prossima richiesta: ${second.reference}`));
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(second.id));
    expect(outOfHand).toEqual([]);
  });

  test('the keys leave what is typed alone, AltGr too, and can be turned off', async () => {
    const page = await openPage();
    await signIn(page);
    const dialog = page.getByRole('dialog', { name: 'Tasti rapidi' });
    await page.locator('#q').focus();
    await page.keyboard.type('chi?');
    await page.keyboard.press('Alt+KeyI');
    expect(await page.locator('#q').inputValue()).toContain('chi?');
    expect(await dialog.isVisible()).toBe(false);
    expect(page.url()).not.toContain('esito');
    await page.evaluate(() => document.querySelector<HTMLElement>('#q')?.blur());
    const pressed = await page.evaluate(() => {
      const press = (init: KeyboardEventInit) =>
        document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }));
      return [
        press({ code: 'KeyJ', key: 'j', altKey: true, modifierAltGraph: true }),
        press({ code: 'KeyJ', key: 'j', altKey: true, ctrlKey: true }),
        // A Mac's Alt+J, which types a sign of its own.
        press({ code: 'KeyJ', key: '∆', altKey: true }),
      ];
    });
    expect(pressed).toEqual([true, true, false]);
    await page.getByRole('button', { name: 'Tasti rapidi (?)' }).click();
    await dialog.getByLabel('Tasti rapidi attivi in questo browser').uncheck({ force: true });
    await dialog.getByRole('button', { name: 'Chiudi' }).click();
    await page.reload();
    await untilKeysWork(page);
    await page.keyboard.press('?');
    expect(await dialog.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Tasti rapidi (?)' }).click();
    await dialog.getByLabel('Tasti rapidi attivi in questo browser').check({ force: true });
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await dialog.waitFor();
  });
});

describe('filters and many at once', () => {
  test('without JavaScript: a filter is set and taken away, and all of the page go into the bin together', async () => {
    const page = await openPage({ javaScriptEnabled: false });
    await signIn(page);
    for (let i = 0; i < 3; i += 1) await createClient(system).submit({ need: 'farmaci' });
    await page.getByRole('button', { name: /Importa richieste/ }).click();
    await page.waitForURL(/esito=imported/);
    expect(await page.getByRole('button', { name: 'Tasti rapidi (?)' }).isVisible()).toBe(false);
    await page.getByText('Filtri', { exact: true }).click();
    await page.getByLabel('Tipo di aiuto').selectOption('farmaci');
    await page.getByRole('button', { name: 'Applica i filtri' }).click();
    await page.getByRole('link', { name: /^Togli il filtro tipo di aiuto/ }).waitFor();
    await page.getByRole('link', { name: 'Seleziona tutte in questa pagina' }).click();
    await page.getByRole('button', { name: 'Elimina le richieste selezionate' }).click();
    await page.getByText('Eliminare 3 richieste?').waitFor();
    await tick(page, '[name=reason][value=not_pertinent]');
    await page.getByRole('button', { name: 'ELIMINA 3 RICHIESTE' }).click();
    await page.getByText('3 richieste eliminate').waitFor();
    await page.getByRole('link', { name: /^Togli il filtro tipo di aiuto/ }).click();
    await page.waitForURL((url) => !url.search.includes('bisogno'));
  });

  test('with it, the box above ticks all and says how many; and no rule of WCAG 2.2 AA is broken on the way', async () => {
    const page = await openPage({ bypassCSP: true });
    await signIn(page);
    for (let i = 0; i < 2; i += 1) await createClient(system).submit({ need: 'farmaci' });
    await page.goto(`${system.url}/esempio/console?stato=da-importare`);
    expect.soft(await findViolations(page), 'to import').toEqual([]);
    await page.getByRole('button', { name: /Importa richieste/ }).click();
    await page.waitForURL(/esito=imported/);
    await page.goto(`${system.url}/esempio/console?bisogno=farmaci&ritardo=&dal=2020-01-01`);
    await page.getByLabel('Seleziona tutte in questa pagina').check({ force: true });
    await page.getByText('Richieste selezionate: 2').waitFor();
    await page.getByText('Filtri', { exact: true }).click();
    expect.soft(await findViolations(page), 'filters and ticks').toEqual([]);
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.querySelector<HTMLElement>('main')?.focus());
    await page.keyboard.press('?');
    expect.soft(await findViolations(page), 'keys').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invia le richieste selezionate' }).click();
    await page.getByText('Inviare 2 richieste?').waitFor();
    expect.soft(await findViolations(page), 'asked again').toEqual([]);
    await page.goBack();
    await page.locator('[data-row] th a').first().click();
    await page.getByRole('heading', { name: /^Forse è la stessa/ }).waitFor();
    expect.soft(await findViolations(page), 'duplicates').toEqual([]);
    await page
      .getByRole('button', { name: /^ELIMINA come doppione di/ })
      .first()
      .click();
    await page
      .getByText(/Doppione di/)
      .first()
      .waitFor();
    expect.soft(await findViolations(page), 'discarded').toEqual([]);
  });
});

const mailsAbout = (reference: string) =>
  system.smtp.received.filter(
    ({ mail }) => mail.headers.get('x-easycare-kind') === 'request_to_volunteer' && mail.text?.includes(reference),
  );

async function waitForMail(kind: string) {
  const find = () => system.smtp.received.find(({ mail }) => mail.headers.get('x-easycare-kind') === kind);
  await waitUntil(kind, () => find() !== undefined);
  const found = find();
  if (found === undefined) throw new Error(`no email ${kind}`);
  return found;
}
