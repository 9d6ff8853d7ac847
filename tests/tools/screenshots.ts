// `npm run screenshots`: the main pages as they look with demo data, for docs/screenshots/.
import { mkdirSync } from 'node:fs';
import { openBrowser } from '../support/browser.ts';
import { startDemo } from './demo-instance.ts';

const folder = 'docs/screenshots';
const needs = ['spesa', 'farmaci', 'spesa', 'trasporto', 'farmaci'];
const people = ['Ada Zorzi', 'Bruno Neri', 'Carla Fonti', 'Dino Marchi', 'Elsa Poli'];

const demo = await startDemo();
const browser = await openBrowser();
try {
  mkdirSync(folder, { recursive: true });
  const own = await demo.submit();
  const ids: string[] = [];
  for (const [i, need] of needs.entries()) ids.push((await demo.submit({ need, requester: describe(i) })).id);
  await demo.importAll();
  const page = await (await browser.newContext({ locale: 'it-IT', viewport: { width: 1280, height: 800 } })).newPage();
  const shoot = async (name: string, path: string) => {
    await page.goto(new URL(path, demo.url).href);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: `${folder}/${name}.png` });
  };
  await shoot('help', '/esempio');
  await shoot('form', '/esempio/richiesta');
  await shoot('status', own.statusUrl);
  await page.goto(`${demo.url}/entra`);
  await page.locator('[name=email]').fill(demo.email);
  await page.locator('[name=password]').fill(demo.password);
  await page.getByRole('button', { name: 'Entra' }).click();
  await page.waitForURL(/console/);
  await shoot('console', '/esempio/console');
  await shoot('request', `/esempio/console/richieste/${ids[0]}`);
  await shoot('volunteers', '/esempio/console/volontari');
  await shoot('statistics', '/esempio/console/statistiche');
  await page.setViewportSize({ width: 360, height: 720 });
  await shoot('form-on-a-telephone', '/esempio/richiesta');
} finally {
  await browser.close();
  await demo.stop();
}

function describe(i: number) {
  const [givenName = '', familyName = ''] = (people[i] ?? '').split(' ');
  const zone = i % 2 === 0 ? 'centro' : 'collina';
  return { givenName, familyName, telephone: `333 765 430${i}`, address: `Via dei Tigli ${i + 1}`, zone };
}
