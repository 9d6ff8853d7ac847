import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { createClient, signIn } from '../support/client.ts';
import { type System, startSystem } from '../support/system.ts';
import { tick } from '../support/tick.ts';

const area = '/esempio/volontari/area';
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let system: System;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

describe.each([
  { how: 'with JavaScript', javaScriptEnabled: true, viewport: { width: 1280, height: 900 } },
  { how: 'without JavaScript, on a telephone', javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
])('a volunteer’s own page in a real browser, $how', ({ javaScriptEnabled, viewport }) => {
  let page: Page;
  let email: string;
  let reference: string;
  beforeAll(async () => {
    const operator = await signIn(system);
    const request = await createClient(system).submit();
    reference = request.reference;
    await operator.importAll();
    await operator.untilStatus(request.id, 'awaiting_operator');
    await operator.decide(request.id, 'dispatch');
    const [told] = await system.smtp.waitFor(
      1,
      ({ mail }) =>
        mail.headers.get('x-easycare-kind') === 'request_to_volunteer' && (mail.text?.includes(reference) ?? false),
    );
    email = told?.to[0] ?? '';
    // axe is put into the page from outside, which the product's own policy rightly forbids.
    const context = await browser.newContext({ bypassCSP: true, javaScriptEnabled, viewport, locale: 'it-IT' });
    page = await context.newPage();
  });

  /** The rules of WCAG 2.2 AA that the page breaks, and whether it must be scrolled sideways. */
  async function look(name: string): Promise<void> {
    expect.soft(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(viewport.width);
    if (!javaScriptEnabled) return;
    await page.evaluate(axe.source);
    const broken = await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
        .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
    );
    expect.soft(broken, name).toEqual([]);
  }

  test('the link comes by email, shows a button, and the address keeps no secret', async () => {
    await page.goto(system.url + area);
    await look('ask');
    await page.getByLabel('Indirizzo email').fill(email);
    await page.getByRole('button', { name: 'Mi mandi il collegamento' }).click();
    await page.waitForURL(/inviato/);
    await look('sent');
    const [letter] = await system.smtp.waitFor(
      1,
      ({ mail, to }) => mail.headers.get('x-easycare-kind') === 'link_to_volunteer' && to.includes(email),
    );
    const link = /http:\S+\/volontari\/entra\?chiave=[\w-]+/.exec(letter?.mail.text ?? '')?.[0] ?? '';
    await page.goto(link);
    await look('enter');
    await page.getByRole('button', { name: 'Entra' }).click();
    await page.waitForURL(system.url + area);
    expect(await page.evaluate('document.referrer')).not.toContain('chiave');
    await look('area');
    expect(await page.locator('main').textContent()).toContain(reference);
  });

  test('the volunteer says what is wrong, mends it, and sees it saved', async () => {
    await tick(page, '[name=availability][value=tuesday-morning]');
    await tick(page, '[name=vehicle]');
    await page.locator('[name=maxOpenOffers]').fill('0');
    await page.getByRole('button', { name: 'Salva' }).click();
    await page.waitForURL(/dati/);
    expect(await page.title()).toMatch(/^Errore:/);
    await look('wrong');
    expect(await page.locator('[name=availability][value=tuesday-morning]').isChecked()).toBe(true);
    await page.locator('[name=maxOpenOffers]').fill('2');
    await page.getByRole('button', { name: 'Salva' }).click();
    await page.waitForURL(/esito=salvato/);
    expect(await page.locator('[name=maxOpenOffers]').inputValue()).toBe('2');
    expect(await page.locator('[name=availability][value=tuesday-morning]').isChecked()).toBe(true);
  });

  test('pauses and is back', async () => {
    await page.getByRole('button', { name: 'Metti in pausa' }).click();
    await page.waitForURL(/esito=pausa/);
    await look('paused');
    await page.getByRole('button', { name: 'Torna disponibile adesso' }).click();
    await page.waitForURL(/esito=ripresa/);
  });

  test('leaves, after being asked once more, and is gone', async () => {
    await page.getByRole('link', { name: 'Voglio lasciare il servizio' }).click();
    await page.waitForURL(/lascia/);
    await look('leave');
    await page.getByRole('button', { name: 'Cancella i miei dati' }).click();
    await page.waitForURL(/arrivederci/);
    await look('goodbye');
    const left = await system.database.db.selectFrom('volunteer').select('id').where('email', '=', email).execute();
    expect(left).toEqual([]);
  });
});
