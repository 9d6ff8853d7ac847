import { once } from 'node:events';
import { request } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mostUploadedBytes } from '../../../src/volunteers/import.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { openTestWeb, publicUrl, type TestWeb } from '../../support/web.ts';
import { head, lineOf } from '../../volunteers/csv/csv-fixture.ts';
import { read, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let cookie: string;
let operator: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  operator = visitorOf(web, cookie);
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.db.deleteFrom('volunteer').execute();
});

const path = '/esempio/console/volontari/importa';
const file = (...lines: string[]) => `${head}\r\n${lines.join('\r\n')}\r\n`;
const wrong = 'Questa riga ha errori';

async function upload(
  content: string | Uint8Array<ArrayBuffer>,
  { name = 'volontari.csv', as = cookie, origin = publicUrl } = {},
) {
  const body = new FormData();
  body.set('file', new File([content], name, { type: 'text/csv' }));
  return await read(await web.app.request(path, { method: 'POST', headers: { origin, cookie: as }, body }));
}

/** Opens the import's page until it has nothing more to wait for. */
async function follow(location: string): Promise<Visited> {
  let page = await operator.open(location);
  await waitUntil('the import to come to rest', async () => {
    page = await operator.open(location);
    return !page.html.includes('http-equiv="refresh"');
  });
  return page;
}

const countVolunteers = async () => (await web.db.selectFrom('volunteer').select('id').execute()).length;

describe('importing volunteers', () => {
  test('from the file to the outcome, without a script', async () => {
    const form = await operator.open(path);
    expect(form.html).toContain('enctype="multipart/form-data"');
    expect(form.text).toContain('Codici o nomi, separati da |: centro, stazione, collina, frazioni');
    const sent = await upload(file(lineOf(), lineOf({ email: 'b@esempio.it', nome: '<b>Bea</b>' })));
    expect([sent.status, sent.location]).toEqual([303, expect.stringMatching(`^${path}/[0-9a-f-]{36}$`)]);
    const preview = await follow(sent.location);
    expect(preview.title).toMatch(/^Anteprima/);
    expect(preview.text).toMatch(/Nuovi 1 .*Doppioni, da non importare 1/);
    expect(preview.text).toContain('riga 2 (stesso telefono)');
    expect(preview.html).not.toContain('<b>Bea');
    expect(await countVolunteers()).toBe(0);
    const pressed = await operator.send(sent.location, { withDuplicates: 'yes' });
    expect([pressed.status, pressed.location]).toEqual([303, sent.location]);
    const outcome = await follow(sent.location);
    expect(outcome.title).toMatch(/^Volontari importati/);
    expect(await countVolunteers()).toBe(2);
    await operator.send(sent.location, {});
    expect((await follow(sent.location)).title).toMatch(/^Volontari importati/);
    expect(await countVolunteers()).toBe(2);
  });

  test('with errors shows them, page by page and as a file, and refuses', async () => {
    const lines = Array.from({ length: 120 }, (_, n) => lineOf({ email: `=x${n}`, zone: 'altrove' }));
    const { location } = await upload(file(...lines));
    const preview = await follow(location);
    expect(preview.title).toMatch(/^Errore: Anteprima/);
    expect(preview.text).toContain('email =x0 non è un indirizzo email');
    expect(preview.html).not.toContain('btn btn-primary');
    const next = /href="([^"]*)" rel="next"/.exec(preview.html)?.[1] ?? '';
    expect((await operator.open(next)).text).toMatch(/121 .*=x119/);
    expect((await operator.open(`${location}?dopo=boh`)).status).toBe(200);
    const errors = await web.app.request(`${location}/errori.csv`, { headers: { cookie } });
    expect(errors.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const csv = (await errors.text()).split('\r\n');
    expect(csv).toHaveLength(242);
    expect(csv[1]).toBe("2;email;'=x0;non è un indirizzo email");
    await operator.send(location, {});
    expect(await countVolunteers()).toBe(0);
    await operator.send(`${location}/annulla`, {});
    expect((await operator.open(location)).title).toMatch(/^Importazione annullata/);
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>, RegExp]>([
    ['of one column', 'nome\r\nAnna\r\n', /Mancano queste colonne: cognome, email, telefono, zone/],
    ['binary', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]), /non è un CSV/],
    ['of 10,000 columns', `${'x;'.repeat(9_999)}x\r\n`, /10\.000 colonne, troppe/],
  ])('a file %s says why', async (_, content, why) => {
    const page = await follow((await upload(content)).location);
    expect(page.title).toMatch(/^Errore: Non posso leggere/);
    expect(page.text).toMatch(why);
    expect(page.text).toContain('Nulla è cambiato');
  });

  test('no file, an empty one, or another field is 422', async () => {
    expect((await upload('')).status).toBe(422);
    expect((await operator.send(path, { file: 'x' })).status).toBe(422);
    const page = await read(await web.app.request(path, { method: 'POST', headers: { origin: publicUrl, cookie } }));
    expect([page.status, page.text.includes('Scelga il file')]).toEqual([422, true]);
  });

  test('a body that is no form is refused', async () => {
    const send = (type: string, body: string) =>
      web.app.request(path, { method: 'POST', headers: { origin: publicUrl, cookie, 'content-type': type }, body });
    expect((await send('multipart/form-data', 'x')).status).toBe(400);
    expect((await send('multipart/form-data; boundary=a', '--a\r\nboh')).status).toBe(400);
    expect((await send('text/csv', 'x')).status).toBe(415);
  });
});

describe('who may', () => {
  test("nobody but the Comune's operators, from our own pages", async () => {
    const ugo = await web.signInAs('Ugo');
    expect((await upload(file(lineOf()), { as: ugo })).status).toBe(403);
    expect((await upload(file(lineOf()), { origin: 'https://altrui.example' })).status).toBe(403);
    expect((await visitorOf(web).open(path)).location).toMatch(/^\/entra/);
    expect((await visitorOf(web).open('/esempio/console/volontari/esporta.csv')).location).toMatch(/^\/entra/);
    const { location } = await upload(file(lineOf()));
    await follow(location);
    const elsewhere = location.replace('esempio', 'altrove');
    const stranger = visitorOf(web, ugo);
    expect((await stranger.open(elsewhere)).status).toBe(404);
    expect((await stranger.send(elsewhere, {})).status).toBe(404);
    expect((await stranger.open(`${elsewhere}/errori.csv`)).status).toBe(404);
    expect((await operator.open(`${path}/boh`)).status).toBe(404);
  });
});

test('the export comes as a file that imports as it is', async () => {
  const first = await upload(file(lineOf({ cognome: "'=Rossi" })));
  await follow(first.location);
  await operator.send(first.location, {});
  await follow(first.location);
  const answer = await web.app.request('/esempio/console/volontari/esporta.csv', { headers: { cookie } });
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="volontari-esempio-\d{4}-\d\d-\d\d.csv"$/,
  );
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(bytes)).toContain("\r\n'=Rossi;Anna;anna@esempio.it;'+393331234567;");
  expect((await follow((await upload(bytes)).location)).text).toMatch(/Già così 1/);
});

describe('over a socket', () => {
  test('a file that is too large is 413 with its reason, and one cut off in the middle changes nothing', async () => {
    const server = createAdaptorServer({ fetch: web.app.fetch });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const before = await countImports();
    const send = () =>
      request({
        agent: false,
        port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        headers: {
          origin: publicUrl,
          cookie,
          'content-type': 'multipart/form-data; boundary=a',
          'transfer-encoding': 'chunked',
        },
      });
    const start = '--a\r\nContent-Disposition: form-data; name="file"; filename="v.csv"\r\n\r\n';
    const large = send();
    const answered = once(large, 'response');
    large.write(start);
    const piece = Buffer.alloc(1_000_000, 'x');
    for (let sent = 0; sent <= mostUploadedBytes; sent += piece.length) {
      await new Promise((resolve) => large.write(piece, resolve));
    }
    large.end('\r\n--a--\r\n');
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    const text = await new Response(answer).text();
    expect(text).toContain('al massimo 50 MB');

    const cut = send();
    cut.on('error', () => {});
    cut.write(`${start}${head}\n`);
    const seen = web.logged.length;
    await new Promise((resolve) => cut.write(piece, resolve));
    cut.destroy();
    await waitUntil('the cut upload to be answered', async () =>
      web.logged.slice(seen).some((line) => line.includes('"answered"')),
    );
    expect(await countImports()).toBe(before);
    server.close();
  });
});

const countImports = async () => (await web.db.selectFrom('volunteer_import').select('id').execute()).length;

test('no log has anything of a file', async () => {
  await follow((await upload(file(lineOf({ cognome: wrong, email: 'segreta' })))).location);
  const logged = web.logged.join('\n');
  expect(logged).not.toContain(wrong);
  expect(logged).not.toContain('segreta');
});
