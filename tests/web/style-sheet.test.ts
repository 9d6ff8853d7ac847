import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matrix } from '../../web/access.ts';
import { assetFiles } from '../../web/asset-files.ts';
import { bootstrapItalia } from '../../web/cut-bootstrap-italia.ts';
import { idIn, json, openTestWeb, requests, submissionBody, type TestWeb } from '../support/web.ts';

const whole = readFileSync(join(bootstrapItalia, 'css/bootstrap-italia.min.css'), 'utf8');
const cut = String(assetFiles.get('bootstrap-italia/css/bootstrap-italia.min.css')?.body);
const sprite = String(assetFiles.get('bootstrap-italia/svg/sprites.svg')?.body);

let web: TestWeb;
let pages: Map<string, string>;
beforeAll(async () => {
  web = await openTestWeb();
  pages = await openPages();
});
afterAll(() => web.close());

/** Every page that an administrator, a clerk or nobody signed in is shown, with a request in the console. */
async function openPages(): Promise<Map<string, string>> {
  const cookie = await web.signInAs('Olga');
  const submit = () => web.app.request(requests, json('POST', submissionBody(), { 'idempotency-key': randomUUID() }));
  const id = await idIn(await submit());
  await submit();
  await web.app.request(`${requests}/import`, json('POST', {}, { cookie }));
  await web.app.request(`${requests}/${id}/dispatch`, json('POST', {}, { cookie }));
  const volunteer = await web.db.selectFrom('volunteer').select('id').executeTakeFirstOrThrow();
  const values: Record<string, string> = { comune: 'esempio', lista: 'zone', voce: 'centro', volunteer: volunteer.id };
  const opened = new Map<string, string>();
  for (const [route, access] of Object.entries(matrix)) {
    const [method, path = ''] = route.split(' ');
    if (method !== 'GET' || path.startsWith('/api/')) continue;
    const ofVolunteer = path.includes('/volontari/:id');
    const address = path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) =>
      name === 'id' ? (ofVolunteer ? volunteer.id : id) : (values[name] ?? 'x'),
    );
    const answer = await web.app.request(address, access === 'anyone' ? {} : { headers: { cookie } });
    if (answer.headers.get('content-type')?.startsWith('text/html')) opened.set(route, await answer.text());
  }
  return opened;
}

/** The classes that a style sheet has rules for. */
const classesOf = (css: string) => new Set([...css.matchAll(/\.(-?[a-z_][\w-]*)/gi)].map(([, name = '']) => name));

test('what our pages use of bootstrap-italia is kept when its style sheet is cut', () => {
  const [inWhole, kept] = [classesOf(whole), classesOf(cut)];
  const used = new Set<string>();
  for (const html of pages.values()) {
    for (const [, names = ''] of html.matchAll(/ class="([^"]*)"/g)) {
      for (const name of names.split(/\s+/)) if (inWhole.has(name)) used.add(name);
    }
  }
  expect(pages.size).toBeGreaterThan(60);
  expect(used.size).toBeGreaterThan(20);
  expect([...used].filter((name) => !kept.has(name))).toEqual([]);
});

test('little else is', () => {
  expect(cut.length).toBeLessThan(whole.length / 10);
  expect(cut).not.toContain('.carousel');
  expect(cut).toContain("--bootstrap-italia-version: '2.18.3'");
});

test('every icon of our pages is in its sprite', () => {
  const own = String(assetFiles.get('icons.svg')?.body);
  const used = new Set<string>();
  for (const html of pages.values()) {
    for (const [, name = ''] of html.matchAll(/<use href="[^"#]*#([^"]+)"/g)) used.add(name);
  }
  expect(used.size).toBeGreaterThan(15);
  expect([...used].filter((name) => !`${sprite}${own}`.includes(`<symbol id="${name}"`))).toEqual([]);
});
