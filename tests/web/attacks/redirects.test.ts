import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLocalPath } from '../../../web/routes/pages/local-path.ts';
import { addressOf, openTestWeb, password, type TestWeb } from '../../support/web.ts';
import { visitorOf } from '../pages/visit.ts';

const here = 'https://aiuto.comune.example';

let web: TestWeb;
let olga: string;
beforeAll(async () => {
  web = await openTestWeb();
  olga = await web.signInAs('Olga');
});
afterAll(() => web.close());

/** Ways to another site that a reader of addresses may take for a path of ours; %evil% is where they lead. */
const elsewhere = [
  'https://altrui.example',
  'https:altrui.example',
  'https:/altrui.example',
  'HTTPS://altrui.example',
  '//altrui.example',
  '///altrui.example',
  '////altrui.example',
  '/\\altrui.example',
  '\\/altrui.example',
  '/\\/altrui.example',
  '//altrui.example/%2e%2e',
  '//altrui.example\\@aiuto.comune.example',
  '/.//altrui.example',
  '/./\\altrui.example',
  '/x/..//altrui.example',
  '/%2e//altrui.example',
  '/%2e%2e//altrui.example',
  '/x/%2e%2e//altrui.example',
  '/\t/altrui.example',
  '/\n/altrui.example',
  '\t//altrui.example',
  ' //altrui.example',
  '/\u0000/altrui.example',
  '/\u00a0/altrui.example',
  '/esempio\r\nLocation: https://altrui.example',
  '/esempio\r\n\r\n<script>alert(1)</script>',
  '/esempio\u0085x',
  '／／altrui.example',
  '/／altrui.example',
  '⁄⁄altrui.example',
  '〱altrui.example',
  '/。/altrui.example',
  '@altrui.example',
  '.altrui.example',
  'javascript:alert(1)',
  'javascript://aiuto.comune.example/%0aalert(1)',
  'data:text/html,x',
  'vbscript:x',
  '?//altrui.example',
  '#//altrui.example',
];

describe('after signing in', () => {
  test.each(elsewhere)('nobody is led to %j', async (ritorno) => {
    const signedIn = await visitorOf(web).send('/entra', { email: addressOf('Olga'), password, ritorno });
    expect([signedIn.status, signedIn.location]).toEqual([303, '/entra']);
    const already = await visitorOf(web, olga).open(`/entra?ritorno=${encodeURIComponent(ritorno)}`);
    expect([already.status, already.location]).toEqual([302, '/esempio/console']);
  });

  test.each([
    ['/esempio/console?q=a%2F%2Fb', '/esempio/console?q=a%2F%2Fb'],
    ['/%2f%2faltrui.example', '/%2f%2faltrui.example'],
    ['/%5caltrui.example', '/%5caltrui.example'],
    ['/esempio/..', '/'],
    ['/esempio%0d%0aX:y', '/esempio%0d%0aX:y'],
  ])('%s is a path of ours, and stays one', async (ritorno, location) => {
    const already = await visitorOf(web, olga).open(`/entra?ritorno=${encodeURIComponent(ritorno)}`);
    expect([already.status, already.location]).toEqual([302, location]);
    expect(new URL(location, here).host).toBe('aiuto.comune.example');
  });

  test('whatever is written, a browser that follows it stays on this site', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '%2e',
      '%2f',
      '%5c',
      ':',
      '@',
      '?',
      '#',
      'https:',
      'altrui.example',
      '\t',
    );
    const written = fc.oneof(
      fc
        .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 8 })
        .map((all) => all.join('')),
      fc.webUrl(),
      fc.constantFrom(...elsewhere).chain((one) => fc.string({ maxLength: 3 }).map((more) => `/${more}${one}`)),
    );
    fc.assert(
      fc.property(written, (typed) => {
        const path = readLocalPath(typed);
        if (path === undefined) return;
        expect(path).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
        expect(new URL(path, here).origin).toBe(here);
        // What is read is what a browser takes it for: read again it is the same.
        expect(readLocalPath(path)).toBe(path);
      }),
      { numRuns: 2_000 },
    );
  });

  test('the address that was asked for leads back to itself only', async () => {
    for (const path of ['//altrui.example/console', '/esempio//altrui.example', '/esempio/console//altrui.example']) {
      const asked = await web.app.request(`http://127.0.0.1:3000${path}`);
      const location = asked.headers.get('location') ?? '/';
      expect(location, path).toMatch(/^\/(?!\/)/);
      const after = await visitorOf(web, olga).open(location);
      expect(after.location, path).not.toMatch(/^\/\/|^https?:/);
    }
  });
});
