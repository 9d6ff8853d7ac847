import { mkdir } from 'node:fs/promises';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { signIn } from '../support/client.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Where to put pictures of the pages, for who wants to look at them. */
const shots = process.env['SCREENSHOTS'];

let system: System;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    bypassCSP: true,
    locale: 'it-IT',
  });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

/** The page breaks no rule of WCAG 2.2 AA. */
async function check(name: string): Promise<void> {
  if (shots !== undefined) {
    await mkdir(shots, { recursive: true });
    await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  }
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
  expect.soft(found, name).toEqual([]);
}

test('an operator makes the lists and the choice of volunteers the Comune’s own', async () => {
  await (await signIn(system)).submit({ need: 'compagnia' });
  await page.goto(`${system.url}/esempio/console`);
  await page.locator('[name=email]').fill('operatore@comune.example');
  await page.locator('[name=password]').fill(operatorPassword);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.getByRole('link', { name: 'Impostazioni' }).click();
  await check('needs');

  await page.getByLabel('Nuovo tipo di aiuto').fill('Aiuto con i compiti');
  await page.getByRole('button', { name: 'Aggiungi' }).click();
  await page.getByText('è stata aggiunta in fondo').waitFor();
  await page.getByRole('button', { name: 'Sposta su Aiuto con i compiti' }).click();
  await page.getByText('è stata spostata').waitFor();
  const labels = await page.locator('tbody th').allTextContents();
  expect(labels.slice(-2)).toEqual(['Aiuto con i compiti', 'Piccole riparazioni in casa']);
  await check('moved');

  await page.getByRole('link', { name: 'Modifica Aiuto con i compiti' }).click();
  await page.getByLabel('Ascolto e compagnia').check({ force: true });
  await page.getByLabel('Arabo').check({ force: true });
  await check('need');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Ascolto e compagnia · Arabo').waitFor();

  await page.getByRole('link', { name: 'Rimuovi Compagnia' }).click();
  await page.getByText('1 richiesta aperta').waitFor();
  await check('removal');
  await page
    .getByRole('button', { name: 'Togli dall’uso' })
    .or(page.getByRole('button', { name: "Togli dall'uso" }))
    .click();
  await page.getByRole('button', { name: 'Rimetti in uso Compagnia' }).waitFor();
  await check('retired');

  await page.getByRole('link', { name: 'Zone' }).click();
  await check('zones');
  await page.getByRole('link', { name: 'Modifica Stazione' }).click();
  await check('zone');

  await page.getByRole('link', { name: 'Scelta dei volontari' }).click();
  await page.getByRole('button', { name: 'Sposta su Stessa zona, poi le confinanti' }).click();
  await page.getByText("L'ordine dei criteri è stato salvato").waitFor();
  await page.getByLabel('Volontari per richiesta').fill('9');
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.getByText('Scriva un numero da 1 a 5').first().waitFor();
  await check('selection');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('link', { name: 'Tipi di aiuto' }).click();
  await check('needs-narrow');
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});
