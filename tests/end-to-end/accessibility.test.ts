import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findViolations as findOn } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client, createClient, signIn } from '../support/client.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';

let system: System;
let browser: Browser;
let operator: Client;
let page: Page;
beforeAll(async () => {
  [system, browser] = await Promise.all([startSystem(), openBrowser()]);
  operator = await signIn(system);
  // axe is put into the page from outside, which the product's own policy rightly forbids.
  const context = await browser.newContext({ bypassCSP: true, locale: 'it-IT' });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

async function findViolations(path: string): Promise<string[]> {
  await page.goto(system.url + path);
  return await findOn(page);
}

test('the pages of the main job break no rule of WCAG 2.2 AA', async () => {
  const request = await createClient(system).submit();
  const status = new URL(request.statusUrl);
  for (const path of ['/esempio', '/esempio/richiesta', `${status.pathname}${status.search}`, '/entra', '/altrove']) {
    expect.soft(await findViolations(path), path).toEqual([]);
  }
  await page.goto(`${system.url}/entra`);
  await page.locator('[name=email]').fill('operatore@comune.example');
  await page.locator('[name=password]').fill(operatorPassword);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(/console/);
  const ofRequest = `/esempio/console/richieste/${request.id}`;
  expect.soft(await findViolations('/esempio/console'), 'empty console').toEqual([]);
  await operator.importAll();
  await operator.untilStatus(request.id, 'awaiting_operator');
  const people = ['/esempio/console/persone', '/esempio/console/persone/invita'];
  const setUp = ['primi-passi', 'portale', 'portale/manifesto'].map((page) => `/esempio/console/impostazioni/${page}`);
  const others = [...people, ...setUp, '/esempio/console/statistiche'];
  for (const path of ['/esempio/console', ofRequest, `${ofRequest}/elimina`, ...others]) {
    expect.soft(await findViolations(path), path).toEqual([]);
  }
  await operator.decide(request.id, 'dispatch');
  expect.soft(await findViolations(ofRequest), 'dispatched').toEqual([]);
  const own = (end: string) => `${status.pathname}/${end}${status.search}`;
  const settings = '/esempio/console/impostazioni/conservazione';
  for (const path of [own('dati'), own('cancellazione'), '/esempio/console/cancellazioni', settings]) {
    expect.soft(await findViolations(path), path).toEqual([]);
  }
  await page.goto(system.url + own('cancellazione'));
  await page.getByRole('button', { name: 'Chiedi la cancellazione' }).click();
  const due = [
    own('cancellazione'),
    '/esempio/console',
    '/esempio/console/cancellazioni',
    `${ofRequest}/cancella-dati`,
  ];
  for (const path of due) expect.soft(await findViolations(path), `${path}, asked`).toEqual([]);
});

test('the pages of one’s own sign-in break none either', async () => {
  const pages = ['/entra/profilo', '/entra/profilo/password', '/entra/profilo/verifica'];
  const settings = ['il-comune', 'contatti', 'accesso', 'chiavi'].map(
    (page) => `/esempio/console/impostazioni/${page}`,
  );
  for (const path of [...pages, ...settings]) {
    expect.soft(await findViolations(path), path).toEqual([]);
  }
});
