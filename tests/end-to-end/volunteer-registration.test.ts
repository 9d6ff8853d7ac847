import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { type System, startSystem } from '../support/system.ts';
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

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the page breaks of WCAG 2.2 AA, with the first place of each. */
async function findViolations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  return await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
}

/** The letter to this address, once it has arrived. */
const letterTo = (address: string) =>
  waitUntil('the letter to confirm', () => system.smtp.received.find(({ to }) => to.includes(address)));

/** `SCREENSHOTS=folder` leaves pictures of the pages there, to be looked at. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe.each([
  { how: 'desktop', viewport: { width: 1280, height: 900 } },
  { how: 'phone', viewport: { width: 390, height: 844 } },
])('in a real browser ($how)', ({ how, viewport }) => {
  const address = `vanda.${how}@prova.example`;
  let page: Page;
  beforeAll(async () => {
    const context = await browser.newContext({ bypassCSP: true, viewport, locale: 'it-IT' });
    page = await context.newPage();
  });

  test('somebody registers, mends what was wrong, and confirms by the link of the email', async () => {
    await page.goto(`${system.url}/esempio`);
    await page.getByRole('link', { name: 'Diventi volontario' }).click();
    await page.waitForURL(/volontari$/);
    expect.soft(await findViolations(page)).toEqual([]);
    await picture(page, `${how}-form`);

    await page.locator('[name=givenName]').fill('Vanda');
    await page.locator('[name=familyName]').fill('Volpi');
    await page.locator('[name=email]').fill(address);
    await page.locator('[name=telephone]').fill('333 765 4321');
    await tick(page, '[name=zones]');
    await tick(page, '[name=availability][value=tuesday-morning]');
    await tick(page, '[name=privacyNoticeRead]');
    await page.getByRole('button', { name: 'Invia la domanda' }).click();
    await page.waitForFunction("document.title.startsWith('Errore:')");
    expect.soft(await findViolations(page)).toEqual([]);
    await picture(page, `${how}-wrong`);
    await page.getByRole('link', { name: /Data di nascita/ }).click();
    await page.locator('[name=birthDate]:focus').fill('1980-02-29');
    expect(await page.locator('[name=availability][value=tuesday-morning]').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Invia la domanda' }).click();
    await page.waitForURL(/volontari\/inviata$/);
    expect.soft(await findViolations(page)).toEqual([]);
    await picture(page, `${how}-sent`);

    const { mail } = await letterTo(address);
    expect(mail.text).not.toContain('Vanda');
    const link = /http\S+conferma\?chiave=\S+/.exec(mail.text ?? '')?.[0] ?? '';
    await page.goto(link);
    expect.soft(await findViolations(page)).toEqual([]);
    await picture(page, `${how}-confirm`);
    await page.getByRole('button', { name: 'Confermo' }).click();
    await page.waitForURL(/volontari\/confermata$/);
    expect(await page.locator('main').textContent()).toContain('Indirizzo confermato');
    await picture(page, `${how}-confirmed`);
    await page.goto(link);
    expect(await page.locator('main').textContent()).toContain('già confermato');
    // Nothing is wider than the screen.
    expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
  });
});
