import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';
import { tick } from '../support/tick.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Where to put pictures of the pages, for who wants to look at them. */
const shots = process.env['SCREENSHOTS'];

let system: System;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

/** Somebody at a computer of their own. */
async function sitDown(): Promise<Page> {
  // axe is put into the page from outside, which the product's own policy rightly forbids.
  const context = await browser.newContext({ bypassCSP: true, locale: 'it-IT' });
  return await context.newPage();
}

/** The page breaks no rule of WCAG 2.2 AA. */
async function look(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/invitation-${name}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const broken = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
  expect.soft(broken, name).toEqual([]);
}

test('an administrator invites a clerk, who chooses a password, fills in a request and sees nothing else', async () => {
  const olga = await sitDown();
  await olga.goto(`${system.url}/entra`);
  await olga.locator('[name=email]').fill('operatore@comune.example');
  await olga.locator('[name=password]').fill(operatorPassword);
  await olga.getByRole('button', { name: 'Entra' }).click();
  await olga.waitForURL(/console/);
  await olga.getByRole('link', { name: 'Persone' }).click();
  await olga.getByRole('link', { name: 'Invita una persona' }).click();
  await look(olga, 'invite');
  await olga.locator('[name=name]').fill('Nadia Nuova');
  await olga.locator('[name=email]').fill('nadia@comune.example');
  await tick(olga, '[name=role][value=clerk]');
  await olga.getByRole('button', { name: "Manda l'invito" }).click();
  await olga.waitForURL(/esito=invited/);
  await look(olga, 'people');

  const [letter] = await system.smtp.waitFor(1, ({ to }) => to.includes('nadia@comune.example'));
  expect(letter?.mail.headers.get('x-easycare-kind')).toBe('invitation_to_member');
  const link = /http:\S+\/entra\/invito\?chiave=[\w-]+/.exec(letter?.mail.text ?? '')?.[0] ?? '';
  const nadia = await sitDown();
  await nadia.goto(link);
  await look(nadia, 'accept');
  await nadia.locator('[name=password]').fill('una frase lunga a piacere');
  await nadia.locator('[name=repeated]').fill('una frase lunga a piacere');
  await nadia.getByRole('button', { name: "Accetta l'invito" }).click();
  await nadia.waitForURL(/console\/inserite/);
  await look(nadia, 'clerk');
  expect(await nadia.evaluate('document.referrer')).not.toContain('chiave');
  await nadia.getByRole('link', { name: "Inserisci richiesta d'ufficio" }).click();
  await nadia.waitForURL(/inserimento=ufficio/);

  await nadia.goto(`${system.url}/esempio/console`);
  await look(nadia, 'forbidden');
  await nadia.getByRole('link', { name: 'Vada alla Sua pagina' }).click();
  await nadia.waitForURL(/console\/inserite/);

  await olga.reload();
  expect(await olga.locator('main').textContent()).toContain('Nessun invito in attesa');
  await olga.getByRole('link', { name: 'Nadia Nuova' }).click();
  await look(olga, 'member');
  await olga.getByRole('link', { name: 'Disattiva' }).click();
  await look(olga, 'disable');
  await olga.getByRole('button', { name: 'Disattiva' }).click();
  await olga.waitForURL(/esito=disabled/);
  await nadia.goto(`${system.url}/esempio/console/inserite`);
  expect(await nadia.title()).toContain('Non è un operatore di questo Comune');
  // Neither the log nor Temporal is told whom it was about.
  expect(system.output()).not.toMatch(/nadia@|chiave=/);
});
