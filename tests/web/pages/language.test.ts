import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Language, languages } from '../../../src/domain/language.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import { openFormBrowser } from '../../support/form-browser.ts';
import { readPdfText } from '../../support/pdf-text.ts';
import { json, openTestWeb, problemOf, requests, submissionBody, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, read } from './visit.ts';
import { area, enterAs, type Picked, pickVolunteer } from './volunteer-visit.ts';

let web: TestWeb;
let olga: string;
beforeAll(async () => {
  web = await openTestWeb();
  olga = await web.signInAs('Olga');
});
afterAll(() => web.close());

/** A page as a browser with these headers gets it. */
async function open(path: string, headers: Record<string, string> = {}) {
  return await read(await web.app.request(path, { headers }));
}
const titleIn = (html: string) => /<html lang="(\w+)">/.exec(html)?.[1];
const cookieFor = (language: string) => `easycare.language=${language}`;

describe('the language of a page', () => {
  test.each<[Record<string, string>, Language]>([
    [{}, 'it'],
    [{ 'accept-language': 'de-AT,de;q=0.9,it;q=0.1' }, 'de'],
    [{ 'accept-language': 'de', cookie: cookieFor('fr') }, 'fr'],
    [{ 'accept-language': 'de', cookie: cookieFor('xx') }, 'de'],
    [{ 'accept-language': 'de', cookie: `__Host-${cookieFor('en')}` }, 'en'],
    [{ cookie: cookieFor('__proto__') }, 'it'],
  ])('asked with %j is %s', async (headers, language) => {
    const page = await open('/esempio', headers);
    expect(titleIn(page.html)).toBe(language);
    expect(page.headers.get('content-language')).toBe(language);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.title).toContain(textsIn(language)('citizen:help.title'));
  });

  test('is offered on the page in each language’s own name, the current one marked', async () => {
    const page = await open('/esempio', { cookie: cookieFor('de') });
    expect(page.html).toContain('<li lang="de"><strong aria-current="true">Deutsch</strong></li>');
    for (const [language, name] of [
      ['it', 'Italiano'],
      ['en', 'English'],
      ['fr', 'Français'],
    ]) {
      expect(page.html).toContain(
        `<li lang="${language}"><a href="?lingua=${language}" hreflang="${language}" rel="nofollow">${name}</a></li>`,
      );
    }
  });
});

describe('choosing a language', () => {
  test('keeps it with the browser for a year, and leads back to the same page with all of its query', async () => {
    const answer = await open('/esempio/richiesta?bisogno=spesa&lingua=de&x=a%26b');
    expect([answer.status, answer.location]).toEqual([303, '/esempio/richiesta?bisogno=spesa&x=a%26b']);
    expect(answer.headers.getSetCookie()).toEqual([
      'easycare.language=de; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax',
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const browser = openFormBrowser(web);
    await browser.open('/esempio?lingua=fr');
    expect(titleIn((await browser.open('/esempio')).html)).toBe('fr');
    expect(titleIn((await browser.open('/entra')).html)).toBe('fr');
  });

  test('over HTTPS the cookie is Secure and no other host can set it', async () => {
    const secure = await openTestWeb({ PUBLIC_URL: 'https://aiuto.comune.example' });
    try {
      const answer = await secure.app.request('/esempio?lingua=en');
      expect(answer.headers.getSetCookie()).toEqual([
        '__Host-easycare.language=en; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax',
      ]);
    } finally {
      await secure.close();
    }
  });

  test.each(['//altrui.example?lingua=de', '//altrui.example/%2e%2e?lingua=de', '/%5c/altrui.example?lingua=de'])(
    '%s leads nobody elsewhere',
    async (address) => {
      const answer = await web.app.request(`http://127.0.0.1:3000${address}`);
      const location = answer.headers.get('location');
      if (location !== null) expect(new URL(location, 'http://127.0.0.1:3000').host).toBe('127.0.0.1:3000');
      expect(answer.status).toBeLessThan(500);
    },
  );

  test.each(['xx', '', '__proto__', 'DE', 'de,fr'])(
    'a language that is none (%j) chooses nothing',
    async (language) => {
      const page = await open(`/esempio?lingua=${language}`);
      expect([page.status, titleIn(page.html), page.headers.getSetCookie()]).toEqual([200, 'it', []]);
    },
  );

  test('changes no answer to a program', async () => {
    const answer = await web.app.request('/api/v1/esempio?lingua=de');
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
  });

  test('on a step of the form keeps all that was typed, and sends nothing', async () => {
    const typed = filledIn(randomUUID(), { familyName: 'De Lucà', description: 'Il pane.' });
    const browser = openFormBrowser(web);
    const data = await browser.send('/esempio/richiesta?invio=1', { ...flat(typed), goTo: 'data' });
    const action = /formaction="([^"]*lingua=de)"/.exec(data.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(action).toBe('/esempio/richiesta?invio=1&lingua=de');
    expect(data.html).not.toContain('hreflang');
    const german = await browser.send(action, { ...flat(typed), goTo: 'data' });
    expect([german.status, titleIn(german.html)]).toEqual([200, 'de']);
    expect([fieldIn(german, 'familyName'), fieldIn(german, 'description')]).toEqual(['De Lucà', 'Il pane.']);
    expect(fieldIn(german, 'idempotencyKey')).toBe(typed['idempotencyKey']);
    const wrong = await browser.send('/esempio/richiesta?invio=1', { ...flat(typed), telephone: 'x', goTo: 'summary' });
    expect(errorAt(wrong, 'telephone')).toContain(textsIn('de')('validation:telephone'));
  });

  test('is nobody else’s', async () => {
    const typed = { ...flat(filledIn(randomUUID())), goTo: 'data' };
    const german = await openFormBrowser(web).send('/esempio/richiesta?invio=1&lingua=de', typed);
    const another = await openFormBrowser(web).send('/esempio/richiesta?invio=1', typed);
    expect([titleIn(german.html), titleIn(another.html)]).toEqual(['de', 'it']);
  });

  test('is not offered on a page that came by POST, where a link would lose what was typed', async () => {
    const page = await openFormBrowser(web).send('/esempio/volontari', { givenName: 'Ada' });
    expect(page.status).toBe(422);
    expect(page.html).not.toMatch(/lingua=|hreflang/);
  });
});

describe('every area, in every language', () => {
  let volunteer: Picked;
  beforeAll(async () => {
    volunteer = await pickVolunteer(web);
  });

  test.each(languages)('%s', async (language) => {
    const t = textsIn(language);
    const citizen = openFormBrowser(web);
    await citizen.open(`/esempio?lingua=${language}`);
    const sent = await citizen.send('/esempio/richiesta', { ...flat(filledIn(randomUUID())), goTo: 'send' });
    const status = await citizen.open(sent.location);
    const entered = await enterAs(web, volunteer);
    const own = `${entered.cookie}; ${cookieFor(language)}`;
    const office = `${olga}; ${cookieFor(language)}`;
    const pages = [
      [status, t('citizen:status.nowTitle')],
      [await citizen.open('/esempio/richiesta'), t('citizen:form.title')],
      [await citizen.open('/esempio/privacy'), t('citizen:privacy.sections.cookies.text')],
      [await citizen.open('/esempio/volontari'), t('volunteer:register.title')],
      [await citizen.open('/entra'), t('console:signIn.title')],
      [await citizen.open('/esempio/niente'), t('citizen:errors.not_found.title')],
      [await open(area, { cookie: own }), t('volunteerArea:area.title')],
      [await open('/esempio/console', { cookie: office }), t('console:table.import')],
      [await open('/esempio/console/volontari', { cookie: office }), t('volunteers:table.title')],
      [await open('/esempio/console/statistiche', { cookie: office }), t('statistics:title')],
      [await open('/esempio/console/impostazioni/il-comune', { cookie: office }), t('settings:tab.municipality')],
      [await open('/entra/profilo', { cookie: office }), t('account:profile.title')],
    ] as const;
    for (const [page, said] of pages) {
      const shown = said.replace(/\s+/g, ' ');
      expect.soft([titleIn(page.html), page.text], said).toEqual([language, expect.stringContaining(shown)]);
    }
    const receipt = /href="([^"]*ricevuta\.pdf[^"]*)"/.exec(status.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const pdf = Buffer.from(await (await citizen.get(receipt)).arrayBuffer());
    expect(readPdfText(pdf)).toContain(t('citizen:receipt.title'));
  });

  test('what the Comune wrote itself is marked as Italian where the page is not', async () => {
    expect((await open('/esempio', { cookie: cookieFor('de') })).html).toMatch(/bisogno=spesa" lang="it">Spesa/);
    expect((await open('/esempio')).html).toMatch(/bisogno=spesa">Spesa/);
  });
});

describe('a problem of the JSON API', () => {
  test.each([
    [{}, 'it'],
    [{ 'accept-language': 'en' }, 'en'],
    [{ 'accept-language': 'de-AT, en;q=0.5' }, 'de'],
    [{ 'accept-language': '*' }, 'it'],
  ] as const)('asked with %j is told in %s', async (headers, language) => {
    const answer = await web.app.request('/api/v1/nessuno', { headers });
    const { title, detail } = await problemOf(answer);
    const t = textsIn(language);
    expect([title, detail]).toEqual([t('api:title.404'), t('api:detail.municipality_not_found')]);
  });
});

describe('who is written to, and in what', () => {
  type Written = 'help_request' | 'volunteer' | 'operator' | 'invitation';
  const languageOf = async (table: Written, where: string, value: string) => {
    const { rows } = await sql<{ language: Language }>`
      select language from ${sql.table(table)} where ${sql.ref(where)} = ${value}`.execute(web.db);
    return rows[0]?.language;
  };

  test('a requester in the language of their form, or the one that a portal names', async () => {
    const citizen = openFormBrowser(web);
    await citizen.open('/esempio?lingua=de');
    const { location } = await citizen.send('/esempio/richiesta', { ...flat(filledIn(randomUUID())), goTo: 'send' });
    expect(await languageOf('help_request', 'reference', referenceIn(location))).toBe('de');
    for (const [language, stored] of [
      ['fr', 'fr'],
      [undefined, 'it'],
    ] as const) {
      const body = submissionBody({ ...(language && { language }) });
      const answer = await web.app.request(requests, json('POST', body, { 'idempotency-key': randomUUID() }));
      expect(answer.status).toBe(201);
      const { reference } = z.object({ reference: z.string() }).parse(await answer.json());
      expect(await languageOf('help_request', 'reference', reference)).toBe(stored);
    }
    const wrong = await web.app.request(
      requests,
      json('POST', submissionBody({ language: 'xx' }), { 'idempotency-key': randomUUID() }),
    );
    expect(wrong.status).toBe(422);
  });

  test('sent again in another language it is the same request', async () => {
    const form = { ...flat(filledIn(randomUUID())), goTo: 'send' };
    const citizen = openFormBrowser(web);
    const first = await citizen.send('/esempio/richiesta', form);
    const again = await citizen.send('/esempio/richiesta?lingua=fr', form);
    expect([again.status, again.location]).toEqual([303, first.location]);
  });

  test('an operator in what they choose while signed in, unless another site chose', async () => {
    const email = 'piero@comune.example';
    const cookie = await web.signInAs('Piero');
    await open('/esempio/console?lingua=fr', { cookie, 'sec-fetch-site': 'cross-site' });
    expect(await languageOf('operator', 'email', email)).toBe('it');
    await open('/esempio/console?lingua=de', { cookie, 'sec-fetch-site': 'same-origin' });
    expect(await languageOf('operator', 'email', email)).toBe('de');
    expect(await languageOf('operator', 'email', 'olga@comune.example')).toBe('it');
  });

  test('a volunteer in what they choose on their own page', async () => {
    const volunteer = await pickVolunteer(web, 1);
    const { cookie } = await enterAs(web, volunteer);
    await open(`${area}?lingua=en`, { cookie });
    expect(await languageOf('volunteer', 'id', volunteer.id)).toBe('en');
    expect(await languageOf('volunteer', 'id', (await pickVolunteer(web, 2)).id)).toBe('it');
  });

  test('an invited person in the language of who invites, and so from then on', async () => {
    const headers = { cookie: `${olga}; ${cookieFor('de')}`, origin: 'http://127.0.0.1:3000' };
    const body = new URLSearchParams({ name: 'Nora', email: 'nora@comune.example', role: 'clerk' });
    const answer = await web.app.request('/esempio/console/persone/invita', { method: 'POST', headers, body });
    expect(answer.status).toBe(303);
    expect(await languageOf('invitation', 'email', 'nora@comune.example')).toBe('de');
  });
});

const flat = (fields: Record<string, string | string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value].flat()[0] ?? '']));

const referenceIn = (location: string) => /richiesta\/([\w-]+)/.exec(location)?.[1] ?? '';
