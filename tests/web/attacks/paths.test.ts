import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicUrl } from '../../support/web.ts';
import { listenRaw, type RawServer } from './raw-request.ts';
import { foreign, openWorld, sumTables, type World } from './world.ts';

let world: World;
let server: RawServer;
beforeAll(async () => {
  world = await openWorld();
  server = await listenRaw(world.web.app);
});
afterAll(async () => {
  server?.close();
  await world?.web.close();
});

/** Ways to write a path so that who guards it and who answers it may read two different ones. */
const tricks: [string, (path: string) => string][] = [
  ['two slashes before it', (path) => `/${path}`],
  ['two slashes in it', (path) => path.replace(/\/(?=[^/]+$)/, '//')],
  ['a slash after it', (path) => `${path}/`],
  ['two slashes after it', (path) => `${path}//`],
  ['a dot before it', (path) => `/.${path}`],
  ['a dot in it', (path) => path.replace(/\/(?=[^/]+$)/, '/./')],
  ['a dot after it', (path) => `${path}.`],
  ['dots after it', (path) => `${path}...`],
  ['a segment of a dot after it', (path) => `${path}/.`],
  ['a way back', (path) => `/entra/..${path}`],
  ['a way back out of the assets', (path) => `/assets/x/../..${path}`],
  ['a way back from health', (path) => `/healthz/..${path}`],
  ['a way back, encoded', (path) => `/entra/%2e%2e${path}`],
  ['a way back, encoded in part', (path) => `/entra/.%2E${path}`],
  ['a way back, encoded twice', (path) => `/entra/%252e%252e${path}`],
  ['a way back with an encoded slash', (path) => `/entra/..%2f${path.slice(1)}`],
  ['a way back with a parameter', (path) => `/entra/..;${path}`],
  ['encoded slashes', (path) => `/${path.slice(1).replaceAll('/', '%2f')}`],
  ['slashes encoded twice', (path) => `/${path.slice(1).replaceAll('/', '%252f')}`],
  ['backslashes', (path) => path.replaceAll('/', '\\')],
  ['encoded backslashes', (path) => `/${path.slice(1).replaceAll('/', '%5c')}`],
  ['an encoded letter', (path) => path.replace(/s/g, '%73')],
  ['an overlong slash', (path) => `/${path.slice(1).replaceAll('/', '%c0%af')}`],
  ['a NUL after it', (path) => `${path}%00`],
  ['a NUL and an ending', (path) => `${path}%00.css`],
  ['an ending of assets', (path) => `${path}.css`],
  ['a parameter', (path) => `${path};.css`],
  ['a space after it', (path) => `${path}%20`],
  ['a line end after it', (path) => `${path}%0d%0aX-A:%20b`],
  ['capitals', (path) => path.toUpperCase()],
  ['some capitals', (path) => path.replace(/[a-z]$/, (last) => last.toUpperCase())],
  ['a fragment', (path) => `${path}#/entra`],
  ['a question mark', (path) => `${path}?/../entra`],
  ['an encoded question mark', (path) => `${path}%3f`],
  ['an absolute address', (path) => `http://127.0.0.1${path}`],
  ['an absolute address of another host', (path) => `http://altrui.example${path}`],
];

describe('however its path is written', () => {
  const guarded = () => {
    const { request, volunteer } = world.esempio;
    return [
      '/esempio/console?stato=tutte',
      `/esempio/console/richieste/${request}`,
      `/esempio/console/volontari/${volunteer}`,
      '/esempio/console/volontari/esporta.csv',
      '/api/v1/esempio/help-requests',
      `/api/v1/esempio/help-requests/${request}`,
    ];
  };

  test('is there for its operator, as it is written by us', async () => {
    for (const path of guarded()) {
      const { status } = await server.send([`GET ${path} HTTP/1.1`, `Cookie: ${world.olga}`]);
      expect(status, path).toBe(200);
    }
  });

  test.each(tricks)('%s: nothing of the console is shown to who is not signed in', async (_, write) => {
    for (const path of guarded()) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await server.send([`${method} ${write(path)} HTTP/1.1`]);
        expect(answer.status, write(path)).toBeGreaterThanOrEqual(300);
        expect(answer.status, write(path)).toBeLessThan(500);
        expect(answer.body).not.toMatch(/Segreta|@volontari\.example/);
        // Nor is anybody led elsewhere by it.
        expect(answer.headers).not.toMatch(/^location: (?!\/entra\?ritorno=)/im);
        expect(answer.headers).not.toMatch(/^x-a:/im);
      }
    }
  });

  test.each(tricks)('%s: another site’s request changes nothing, with a cookie or without', async (_, write) => {
    const before = await sumTables(world.web);
    const { request, volunteer } = world.esempio;
    const deeds: [string, string][] = [
      [`/esempio/console/richieste/${request}/invia`, 'version=1'],
      [`/esempio/console/volontari/${volunteer}/note`, 'note=x'],
      [`/api/v1/esempio/help-requests/${request}/dispatch`, '{}'],
      ['/api/v1/esempio/help-requests/import', '{}'],
    ];
    for (const [path, body] of deeds) {
      const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
      for (const cookie of [[`Cookie: ${world.olga}`], []]) {
        const head = [`Origin: ${foreign}`, `Content-Type: ${type}`, `Content-Length: ${body.length}`, ...cookie];
        const { status } = await server.send([`POST ${write(path)} HTTP/1.1`, ...head], body);
        expect([400, 403, 404, 405], `${write(path)} ${cookie}`).toContain(status);
      }
    }
    expect(await sumTables(world.web)).toEqual(before);
  });
});

describe('where a request ends', () => {
  const own = () => [`Origin: ${publicUrl}`, `Cookie: ${world.olga}`, 'Content-Type: application/json'];
  const hidden = 'POST /api/v1/esempio/help-requests/import HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n';

  test.each([
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
    ['two lengths', ['Content-Length: 0', 'Content-Length: 4']],
    ['a length that is none', ['Content-Length: 0x4']],
    ['a length below nothing', ['Content-Length: -1']],
    ['an unknown encoding', ['Transfer-Encoding: xchunked']],
    ['chunks that are hidden', ['Transfer-Encoding: chunked, identity']],
    ['a space before the colon', ['Content-Length : 4']],
    ['a folded header', ['X-A: b', ' Content-Length: 4']],
    ['a NUL in a header', ['X-A: b\0c']],
    ['a line feed alone', ['X-A: b\nX-C: d']],
  ])('is not for %s to say', async (_, headers) => {
    const head = ['POST /api/v1/esempio/help-requests/import HTTP/1.1', ...own(), ...headers];
    const answer = await server.send(head, `0\r\n\r\n${hidden}`);
    expect([0, 400]).toContain(answer.status);
    expect(answer.body).not.toContain('HTTP/1.1');
  });

  test.each(['TRACE', 'TRACK', 'CONNECT', 'DEBUG', 'PROPFIND', 'get'])('%s is no method here', async (method) => {
    for (const path of ['/esempio/console', '/healthz', '/api/v1/esempio']) {
      const head = [`${method} ${path} HTTP/1.1`, `Origin: ${publicUrl}`, `Cookie: ${world.olga}`, 'X-Secret: tell-me'];
      const answer = await server.send(head);
      expect([0, 400, 404, 405, 501], `${method} ${path}`).toContain(answer.status);
      expect(answer.headers + answer.body).not.toMatch(/tell-me|session_token/);
    }
  });
});
