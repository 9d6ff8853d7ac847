import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type System, startSystem } from '../support/system.ts';
import { tick } from '../support/tick.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const telephone = { width: 360, height: 740 };

let system: System;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

let page: Page;
async function openForm(javaScriptEnabled: boolean, path = '/esempio/richiesta') {
  // axe is put into the page from outside, which the product's own policy rightly forbids.
  const context = await browser.newContext({
    javaScriptEnabled,
    viewport: telephone,
    locale: 'it-IT',
    bypassCSP: true,
  });
  page = await context.newPage();
  await page.goto(system.url + path);
}

const step = () => page.locator('[data-step]').getAttribute('data-step');
const untilStep = (name: string) => page.locator(`[data-step=${name}]`).waitFor();
const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim());
/** The next stop of the Tab key that satisfies; fails where there is none. */
async function tabTo(wanted: string): Promise<void> {
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), wanted)) return;
  }
  throw new Error(`the Tab key does not come to ${wanted}`);
}
async function fillIn(): Promise<void> {
  await page.locator('[name=givenName]').fill('Ada');
  await page.locator('[name=familyName]').fill('Zorzi');
  await page.locator('[name=telephone]').fill('333 123 4567');
  await page.locator('[name=address]').fill('Via dei Mille 12');
  await tick(page, '[name=zone][value=centro]');
  await tick(page, '[name=need][value=spesa]');
  await page.locator('[name=description]').fill('Il pane.');
}
async function goToData(): Promise<void> {
  await tick(page, '[name=privacyNoticeRead]');
  await page.getByRole('button', { name: 'Avanti' }).click();
  await untilStep('data');
}
async function goToSummary(): Promise<void> {
  await goToData();
  await fillIn();
  await page.getByRole('button', { name: 'Avanti' }).click();
  await untilStep('summary');
}
const isWiderThanScreen = () =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe.each([
  { how: 'with JavaScript', javaScriptEnabled: true },
  { how: 'without JavaScript', javaScriptEnabled: false },
])('on a telephone $how', ({ javaScriptEnabled }) => {
  beforeEach(() => openForm(javaScriptEnabled));

  test('every step and every error fits the screen and breaks no rule of WCAG 2.2 AA', async () => {
    const check = async (what: string) => {
      expect.soft(await isWiderThanScreen(), `${what} is wider than the screen`).toBe(false);
      // axe waits for timers, which don't run in a page without scripts; what it would look at is the same.
      if (!javaScriptEnabled) return;
      await page.evaluate(axe.source);
      const found = await page.evaluate(
        `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
          .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
      );
      expect.soft(found, what).toEqual([]);
    };
    await check('conditions');
    await page.getByRole('button', { name: 'Avanti' }).click();
    await page.locator('#campo-privacyNoticeRead-errore').waitFor();
    await check('conditions, refused');
    await goToData();
    await check('data');
    await page.getByRole('button', { name: 'Avanti' }).click();
    await page.locator('#campo-givenName-errore').waitFor();
    await check('data, refused');
    await fillIn();
    await page.getByRole('button', { name: 'Avanti' }).click();
    await untilStep('summary');
    await check('summary');
    await page.getByRole('button', { name: 'Invia la richiesta' }).click();
    await untilStep('confirmation');
    await check('confirmation');
  });

  test('the way back keeps what was typed, and a day is asked for once a part of it is chosen', async () => {
    await goToData();
    await fillIn();
    expect(await page.locator('[name=preferredDate]').isVisible()).toBe(false);
    await tick(page, '[name=preferredPart][value=evening]');
    expect(await page.locator('[name=preferredDate]').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Indietro' }).click();
    await untilStep('conditions');
    await page.getByRole('button', { name: 'Avanti' }).click();
    await untilStep('data');
    expect(await page.locator('[name=address]').inputValue()).toBe('Via dei Mille 12');
    expect(await page.locator('[name=preferredPart][value=evening]').isChecked()).toBe(true);
  });

  test('the receipt is a PDF to keep', async () => {
    await goToSummary();
    await page.getByRole('button', { name: 'Invia la richiesta' }).click();
    await untilStep('confirmation');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Scarica la ricevuta' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^ricevuta-[0-9A-Z]{4}-[0-9A-Z]{4}\.pdf$/);
    expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('with JavaScript', () => {
  test('by keyboard alone, from the first step to the confirmation, told where one is and what is wrong', async () => {
    await openForm(true);
    await tabTo('[name=privacyNoticeRead]');
    await page.keyboard.press('Space');
    await tabTo('button[value=data]');
    await page.keyboard.press('Enter');
    await untilStep('data');
    await expect.poll(focused).toMatch(/Passo 2 di 4:\s+Dati/);

    // The Enter key in a field goes on.
    await tabTo('[name=givenName]');
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await page.locator('#campo-familyName-errore').waitFor();
    await expect.poll(focused).toContain('Ci sono 6 cose da correggere');
    expect(await page.title()).toMatch(/^Errore: Dati/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('campo-familyName');

    await page.keyboard.type('Zorzi');
    for (const [field, text] of [
      ['telephone', '333 123 4567'],
      ['address', 'Via dei Mille 12'],
    ] as const) {
      await tabTo(`[name=${field}]`);
      await page.keyboard.type(text);
    }
    await tabTo('[name=zone]');
    await page.keyboard.press('Space');
    await tabTo('[name=need]');
    await page.keyboard.press('Space');
    await tabTo('[name=description]');
    await page.keyboard.type('Il pane.');
    await tabTo('button[value=summary]');
    await page.keyboard.press('Enter');
    await untilStep('summary');
    await tabTo('button[formaction*="sezione-where"]');
    await page.keyboard.press('Enter');
    await untilStep('data');
    await expect.poll(focused).toBe('campo-address');
    await page.keyboard.press('Enter');
    await untilStep('summary');
    await tabTo('button[value=send]');
    await page.keyboard.press('Enter');
    await untilStep('confirmation');
  });

  test('the browser’s Back and Forward go through the steps, lose nothing, and never ask to send again', async () => {
    await openForm(true);
    await goToData();
    await fillIn();
    for (const wrong of ['333 CASA', '12']) {
      await page.locator('[name=telephone]').fill(wrong);
      // The second answer looks like the first: what is on the screen is marked, to be told from what comes.
      await page.locator('form.ec-form').evaluate((form) => form.setAttribute('data-old', ''));
      await page.getByRole('button', { name: 'Avanti' }).click();
      await page.locator('form.ec-form:not([data-old]) #campo-telephone-errore').waitFor();
    }
    await page.locator('[name=telephone]').fill('333 123 4567');
    await page.getByRole('button', { name: 'Avanti' }).click();
    await untilStep('summary');
    await page.goBack();
    await untilStep('data');
    expect(await page.locator('[name=familyName]').inputValue()).toBe('Zorzi');
    await page.locator('[name=familyName]').fill('Zorzetto');
    await page.goBack();
    await untilStep('conditions');
    expect(await page.locator('[name=privacyNoticeRead]').isChecked()).toBe(true);
    await page.goForward();
    await untilStep('data');
    expect(await page.locator('[name=familyName]').inputValue()).toBe('Zorzetto');
    await page.goForward();
    await untilStep('summary');
    expect(await page.locator('main').textContent()).toContain('Ada Zorzetto');
  });

  test('what the service can’t take is still there on the way back, and is sent then', async () => {
    await openForm(true);
    await goToSummary();
    const down = (body: string) => page.route('**/richiesta?invio=1', (route) => route.fulfill({ status: 503, body }));
    await down('<title>Fermo</title><main><h1>Il servizio è fermo per un momento</h1></main>');
    await page.getByRole('button', { name: 'Invia la richiesta' }).click();
    await page.getByText('Il servizio è fermo').waitFor();
    await page.unroute('**/richiesta?invio=1');
    await page.goBack();
    await untilStep('summary');
    await page.getByRole('button', { name: 'Invia la richiesta' }).click();
    await untilStep('confirmation');
  });

  test('leaving with something typed asks first; nothing of it is in the browser’s stores', async () => {
    await openForm(true);
    await goToSummary();
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]),
    );
    expect(kept).not.toMatch(/Zorzi|Mille|pane/);
    const asked = page.waitForEvent('dialog');
    const left = page.goto(`${system.url}/esempio`).catch(() => undefined);
    const dialog = await asked;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await left;
    expect(await step()).toBe('summary');
  });

  test('a long list is chosen from by typing, without accents, with the keys', async () => {
    await addZones();
    await openForm(true);
    await goToData();
    const zone = page.getByRole('combobox', { name: 'Zona' });
    await zone.focus();
    await page.keyboard.type('localita 1');
    expect(await page.getByRole('option').allTextContents()).toEqual(['Località 1', 'Località 10', 'Località 11']);
    await page.evaluate(axe.source);
    expect(await page.evaluate(`axe.run('#campo-zone', {}).then(({ violations }) => violations.length)`)).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await zone.inputValue()).toBe('Località 10');
    await page.getByRole('button', { name: 'Avanti' }).click();
    await page.locator('#campo-givenName-errore').waitFor();
    expect(await zone.inputValue()).toBe('Località 10');
    await zone.fill('la luna');
    await page.getByRole('button', { name: 'Avanti' }).click();
    await page.locator('#campo-zone-errore').waitFor();
  });
});

/** More than ten zones, as a Comune with many hamlets has. */
async function addZones(): Promise<void> {
  for (let zone = 1; zone <= 11; zone += 1) {
    await system.database.db
      .insertInto('zone')
      .columns(['municipality_id', 'code', 'label', 'position'])
      .expression((eb) =>
        eb
          .selectFrom('municipality')
          .select((of) => [
            'id',
            of.val(`localita-${zone}`).as('code'),
            of.val(`Località ${zone}`).as('label'),
            of.val(100 + zone).as('position'),
          ]),
      )
      .execute();
  }
}
