import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longestLogo } from '../../../src/domain/logo.ts';
import { openTestWeb, publicUrl, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, read, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let cookie: string;
let olga: Visitor;
let amelia: Visitor;
const anybody = () => visitorOf(web);
const path = '/esempio/console/impostazioni/il-comune';
const fields = {
  name: 'Comune di Valle Esempio',
  officeTelephone: '055 000300',
  officeChannel: 'yes',
  leadName: 'Gino Verdi',
  leadTelephone: '055 000301',
  leadEmail: 'capo@valle.example',
  helpText: '',
  accessibility: '',
  portal: '',
  services: '',
  legalNotes: '',
  faq: '',
  reportInefficiency: '',
};

beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
  amelia = visitorOf(web, await web.signInAs('Amelia'));
});
afterAll(() => web?.close());

const versionIn = (page: Visited) => fieldIn(page, 'version') ?? '';
const save = async (over: Record<string, string | string[]>) =>
  await olga.send(path, { version: versionIn(await olga.open(path)), ...fields, ...over });

/** Where the footer leads, by the elements that who validates a Comune's site looks for. */
function footerOf({ html }: Visited): Record<string, string> {
  const footer = /<footer.*<\/footer>/s.exec(html)?.[0] ?? '';
  return Object.fromEntries(
    [...footer.matchAll(/<a href="([^"]*)" data-element="([^"]*)"/g)].map(([, href = '', name = '']) => [name, href]),
  );
}

describe('«Il Comune»', () => {
  test('shows what the Comune began with, and changes it everywhere', async () => {
    const page = await olga.open(path);
    expect(page.status).toBe(200);
    expect(fieldIn(page, 'leadName')).not.toBe('');
    const saved = await save({});
    expect([saved.status, saved.location]).toEqual([303, `${path}?esito=saved`]);
    const after = await olga.open(saved.location);
    expect(after.text).toContain('I dati del Comune sono stati salvati');
    expect([fieldIn(after, 'leadName'), fieldIn(after, 'leadTelephone')]).toEqual(['Gino Verdi', '+39 055 000301']);
    const { text } = await anybody().open('/esempio');
    expect(text).toContain('Comune di Valle Esempio');
    expect(text).toContain('+39 055 000300');
    const { rows } = await sql`
      select l.name, l.telephone, l.email from operations_lead l join municipality m on m.id = municipality_id
      where slug = 'esempio'`.execute(web.db);
    expect(rows).toEqual([{ name: 'Gino Verdi', telephone: '+39055000301', email: 'capo@valle.example' }]);
    const { rows: others } = await sql`
      select from operations_lead where email = 'capo@valle.example'`.execute(web.db);
    expect(others).toHaveLength(1);
  });

  test('is led to from the first steps', async () => {
    const { html } = await olga.open('/esempio/console/impostazioni/primi-passi');
    expect(html).toContain(`href="${path}"`);
    expect(html).toContain(`href="${path}#campo-leadName"`);
  });

  test('shuts and opens the office’s form', async () => {
    const form = '/esempio/richiesta?inserimento=ufficio';
    const { officeChannel: _, ...without } = fields;
    await olga.send(path, { version: versionIn(await olga.open(path)), ...without });
    expect((await olga.open(form)).status).toBe(403);
    await save({});
    expect((await olga.open(form)).status).toBe(200);
  });

  test('refuses what is wrong, field by field, and keeps what was typed', async () => {
    const page = await save({ name: ' ', leadEmail: 'a@b.example, c@d.example', faq: 'javascript:alert(1)' });
    expect(page.status).toBe(422);
    expect(errorAt(page, 'name')).toContain('obbligatorio');
    expect(errorAt(page, 'leadEmail')).toContain('uno solo');
    expect(errorAt(page, 'faq')).toContain('https://');
    expect(fieldIn(page, 'leadEmail')).toBe('a@b.example, c@d.example');
    expect(page.html).not.toContain('href="javascript:');
    expect((await save({ leadName: ['Uno', 'Due'] })).status).toBe(422);
    expect(fieldIn(await olga.open(path), 'leadEmail')).toBe('capo@valle.example');
  });

  test('tells the second of two administrators what was not saved', async () => {
    const version = versionIn(await olga.open(path));
    const first = await amelia.send(path, { version, ...fields, leadName: 'Di Amelia' });
    expect(first.status).toBe(303);
    const second = await olga.send(path, { version, ...fields, leadName: 'Di Olga' });
    expect(second.status).toBe(409);
    expect(second.text).toMatch(/non è stato salvato: Nome e cognome: Di Olga Che cosa vede/);
    expect(fieldIn(second, 'leadName')).toBe('Di Amelia');
    expect(fieldIn(await olga.open(path), 'leadName')).toBe('Di Amelia');
    // With a mistake in it, it may not come back as if it were of today.
    expect((await olga.send(path, { version, ...fields, name: '' })).status).toBe(409);
  });
});

describe('the Comune’s own links and words', () => {
  test('are not there at first', async () => {
    await save({});
    const page = await anybody().open('/esempio');
    expect(footerOf(page)).toEqual({
      'privacy-policy-link': '/esempio/privacy',
      'accessibility-link': '/esempio/accessibilita',
    });
    expect(page.text).not.toContain('Dal Comune');
  });

  test('stand in the footer of each page, and on the first one as plain text', async () => {
    const helpText = 'Sportello: <b>9-13</b>\r\nhttps://altrui.example';
    const saved = await save({
      helpText,
      accessibility: 'https://form.agid.gov.it/view/x',
      legalNotes: 'https://valle.example/note',
      faq: 'https://valle.example/faq?a="1"',
      reportInefficiency: 'https://valle.example/segnala',
    });
    expect(saved.status).toBe(303);
    const links = {
      'privacy-policy-link': '/esempio/privacy',
      'accessibility-link': 'https://form.agid.gov.it/view/x',
      'legal-notes': 'https://valle.example/note',
      faq: 'https://valle.example/faq?a=%221%22',
      'report-inefficiency': 'https://valle.example/segnala',
    };
    const page = await anybody().open('/esempio');
    expect(footerOf(page)).toEqual(links);
    expect(footerOf(await anybody().open('/esempio/richiesta'))).toEqual(links);
    expect(page.html).toContain('Sportello: &lt;b&gt;9-13&lt;/b&gt;\nhttps://altrui.example</p>');
    expect((await anybody().open('/altrove')).text).not.toContain('Sportello');
    expect(fieldIn(await olga.open(path), 'helpText')?.trim()).toBe(helpText.replace('\r\n', '\n'));
  });
});

describe('the trail on top of the pages', () => {
  /** Its parts, with where they lead. */
  const trailOf = ({ html }: Visited) => {
    const trail =
      /<nav[^>]*aria-label="Percorso di navigazione".*?<ol[^>]*data-element="breadcrumb">(.*?)<\/ol>/s.exec(
        html,
      )?.[1] ?? '';
    return [...trail.matchAll(/<li.*?<\/li>/gs)].map(([part]) => [
      /<a href="([^"]*)"/.exec(part)?.[1] ?? '',
      part
        .replace(/<[^>]+>/g, '')
        .replace('/', '')
        .trim(),
    ]);
  };

  test('begins with the service where the Comune has said nothing else', async () => {
    await save({});
    expect(trailOf(await anybody().open('/esempio'))).toEqual([['', 'Richiesta di aiuto']]);
    expect(trailOf(await anybody().open('/esempio/volontari')).map(([, text]) => text)).toEqual([
      'Richiesta di aiuto',
      'Diventi volontario',
    ]);
    expect(trailOf(await olga.open(path))).toEqual([]);
  });

  test('begins at the Comune’s site and its services once it has said where they are', async () => {
    await save({ portal: 'https://www.valle.example', services: 'https://www.valle.example/servizi' });
    const form = await anybody().open('/esempio/richiesta');
    expect(trailOf(form)).toEqual([
      ['https://www.valle.example/', 'Home'],
      ['https://www.valle.example/servizi', 'Servizi'],
      ['/esempio', 'Richiesta di aiuto'],
      ['', 'Autorizzazioni e condizioni'],
    ]);
    expect(fieldIn(await olga.open(path), 'portal')).toBe('https://www.valle.example/');
    const wrong = await save({ services: 'http://www.valle.example' });
    expect([wrong.status, errorAt(wrong, 'services')]).toEqual([422, expect.stringContaining('https')]);
  });
});

test('the service’s page marks its parts as the model of a Comune’s site does', async () => {
  const { html } = await anybody().open('/esempio');
  for (const element of ['service-title', 'service-status', 'service-description', 'service-online-access']) {
    expect(html.split(`data-element="${element}"`), element).toHaveLength(2);
  }
});

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from('the rest')]);
const webp = Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1');

async function upload(bytes: Uint8Array<ArrayBuffer>, name = 'stemma.png', type = 'image/png') {
  const body = new FormData();
  body.append('file', new File([bytes], name, { type }));
  return await read(
    await web.app.request(`${path}/stemma`, { method: 'POST', headers: { origin: publicUrl, cookie }, body }),
  );
}

const logoIn = ({ html }: Visited) => /<header.*?<img class="ec-logo" src="([^"]*)" alt=""/s.exec(html)?.[1];

describe('the coat of arms', () => {
  test('is an icon at first', async () => {
    expect(logoIn(await anybody().open('/esempio'))).toBeUndefined();
    expect((await anybody().open('/esempio/stemma/x')).status).toBe(404);
  });

  test('stands in the header of each page and is kept by browsers for as long as it is this one', async () => {
    const sent = await upload(png);
    expect([sent.status, sent.location]).toEqual([303, `${path}?esito=logoSaved`]);
    expect((await olga.open(sent.location)).text).toContain('Lo stemma è stato salvato');
    const url = logoIn(await anybody().open('/esempio')) ?? '';
    expect(url).toMatch(/^\/esempio\/stemma\/[0-9a-f]{64}$/);
    expect(logoIn(await olga.open('/esempio/console'))).toBe(url);
    expect(logoIn(await anybody().open('/altrove'))).toBeUndefined();
    const answer = await web.app.request(url);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(png);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const stale = await web.app.request('/esempio/stemma/x');
    expect([stale.status, stale.headers.get('cache-control')]).toEqual([200, 'public, no-cache']);
    expect((await web.app.request(url.replace('esempio', 'altrove'))).status).toBe(404);
  });

  test('is another one at another address, with the type that its bytes say', async () => {
    const before = logoIn(await anybody().open('/esempio'));
    expect((await upload(webp, 'pagina.html', 'text/html')).status).toBe(303);
    const url = logoIn(await anybody().open('/esempio')) ?? '';
    expect(url).not.toBe(before);
    expect((await web.app.request(url)).headers.get('content-type')).toBe('image/webp');
  });

  test.each([
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 422, 'non è un'],
    [Buffer.from(''), 422, 'Scelga un file'],
    [Buffer.concat([png, Buffer.alloc(longestLogo)]), 413, 'più grande di 200 kB'],
  ])('is not changed by a file that is wrong (%#)', async (bytes, status, problem) => {
    const before = logoIn(await anybody().open('/esempio'));
    const page = await upload(Buffer.from(bytes));
    expect([page.status, errorAt(page, 'file')]).toEqual([status, expect.stringContaining(problem)]);
    expect(logoIn(await anybody().open('/esempio'))).toBe(before);
  });

  test('may be as large as is said', async () => {
    expect((await upload(Buffer.concat([png, Buffer.alloc(longestLogo - png.length)]))).status).toBe(303);
  });

  test('is no picture in the table that its type does not say', async () => {
    const set = (type: string, bytes: Buffer) =>
      sql`update municipality_logo set type = ${type}, bytes = ${bytes}`.execute(web.db);
    await expect(set('image/jpeg', png)).rejects.toThrow(/check/);
    await expect(set('image/svg+xml', Buffer.from('<svg/>'))).rejects.toThrow(/check/);
    await expect(set('image/png', Buffer.concat([png, Buffer.alloc(longestLogo)]))).rejects.toThrow(/check/);
    await set('image/jpeg', Buffer.from('\xff\xd8\xff', 'latin1'));
  });

  test('is recorded as a change of the settings', async () => {
    const changes = sql<{ count: number }>`
      select count(*)::int as count from audit_entry e join municipality m on m.id = e.municipality_id
      where slug = 'esempio' and action = 'settings'`;
    const { rows: before } = await changes.execute(web.db);
    await upload(png);
    await olga.send(`${path}/stemma/togli`, {});
    const { rows: after } = await changes.execute(web.db);
    expect(after[0]?.count).toBe((before[0]?.count ?? 0) + 2);
    await upload(png);
  });

  test('is taken away', async () => {
    const removed = await olga.send(`${path}/stemma/togli`, {});
    expect(removed.location).toBe(`${path}?esito=logoRemoved`);
    const page = await olga.open(removed.location);
    expect(page.text).toContain('Lo stemma è stato tolto');
    expect(logoIn(page)).toBeUndefined();
  });
});
