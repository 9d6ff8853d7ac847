import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
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

const mailsAbout = (reference: string, kind: string) =>
  system.smtp.received.filter(
    ({ mail }) => mail.headers.get('x-easycare-kind') === kind && mail.text?.includes(reference),
  );

// The pages must work without JavaScript, and on a telephone.
describe.each([
  { how: 'with JavaScript', javaScriptEnabled: true, viewport: { width: 1280, height: 900 } },
  { how: 'without JavaScript, on a telephone', javaScriptEnabled: false, viewport: { width: 360, height: 740 } },
])('in a real browser, $how', ({ javaScriptEnabled, viewport }) => {
  let page: Page;
  const outside: string[] = [];
  beforeAll(async () => {
    const context = await browser.newContext({ javaScriptEnabled, viewport, locale: 'it-IT' });
    page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(system.url) && !request.url().startsWith('data:')) outside.push(request.url());
    });
  });
  let reference: string;

  test('a person fills in the form, sees what is wrong, mends it, and keeps the reference', async () => {
    await page.goto(`${system.url}/`);
    await page.getByRole('link', { name: 'Compili la richiesta di aiuto' }).first().click();
    // A step on without what it asks is told, too.
    await press(page, 'Avanti');
    await expect.poll(() => page.title(), { timeout: 15_000 }).toMatch(/^Errore:/);
    await tick(page, '[name=privacyNoticeRead]');
    await press(page, 'Avanti');
    await page.getByLabel('Nome', { exact: false }).first().fill('Ada');
    await page.locator('[name=familyName]').fill('Zorzi');
    await page.locator('[name=telephone]').fill('333 CASA');
    await page.locator('[name=address]').fill('Via dei Mille 12');
    await tick(page, '[name=zone][value=centro]');
    await tick(page, '[name=need][value=spesa]');
    await page.locator('[name=description]').fill('Mi serve la spesa <b>oggi</b>.');
    await press(page, 'Avanti');
    // The answer can be there before the page that shows it.
    await expect.poll(() => page.title(), { timeout: 15_000 }).toMatch(/^Errore:/);
    expect(await page.locator('[name=familyName]').inputValue()).toBe('Zorzi');

    await page.locator('[name=telephone]').fill('333 123 4567');
    await press(page, 'Avanti');
    await page.getByRole('button', { name: 'Modifica Dove' }).click();
    await page.locator('[name=address]').fill('Via dei Mille 14');
    await press(page, 'Avanti');
    await page.getByText('Via dei Mille 14').waitFor();
    await press(page, 'Invia la richiesta');
    await page.waitForURL(/richiesta\/[0-9A-Z]{4}-[0-9A-Z]{4}\?chiave=/);
    reference = /richiesta\/([^?]+)/.exec(page.url())?.[1] ?? '';
    expect(await page.locator('main').textContent()).toContain(reference);
    await page.reload();
    expect(await page.locator('main').textContent()).toContain(reference);
  });

  test('an operator is told, signs in, imports, looks and sends; five volunteers are told', async () => {
    await page.goto(`${system.url}/esempio/console`);
    await page.locator('[name=email]').fill('operatore@comune.example');
    await page.locator('[name=password]').fill(operatorPassword);
    await page.getByRole('button', { name: 'Entra' }).click();
    await page.getByRole('button', { name: /Importa richieste/ }).click();
    await page.getByRole('link', { name: reference }).first().click();
    expect(await page.locator('main').textContent()).toContain('Mi serve la spesa <b>oggi</b>.');
    await page.getByRole('button', { name: /INVIA LA RICHIESTA DI ASSISTENZA/ }).click();
    await page.getByText('Inviata', { exact: true }).first().waitFor();

    await waitUntil('five volunteers', () => mailsAbout(reference, 'request_to_volunteer').length === 5);
    await waitUntil('the head of operations', () => mailsAbout(reference, 'dispatch_to_lead').length === 1);
    const recipients = mailsAbout(reference, 'request_to_volunteer').flatMap(({ to }) => to);
    expect(new Set(recipients).size).toBe(5);
  });

  test('nothing came from another host', () => {
    expect(outside).toEqual([]);
  });
});

async function press(page: Page, name: string): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name }).click();
  await answered;
  await page.waitForLoadState();
}
