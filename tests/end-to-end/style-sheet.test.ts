import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootstrapItalia } from '../../web/cut-bootstrap-italia.ts';
import { openBrowser } from '../support/browser.ts';
import { createClient, signIn } from '../support/client.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';

let system: System;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
  page = await (await browser.newContext({ locale: 'it-IT' })).newPage();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

/** How every element of a page looks, with its pseudo-elements: one line each, with where it stands. */
async function readLooks(path: string): Promise<string[]> {
  await page.goto(system.url + path);
  return await page.evaluate(`[...document.body.querySelectorAll('*')].flatMap((one) =>
    ['', '::before', '::after'].flatMap((pseudo) => {
      const style = getComputedStyle(one, pseudo || null);
      if (pseudo !== '' && style.content === 'none') return [];
      const look = [...style].filter((name) => !name.startsWith('--')).map((name) => name + ':' + style.getPropertyValue(name));
      return one.tagName + '.' + (one.getAttribute('class') ?? '') + pseudo + ' ' + look.join(';');
    }))`);
}

/** The properties in which two looks of the same element differ. */
function compare(cut: string, whole: string): string[] {
  const [of, others] = [cut.split(/[ ;](?=[a-z-]+:)/), whole.split(/[ ;](?=[a-z-]+:)/)];
  return of.filter((one, i) => one !== others[i]).map((one) => `${of[0]} ${one}`);
}

test('pages look the same with what is kept of bootstrap-italia as with all of it', { timeout: 240_000 }, async () => {
  const request = await createClient(system).submit();
  const status = new URL(request.statusUrl);
  const operator = await signIn(system);
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  await page.goto(`${system.url}/entra`);
  await page.locator('[name=email]').fill('operatore@comune.example');
  await page.locator('[name=password]').fill(operatorPassword);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(/console/);
  const inConsole = ['', `/richieste/${request.id}`, '/statistiche', '/impostazioni/il-comune'];
  const paths = [
    ...[
      '/esempio',
      '/esempio/privacy',
      '/esempio/richiesta',
      '/esempio/volontari',
      `${status.pathname}${status.search}`,
    ],
    ...inConsole.map((path) => `/esempio/console${path}`),
  ];
  let replaced = 0;
  for (const path of paths) {
    const cut = await readLooks(path);
    expect(cut.length).toBeGreaterThan(50);
    const file = join(bootstrapItalia, 'css/bootstrap-italia.min.css');
    await page.route('**/bootstrap-italia.min.css', (route) => {
      replaced += 1;
      return route.fulfill({ path: file });
    });
    const whole = await readLooks(path);
    await page.unroute('**/bootstrap-italia.min.css');
    expect(whole.length).toBe(cut.length);
    expect(replaced).toBe(paths.indexOf(path) + 1);
    const differing = cut.flatMap((look, i) => compare(look, whole[i] ?? ''));
    expect.soft([path, differing.slice(0, 10)]).toEqual([path, []]);
  }
});
