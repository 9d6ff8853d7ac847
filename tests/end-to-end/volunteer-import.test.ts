import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../support/browser.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';
import { head, lineOf } from '../volunteers/csv/csv-fixture.ts';

// The pages of an import once in the real browser.

let web: TestWeb;
let browser: Browser;
let folder: string;
let server: ReturnType<typeof createAdaptorServer>;
beforeAll(async () => {
  web = await openTestWeb();
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'easycare-test-'));
  server = createAdaptorServer({ fetch: web.app.fetch });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true });
  await web.close();
});

async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id }) => id))`);
}

test('a file is sent, previewed and imported, each page readable by everybody', async () => {
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const context = await browser.newContext({ bypassCSP: true });
  const [name = '', value = ''] = (await web.signInAs('Olga')).split(';')[0]?.split('=') ?? [];
  await context.addCookies([{ name, value, url: origin }]);
  const page = await context.newPage();
  const right = join(folder, 'giusto.csv');
  const wrong = join(folder, 'sbagliato.csv');
  await writeFile(
    right,
    `\ufeff${head};Note\r\n${lineOf()};\r\n${lineOf({ email: 'b@esempio.it', nome: 'Bea' })};\r\n`,
  );
  await writeFile(wrong, `${head}\r\n${lineOf({ email: 'a@x.it, b@y.it', disponibilita: 'sab-lun' })}\r\n`);

  await page.goto(`${origin}/esempio/console/volontari/importa`);
  expect(await findViolations(page)).toEqual([]);
  await shoot(page, 'upload');
  await page.getByLabel('File CSV').setInputFiles(wrong);
  await page.getByRole('button', { name: 'Invia il file' }).click();
  await page.getByText('Ci sono righe da correggere').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await shoot(page, 'errors');

  await page.goto(`${origin}/esempio/console/volontari/importa`);
  await page.getByLabel('File CSV').setInputFiles(right);
  await page.getByRole('button', { name: 'Invia il file' }).click();
  await page.getByText('Colonne ignorate: Note.').waitFor();
  expect(await findViolations(page)).toEqual([]);
  await shoot(page, 'preview');
  await page.getByRole('button', { name: /^Importa 1/ }).click();
  await page.getByRole('heading', { name: 'Volontari importati' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await shoot(page, 'applied');
  await context.close();
});

/** Pictures to look at, where somebody asks for them. */
async function shoot(page: Page, name: string): Promise<void> {
  const to = process.env['SCREENSHOTS'];
  if (to !== undefined) await page.screenshot({ path: join(to, `import-${name}.png`), fullPage: true });
}
