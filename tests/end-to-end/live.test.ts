import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openPool } from '../../src/db/database.ts';
import { createOperator } from '../../src/db/operators.ts';
import { createSignIn } from '../../src/sign-in.ts';
import { openBrowser } from '../support/browser.ts';
import { operatorPassword, type System, startSystem } from '../support/system.ts';
import { tick } from '../support/tick.ts';
import { waitUntil } from '../support/wait-until.ts';
import { submissionBody } from '../support/web.ts';

// Two operators, each with a browser of their own, on the whole product.

let system: System;
/** One each: the browser of the tests is a single process, whose contexts share what a page asks for by itself. */
let browsers: Record<keyof typeof operators, Browser>;
const operators = { Olga: 'operatore@comune.example', Anna: 'anna@comune.example' };
beforeAll(async () => {
  const [started, Olga, Anna] = await Promise.all([startSystem(), openBrowser(), openBrowser()]);
  system = started;
  browsers = { Olga, Anna };
  await employAnna();
});
afterAll(async () => {
  await Promise.all(Object.values(browsers ?? {}).map((browser) => browser.close()));
  await system?.stop();
});
async function employAnna(): Promise<void> {
  const pool = openPool(system.database.url, { schema: 'auth', max: 1 });
  const signIn = createSignIn({
    pool,
    publicUrl: system.url,
    secret: system.variables['SESSION_SECRET'] ?? '',
    production: false,
  });
  const { userId } = await signIn.createUser({
    email: operators.Anna,
    name: 'Anna Bianchi',
    password: operatorPassword,
  });
  await pool.end();
  const { id: municipalityId } = await system.database.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  await createOperator(system.database.db, {
    municipalityId,
    userId,
    name: 'Anna Bianchi',
    email: operators.Anna,
    role: 'operator',
  });
}

const pages = new Map<string, Page>();

/** Somebody's own browser, at this page; the first time they sign in. */
async function openAs(who: keyof typeof operators, path: string): Promise<Page> {
  const page = pages.get(who) ?? (await signIn(who));
  await page.goto(`${system.url}${path}`);
  // A reload would lose it.
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  return page;
}

async function signIn(who: keyof typeof operators): Promise<Page> {
  const context = await browsers[who].newContext({ locale: 'it-IT', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  pages.set(who, page);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${system.url}/esempio/console`);
  await page.locator('[name=email]').fill(operators[who]);
  await page.locator('[name=password]').fill(operatorPassword);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(/console/);
  return page;
}

const isSameDocument = (page: Page) => page.evaluate(() => 'sameDocument' in window);

async function submit(familyName: string): Promise<{ id: string; reference: string }> {
  const answer = await fetch(`${system.url}/api/v1/esempio/help-requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(
      submissionBody({
        requester: {
          givenName: 'Ada',
          familyName,
          telephone: '333 123 4567',
          address: 'Via dei Mille 12',
          zone: 'centro',
        },
      }),
    ),
  });
  return z.object({ id: z.uuid(), reference: z.string() }).parse(await answer.json());
}

/** A request in the table, imported by pressing the button in a browser of its own. */
async function addAwaiting(familyName: string): Promise<{ id: string; reference: string; path: string }> {
  const request = await submit(familyName);
  await system.database.db
    .updateTable('help_request')
    .set({
      imported_at: new Date(),
      imported_by: (eb) =>
        eb
          .selectFrom('operator')
          .select('operator.id')
          .whereRef('operator.municipality_id', '=', 'help_request.municipality_id')
          .limit(1),
    })
    .where('id', '=', request.id)
    .execute();
  await waitUntil('the request to await', async () => (await statusOf(request.id)) === 'awaiting_operator');
  return { ...request, path: `/esempio/console/richieste/${request.id}` };
}

async function statusOf(id: string): Promise<string> {
  const { status } = await system.database.db
    .selectFrom('help_request')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return status;
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: /INVIA LA RICHIESTA DI ASSISTENZA/ }).click();
}

const patience = { timeout: 20_000 };

describe('the table', () => {
  test('shows a request that arrives, its import by a colleague and a decision of hers, and never reloads', async () => {
    const olga = await openAs('Olga', '/esempio/console');
    await submit('Arrivo');
    await expect.poll(() => olga.locator('.ec-import').textContent(), patience).toContain('1');
    await expect
      .poll(() => olga.locator('[data-live-said]').textContent(), patience)
      .toBe('1 nuova richiesta da importare');

    const anna = await openAs('Anna', '/esempio/console');
    await anna.getByRole('button', { name: /Importa richieste/ }).click();
    const row = olga.locator('.ec-row', { hasText: 'Arrivo' });
    await row.waitFor(patience);

    await anna.goto(`${system.url}${await row.getByRole('link').getAttribute('href')}`);
    await send(anna);
    await expect.poll(() => row.textContent(), patience).toContain('Non è più in questo elenco');
    expect(await row.getByRole('button').count()).toBe(0);
    await expect.poll(() => olga.locator('.ec-tabs').textContent(), patience).toMatch(/Inviate\s*1/);
    await olga.getByRole('button', { name: 'Mostra' }).click();
    await expect.poll(() => row.count(), patience).toBe(0);
    expect(await isSameDocument(olga)).toBe(true);
  });

  test('what would move the rows waits for a press; the focus stays where it is', async () => {
    const first = await addAwaiting('Prima');
    const olga = await openAs('Olga', '/esempio/console?stato=tutte');
    const link = olga.getByRole('link', { name: first.reference });
    await link.focus();
    const top = await link.evaluate((element) => element.getBoundingClientRect().top);
    const second = await addAwaiting('Seconda');
    await olga.getByText('1 richiesta nuova in elenco').first().waitFor(patience);
    expect(await olga.getByRole('link', { name: second.reference }).count()).toBe(0);
    expect(await link.evaluate((element) => element.getBoundingClientRect().top)).toBe(top);
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true);
    await olga.getByRole('button', { name: 'Mostra' }).click();
    await olga.getByRole('link', { name: second.reference }).waitFor(patience);
    const order = await olga.locator('.ec-row__reference').allTextContents();
    expect(order.indexOf(second.reference)).toBeLessThan(order.indexOf(first.reference));
  });

  test('goes on by itself after the server was restarted, and shows what came meanwhile', async () => {
    const olga = await openAs('Olga', '/esempio/console');
    await system.web.stop();
    await system.startWeb();
    await submit('Riavvio');
    await expect
      .poll(() => olga.locator('[data-live-said]').textContent(), patience)
      .toBe('1 nuova richiesta da importare');
    expect(await isSameDocument(olga)).toBe(true);
  });

  test('where a stream is refused asks now and then', { timeout: 60_000 }, async () => {
    const olga = await openAs('Olga', '/esempio/console');
    const refuse = (route: Route) =>
      route.request().headers()['accept']?.includes('event-stream') ? route.fulfill({ status: 502 }) : route.continue();
    await olga.route('**/novita*', refuse);
    await olga.reload();
    await submit('Senza');
    await expect
      .poll(() => olga.locator('[data-live-said]').textContent(), { timeout: 40_000 })
      .toMatch(/da importare$/);
    await olga.unroute('**/novita*', refuse);
  });
});

describe('the page of a request', () => {
  test('shows a colleague’s decision and what came of the emails', async () => {
    const request = await addAwaiting('Decisa');
    const [olga, anna] = [await openAs('Olga', request.path), await openAs('Anna', request.path)];
    await send(anna);
    await expect.poll(() => olga.locator('.ec-request__title').textContent(), patience).toContain('Inviata');
    await expect.poll(() => olga.locator('.ec-emails .ec-badge--email-sent').count(), patience).toBeGreaterThan(5);
    expect(await olga.getByRole('button', { name: /INVIA/ }).count()).toBe(0);
    expect(await isSameDocument(olga)).toBe(true);
  });

  test('says who else has it open, and no longer once they have gone', async () => {
    const request = await addAwaiting('Aperta');
    const olga = await openAs('Olga', request.path);
    const anna = await openAs('Anna', request.path);
    await olga.getByText('Anche Anna Bianchi ha aperto questa richiesta').waitFor(patience);
    await anna.goto(`${system.url}/esempio/console`);
    await expect.poll(() => olga.locator('[data-live-viewers]').textContent(), patience).toBe('');
  });

  test('does not take away what is being written: it says who changed it, and offers to show it', async () => {
    const request = await addAwaiting('Scritta');
    const [olga, anna] = [await openAs('Olga', request.path), await openAs('Anna', request.path)];
    await olga.locator('details:has([name=description]) > summary').first().click();
    await olga.locator('[name=description]').fill('Quello che scrivo');
    await anna.locator('details:has([name=description]) > summary').first().click();
    await anna.locator('[name=description]').fill('Quello che scrive Anna');
    await anna.getByRole('button', { name: 'Salva' }).first().click();
    await olga
      .locator('[data-live-news]', { hasText: 'Anna Bianchi ha modificato questa richiesta' })
      .waitFor(patience);
    expect(await olga.locator('[name=description]').inputValue()).toBe('Quello che scrivo');

    // And who sends all the same decides nothing, and is shown what happened.
    await send(olga);
    await olga.getByText('Che cosa è successo da quando ha aperto la pagina').waitFor(patience);
    expect(await olga.locator('main [role=alert]').textContent()).toContain('Anna Bianchi');
    expect(await statusOf(request.id)).toBe('awaiting_operator');
  });

  test('two who decide at once: one decision stands, and the other is told whose', async () => {
    const request = await addAwaiting('Insieme');
    const [olga, anna] = [await openAs('Olga', request.path), await openAs('Anna', `${request.path}/elimina`)];
    await tick(anna, '[name=reason][value=other]');
    await Promise.all([send(olga), anna.getByRole('button', { name: /ELIMINA RICHIESTA/ }).click()]);
    await waitUntil('one decision', async () => (await statusOf(request.id)) !== 'awaiting_operator');
    const status = await statusOf(request.id);
    const word = status === 'dispatched' ? 'Inviata' : 'Eliminata';
    for (const page of [olga, anna]) {
      await page.goto(`${system.url}${request.path}`);
      await expect.poll(() => page.locator('.ec-request__title').textContent(), patience).toContain(word);
    }
    const { outcomes } = await system.database.db
      .selectFrom('decision')
      .select(({ fn }) => fn.agg<string[]>('array_agg', ['outcome']).as('outcomes'))
      .where('request_id', '=', request.id)
      .executeTakeFirstOrThrow();
    expect(outcomes.filter((outcome) => outcome === status)).toHaveLength(1);
  });
});
