import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matrix } from '../../web/access.ts';
import { findViolations, measureOverflow } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { createClient, signIn } from '../support/client.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';
import { fillPath } from '../support/web-routes.ts';

// As wide as a page is at 400 per cent of 1280 pixels (WCAG 1.4.10): every page there is, and those that say what is wrong.

let system: System;
let browser: Browser;
let page: Page;
let values: Record<string, string>;
let secret: string;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
  const operator = await signIn(system);
  const request = await createClient(system).submit();
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  const volunteer = await system.database.db.selectFrom('volunteer').select('id').executeTakeFirstOrThrow();
  const other = await system.database.db
    .selectFrom('volunteer')
    .select('id')
    .where('id', '!=', volunteer.id)
    .executeTakeFirstOrThrow();
  const member = await system.database.db.selectFrom('operator').select('id').executeTakeFirstOrThrow();
  secret = new URL(request.statusUrl).searchParams.get('chiave') ?? '';
  values = {
    comune: 'esempio',
    reference: request.reference,
    volunteer: volunteer.id,
    other: other.id,
    lista: 'zone',
    voce: 'centro',
    request: request.id,
    member: member.id,
    version: 'x',
    name: 'x',
  };
  const context = await browser.newContext({
    bypassCSP: true,
    locale: 'it-IT',
    viewport: { width: 320, height: 640 },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

async function signInOnPage(): Promise<void> {
  await page.goto(`${system.url}/entra`);
  await page.locator('[name=email]').fill('operatore@comune.example');
  await page.locator('[name=password]').fill(operatorPassword);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(/console/);
}

/** What `:id` stands for differs by what the path is about. */
function addressOf(path: string): string {
  const id = /volontari\/:id/.test(path)
    ? values['volunteer']
    : /persone/.test(path)
      ? values['member']
      : values['request'];
  const address = fillPath(path, { ...values, id: id ?? '' });
  return path.includes(':reference') ? `${address}?chiave=${secret}` : address;
}

/** Pages, that is: no JSON, no files, and nothing that is the browser's way elsewhere. */
const pages = Object.keys(matrix)
  .filter(
    (route) => route.startsWith('GET /') && !/\/api\/|\/assets\/|healthz|readyz|\.(csv|json|pdf|svg)$/.test(route),
  )
  .filter((route) => !/stemma|identita|novita/.test(route))
  .map((route) => route.slice(4));

async function check(name: string): Promise<void> {
  expect.soft([name, await findViolations(page)]).toEqual([name, []]);
  expect.soft([name, await measureOverflow(page)]).toEqual([name, 0]);
}

test('every page is in order at 320 pixels', { timeout: 300_000 }, async () => {
  expect(pages.length).toBeGreaterThan(70);
  const [open, inside] = [
    pages.filter((path) => !path.includes('/console')),
    pages.filter((path) => path.includes('/console')),
  ];
  for (const path of open) {
    await page.goto(system.url + addressOf(path));
    await check(path);
  }
  await signInOnPage();
  for (const path of inside) {
    await page.goto(system.url + addressOf(path));
    await check(path);
  }
});

test('so are forms that were refused, and the rating with each of its questions', { timeout: 120_000 }, async () => {
  await page.context().clearCookies();
  await page.goto(`${system.url}/esempio/richiesta`);
  await page.locator('main form button[type=submit]').last().click();
  await check('conditions, refused');
  await page.goto(`${system.url}/esempio/volontari`);
  await page.locator('main form button[type=submit]').last().click();
  await check('registration, refused');
  await page.goto(`${system.url}/entra`);
  await page.locator('[name=email]').fill('nessuno@comune.example');
  await page.locator('[name=password]').fill('sbagliata');
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForSelector('[role=alert]');
  await check('sign-in, refused');

  const status = `${system.url}/esempio/richiesta/${values['reference']}?chiave=${secret}`;
  await page.goto(status);
  const liked = page.getByRole('group', { name: 'Quali sono stati gli aspetti che hai preferito?' });
  const hard = page.getByRole('group', { name: 'Dove hai incontrato le maggiori difficoltà?' });
  expect([await liked.isVisible(), await hard.isVisible()]).toEqual([false, false]);
  await page.locator('[name=stars][value="2"]').check({ force: true });
  expect([await liked.isVisible(), await hard.isVisible()]).toEqual([false, true]);
  await check('two stars');
  await page.locator('[name=stars][value="5"]').check({ force: true });
  expect([await liked.isVisible(), await hard.isVisible()]).toEqual([true, false]);
  await check('five stars');
  await liked.getByText('Le indicazioni erano chiare').click();
  await page.getByRole('button', { name: 'Invia la valutazione' }).click();
  await page.waitForURL(/#valutazione/);
  await check('thanks');
});

test('nothing moves for who wants no movement, and the focus is seen', async () => {
  await page.goto(`${system.url}/esempio`);
  const moving = await page.evaluate(
    `[...document.querySelectorAll('*')].filter((one) => {
      const style = getComputedStyle(one);
      return Math.max(parseFloat(style.transitionDuration), parseFloat(style.animationDuration)) > 0.01;
    }).length`,
  );
  expect(moving).toBe(0);
  await page.keyboard.press('Tab');
  const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineWidth');
  expect(parseFloat(String(outline))).toBeGreaterThanOrEqual(2);
});
