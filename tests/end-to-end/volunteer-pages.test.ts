import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import axe from 'axe-core';
import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { tick } from '../support/tick.ts';
import { addressOf, openTestWeb, password, requests, submissionBody, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let server: ReturnType<typeof createAdaptorServer>;
let browser: Browser;
let page: Page;
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await findPort()}`;
  [web, browser] = await Promise.all([openTestWeb({ PUBLIC_URL: url }), openBrowser()]);
  server = createAdaptorServer({ fetch: web.app.fetch });
  server.listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
  // axe is put into the page from outside, which the product's own policy rightly forbids.
  const context = await browser.newContext({
    bypassCSP: true,
    viewport: { width: 1280, height: 900 },
    locale: 'it-IT',
  });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  await web?.close();
});

/** A port that is free now: sign-in believes forms of the public address only, so it has to be known before. */
async function findPort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** The rules of WCAG that the page in sight breaks, with the first place of each. */
async function findViolations(): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0]?.target))`,
  );
}

const table = '/esempio/console/volontari';

async function openSignedIn(path: string): Promise<void> {
  await page.goto(url + path);
  if (!page.url().includes('/entra')) return;
  await page.locator('[name=email]').fill(addressOf('Olga'));
  await page.locator('[name=password]').fill(password);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(url + path);
}

test('an operator finds who waits, approves, adds, corrects and merges volunteers', async () => {
  const { db } = web;
  await sql`update volunteer set approval = 'pending' where given_name = 'Anna' and family_name = 'Conti'`.execute(db);
  await sql`update volunteer set email_invalid_at = now() - interval '3 days' where given_name = 'Ivo'`.execute(db);
  await sql`update volunteer set paused_until = '2099-12-03' where given_name = 'Gina'`.execute(db);
  await openSignedIn(table);
  expect.soft(await findViolations(), 'the table').toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

  await page.getByText('Competenza', { exact: true }).click();
  await page.getByRole('link', { name: 'Accompagnare in auto' }).click();
  expect(page.url()).toContain('competenza=guida');
  await page.getByRole('link', { name: 'Togli i filtri' }).click();
  await page.getByRole('link', { name: 'Veda chi aspetta' }).click();
  await page.getByRole('link', { name: 'Conti Anna' }).click();
  expect.soft(await findViolations(), 'a volunteer').toEqual([]);
  await page.getByLabel("Nota per l'ufficio").fill('Vista in ufficio');
  await page.getByRole('button', { name: 'Approva' }).click();
  await page.getByText('Decisione registrata').waitFor();
  expect(await page.locator('main').textContent()).toContain('Vista in ufficio');

  await page.goto(`${url}${table}/nuovo`);
  expect.soft(await findViolations(), 'the form').toEqual([]);
  await page.locator('[name=givenName]').fill('Anna');
  await page.locator('[name=familyName]').fill('Conti');
  await page.locator('[name=telephone]').fill('333 000 0033');
  await page.locator('[name=email]').fill('anna.conti.2@volontari.example');
  await tick(page, '[name=zones][value=centro]');
  await page.getByRole('button', { name: 'Aggiungi', exact: true }).click();
  await page.getByText('Iscrizione fatta e approvata').waitFor();

  await page.getByRole('link', { name: /Confronti con Conti Anna/ }).click();
  expect.soft(await findViolations(), 'side by side').toEqual([]);
  await page.getByRole('button', { name: 'Tieni Conti Anna' }).first().click();
  await page.getByText('I due volontari sono uno').waitFor();
  await page.goto(`${url}${table}/da-telefonare`);
  expect.soft(await findViolations(), 'to telephone').toEqual([]);
  expect(await page.getByRole('row').count()).toBeGreaterThan(1);
});

test('an operator takes one of the five out, puts another in and takes both back', async () => {
  await web.app.request(requests, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(submissionBody()),
  });
  await openSignedIn('/esempio/console');
  await page.getByRole('button', { name: 'Importa richieste' }).first().click();
  await page.getByRole('link', { name: 'Apra la richiesta' }).first().click();
  const five = page.locator('.ec-volunteers li');
  const firstName = await five.first().locator('.ec-volunteers__name').textContent();
  await five.first().getByRole('link', { name: 'Togli' }).click();
  expect.soft(await findViolations(), 'taking out').toEqual([]);
  await page.getByRole('button', { name: 'Togli dalla richiesta' }).click();
  await page.getByRole('link', { name: 'Perché: Campo obbligatorio.' }).click();
  await page.getByLabel('Perché').fill('Si conoscono e non si parlano');
  await page.getByRole('button', { name: 'Togli dalla richiesta' }).click();
  await page.getByText('al posto di chi ha tolto').waitFor();
  expect(await five.first().textContent()).not.toContain(firstName);

  await page.getByRole('link', { name: 'Metti un altro volontario' }).click();
  await page.getByLabel('Cerca per nome o telefono').fill('Verdi');
  await page.getByRole('button', { name: 'Cerca' }).click();
  await page.getByLabel('Perché').fill('Abita nella stessa scala');
  expect.soft(await findViolations(), 'putting in').toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.getByRole('button', { name: 'Metti Verdi Elena' }).click();
  await page.getByText('chi ha messo riceve').waitFor();
  expect(await five.first().textContent()).toContain('Elena Verdi');
  expect.soft(await findViolations(), 'the request').toEqual([]);

  await page.getByRole('button', { name: 'Annulla Elena Verdi' }).click();
  await page.getByText('Scelta a mano annullata:').waitFor();
  await page.getByRole('button', { name: `Annulla ${firstName}` }).click();
  await page.getByRole('heading', { name: 'Scelte a mano' }).waitFor({ state: 'detached' });
  expect(await five.first().textContent()).toContain(firstName);

  // What was corrected and not saved is not lost to a link that stands beside it.
  const request = page.url();
  await page.getByText('Correggi', { exact: true }).click();
  await page.locator('[name=description]').fill('Serve anche il pane');
  const asked = page.waitForEvent('dialog');
  const leaving = five.first().getByRole('link', { name: 'Togli' }).click();
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await leaving.catch(() => {});
  expect(page.url()).toBe(request);
  await page.getByRole('button', { name: 'Salva' }).click();
  await page.waitForURL(/esito=/);
});
