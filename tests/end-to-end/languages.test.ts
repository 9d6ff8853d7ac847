import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { textsIn } from '../../src/i18n/i18n.ts';
import { openBrowser } from '../support/browser.ts';
import { createClient, signIn } from '../support/client.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';
import { tick } from '../support/tick.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(async () => {
  await system?.stop();
});

/** In a browser of its own: this one is a single process, whose scripts fetch with the cookies of its first context. */
async function openTelephone(locale: string): Promise<Page> {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  // axe is put into the page from outside, which the product's own policy rightly forbids.
  const context = await browser.newContext({ bypassCSP: true, locale, viewport: { width: 360, height: 740 } });
  return await context.newPage();
}

/** The rules of WCAG that the page breaks, and whether it is wider than the telephone. */
async function findFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const broken: string[] = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
  const width: number = await page.evaluate('document.documentElement.scrollWidth');
  return width > 360 ? [...broken, `${width} px wide`] : broken;
}

async function fillIn(page: Page): Promise<void> {
  for (const [name, text] of Object.entries({
    givenName: 'Ada',
    familyName: 'Zorzi',
    telephone: '333 123 4567',
    address: 'Via dei Mille 12',
    description: 'Il pane.',
  })) {
    await page.locator(`[name=${name}]`).fill(text);
  }
  await tick(page, '[name=zone][value=centro]');
  await tick(page, '[name=need][value=spesa]');
}

const press = (page: Page, goTo: string) => page.locator(`.ec-form__ways [value=${goTo}]`).click();
const untilStep = (page: Page, step: string) => page.locator(`[data-step=${step}]`).waitFor();

describe.each([
  ['de', 'de-AT'],
  ['fr', 'fr-FR'],
] as const)('in %s, whose words are long, on a telephone', (language, locale) => {
  const t = textsIn(language);

  test('the form and the page of the request break no rule and fit', async () => {
    const page = await openTelephone(locale);
    await page.goto(`${system.url}/esempio`);
    expect.soft(await findFaults(page), 'help').toEqual([]);
    await page.goto(`${system.url}/esempio/richiesta`);
    expect(await page.locator('h1').textContent()).toBe(t('citizen:form.title'));
    expect.soft(await findFaults(page), 'conditions').toEqual([]);
    await tick(page, '[name=privacyNoticeRead]');
    await press(page, 'data');
    await untilStep(page, 'data');
    expect.soft(await findFaults(page), 'data').toEqual([]);
    await fillIn(page);
    await press(page, 'summary');
    await untilStep(page, 'summary');
    expect.soft(await findFaults(page), 'summary').toEqual([]);
    await press(page, 'send');
    await untilStep(page, 'confirmation');
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect.soft(await findFaults(page), 'status').toEqual([]);
  });

  test('the console breaks no rule and fits', async () => {
    const operator = await signIn(system);
    const { id } = await createClient(system).submit();
    await operator.importAll();
    await operator.untilStatus(id, 'awaiting_operator');
    const page = await openTelephone(locale);
    await page.goto(`${system.url}/entra`);
    expect.soft(await findFaults(page), 'sign-in').toEqual([]);
    await page.locator('[name=email]').fill('operatore@comune.example');
    await page.locator('[name=password]').fill(operatorPassword);
    await page.locator('main form button[type=submit]').first().click();
    await page.waitForURL(/console/);
    const paths = ['', `/richieste/${id}`, '/volontari', '/statistiche', '/impostazioni/il-comune', '/persone'];
    for (const path of paths) {
      await page.goto(`${system.url}/esempio/console${path}`);
      expect.soft(await findFaults(page), path).toEqual([]);
    }
  });
});

test('the language changes in the middle of the form, and nothing that was typed is lost', async () => {
  const page = await openTelephone('it-IT');
  await page.goto(`${system.url}/esempio/richiesta`);
  await tick(page, '[name=privacyNoticeRead]');
  await press(page, 'data');
  await untilStep(page, 'data');
  expect(await page.locator('header nav').count()).toBe(0);
  await fillIn(page);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.waitForURL(/lingua=de/);
  await untilStep(page, 'data');
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  expect(await page.locator('[name=familyName]').inputValue()).toBe('Zorzi');
  expect(await page.locator('[name=need][value=spesa]').isChecked()).toBe(true);
  // The Enter key goes on, whatever other buttons the form has.
  await page.locator('[name=familyName]').press('Enter');
  await untilStep(page, 'summary');
  expect(await page.locator('h1').textContent()).toBe(textsIn('de')('citizen:form.title'));
});
