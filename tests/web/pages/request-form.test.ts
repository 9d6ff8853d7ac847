import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, read, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let citizen: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  citizen = visitorOf(web);
});
afterAll(() => web.close());

const form = '/esempio/richiesta';
const statusPage = /^\/esempio\/richiesta\/[0-9A-Z]{4}-[0-9A-Z]{4}\?chiave=[\w-]{32,}$/;
const submit = (over: Record<string, string | string[]> = {}, key: string = randomUUID()) =>
  citizen.send(form, filledIn(key, over));

describe('the form', () => {
  test('has a key of its own each time, and may be kept by the browser, so that going back brings the same', async () => {
    const [first, second] = [await citizen.open(form), await citizen.open(form)];
    expect(fieldIn(first, 'idempotencyKey')).toMatch(/^[0-9a-f-]{36}$/);
    expect(fieldIn(second, 'idempotencyKey')).not.toBe(fieldIn(first, 'idempotencyKey'));
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    // Sent to another address: a POST to its own would make the browser forget it.
    expect(first.html).toContain('action="/esempio/richiesta?invio=1"');
  });

  test('names the emergency number, says which fields are obligatory, and lets the browser fill in', async () => {
    const page = await citizen.open(form);
    expect(page.text).toContain('In emergenza chiami il 112');
    expect(page.text).toContain('I campi contraddistinti dal simbolo asterisco sono obbligatori.');
    const data = await citizen.send(form, { goTo: 'data', privacyNoticeRead: 'yes' });
    for (const purpose of ['given-name', 'family-name', 'tel', 'email', 'address-line1']) {
      expect(data.html).toContain(`autocomplete="${purpose}"`);
    }
  });

  test('filled in leads to the page of the request, which is there again on reload', async () => {
    const sent = await submit();
    expect(sent.status).toBe(303);
    expect(sent.location).toMatch(statusPage);
    const [once, again] = [await citizen.open(sent.location), await citizen.open(sent.location)];
    expect(once.status).toBe(200);
    expect(again.text).toBe(once.text);
  });

  test('sent twice, or ten times at once, is one request', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit({}, key)));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
  });

  test('sent again with other content says that the first arrived, and sends a second when pressed once more', async () => {
    const key = randomUUID();
    const first = await submit({}, key);
    const edited = await submit({ description: 'Anche il pane.' }, key);
    expect(edited.status).toBe(422);
    expect(edited.title).toMatch(/^Errore: /);
    expect(edited.html).toContain(first.location.replaceAll('&', '&amp;'));
    expect(fieldIn(edited, 'description')).toBe('Anche il pane.');
    const freshKey = fieldIn(edited, 'idempotencyKey') ?? '';
    const second = await submit({ description: 'Anche il pane.' }, freshKey);
    expect(second.status).toBe(303);
    expect(second.location).not.toBe(first.location);
  });
});

describe('a field that is wrong', () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    ['name missing', { givenName: ' ' }, 'givenName', /obbligatorio/],
    ['surname with a line end', { familyName: 'Zorzi\r\nBcc: a@b.it' }, 'familyName', /caratteri/],
    ['surname with a NUL', { familyName: 'Zor\0zi' }, 'familyName', /caratteri/],
    ['name too long', { givenName: 'a'.repeat(101) }, 'givenName', /al massimo 100 caratteri, ne tolga almeno 1\./],
    ['letters in the telephone', { telephone: '333 CASA' }, 'telephone', /telefono/],
    ['two addresses in the email', { email: 'a@b.it, c@d.it' }, 'email', /uno solo/],
    ['address missing', { address: '' }, 'address', /obbligatorio/],
    ['zone not chosen', { zone: '' }, 'zone', /Scelga/],
    ['zone of nobody', { zone: 'luna' }, 'zone', /Scelga/],
    ['need that is no code', { need: '__proto__' }, 'need', /Scelga/],
    ['31 February', { preferredDate: '2099-02-31', preferredPart: 'morning' }, 'preferredDate', /Data/],
    ['a day in the past', { preferredDate: '2020-01-01', preferredPart: 'morning' }, 'preferredDate', /passata/],
    [
      'a day without its part',
      { preferredDate: '2099-01-01' },
      'preferredPart',
      /scelga anche mattina, pomeriggio o sera/,
    ],
    ['a part without its day', { preferredPart: 'morning' }, 'preferredDate', /scelga anche il giorno/],
    ['a part of nobody', { preferredDate: '2099-01-01', preferredPart: 'night' }, 'preferredPart', /scelga anche/],
    ['text missing', { description: '\n' }, 'description', /obbligatorio/],
    [
      'text too long',
      { description: 'a'.repeat(1042) },
      'description',
      /al massimo 1\.000 caratteri, ne tolga almeno 42/,
    ],
    ['privacy notice not read', { privacyNoticeRead: 'no' }, 'privacyNoticeRead', /informativa/],
  ])('%s: told at the field and on top, nothing lost', async (_, wrong, field, message) => {
    const key = randomUUID();
    const page = await submit(wrong, key);
    expect(page.status).toBe(422);
    expect(page.title).toMatch(/^Errore: /);
    expect(errorAt(page, field)).toMatch(message);
    expect(page.html).toContain(`<a href="#campo-${field}">`);
    expect(page.html).toMatch(new RegExp(`id="campo-${field}"`));
    expect(fieldIn(page, 'idempotencyKey')).toBe(key);
    const kept = { familyName: 'Zorzi', need: 'spesa', description: 'Mi serve la spesa.', ...wrong };
    expect(fieldIn(page, 'familyName')).toBe(kept.familyName.replace('\0', '\u0000'));
    if (field !== 'need') expect(fieldIn(page, 'need')).toBe('spesa');
    expect(fieldIn(page, 'description')).toBe(kept.description);
  });

  test('all at once are listed in the order of the form, a day in the past among them', async () => {
    const wrong = { privacyNoticeRead: 'yes', preferredPart: 'morning', preferredDate: '2020-01-01' };
    const page = await citizen.send(form, { idempotencyKey: randomUUID(), ...wrong });
    const linked = [...page.html.matchAll(/<a href="#campo-(\w+)">/g)].map(([, name]) => name);
    expect(linked).toEqual([
      'givenName',
      'familyName',
      'telephone',
      'address',
      'zone',
      'need',
      'description',
      'preferredDate',
    ]);
  });

  test.each(['givenName', 'telephone', 'zone', 'description'])('«%s» sent twice is refused', async (name) => {
    const page = await submit({ [name]: [String(filledIn('')[name]), 'altro'] });
    expect(page.status).toBe(422);
    expect(errorAt(page, name)).toBeDefined();
  });

  test('a file instead of text, a field called __proto__ and a key of nobody are refused without harm', async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries(filledIn(randomUUID()))) body.append(name, String(value));
    body.delete('description');
    body.append('description', new File(['x'], 'x.txt'));
    body.append('__proto__', 'x');
    const page = await read(await web.app.request(form, { method: 'POST', body }));
    expect(page.status).toBe(422);
    expect(errorAt(page, 'description')).toBeDefined();
    expect((await submit({}, "'; drop table")).status).toBe(422);
    expect((await submit({}, '')).status).toBe(422);
  });

  test('markup in every field is shown as it was typed and does nothing', async () => {
    const markup = '"><script>alert(1)</script>';
    const fields = ['givenName', 'familyName', 'telephone', 'email', 'address', 'zone', 'need', 'description'];
    const page = await submit(Object.fromEntries(fields.map((name) => [name, markup])));
    expect(page.status).toBe(422);
    expect(page.html).not.toContain('<script>alert');
    for (const name of ['givenName', 'telephone', 'description']) expect(fieldIn(page, name)).toBe(markup);
  });
});

test('over the limit: 429, when to come back, nothing lost; a signed-in operator has none', async () => {
  const limit = vi.mocked(web.deps.submissionLimit);
  limit.mockResolvedValue({ allowed: false, retryAfterSeconds: 1500 });
  const page = await submit({ description: 'Il pane.' });
  expect(page.status).toBe(429);
  expect(page.headers.get('retry-after')).toBe('1500');
  expect(page.text).toContain('25 minuti');
  expect(fieldIn(page, 'description')).toBe('Il pane.');
  expect(limit).toHaveBeenLastCalledWith({ address: 'unknown', telephone: '+393331234567' });
  const operator = visitorOf(web, await web.signInAs('Olga'));
  expect((await operator.send(form, filledIn(randomUUID()))).status).toBe(303);
  limit.mockResolvedValue({ allowed: true });
});

describe('the clerk’s variant', () => {
  const office = `${form}?inserimento=ufficio`;

  test('asks who is signed in', async () => {
    const page = await citizen.open(office);
    expect(page.status).toBe(302);
    expect(page.location).toBe(`/entra?ritorno=${encodeURIComponent(office)}`);
    expect((await submit({ channel: 'office' })).status).toBe(401);
    const foreigner = visitorOf(web, await web.signInAs('Ugo'));
    expect((await foreigner.open(office)).status).toBe(403);
    expect((await foreigner.send(form, filledIn(randomUUID(), { channel: 'office' }))).status).toBe(403);
  });

  test('is never filled in with the clerk’s data, and records who filled it in', async () => {
    const clerk = visitorOf(web, await web.signInAs('Olga'));
    const page = await clerk.open(office);
    expect(page.html).not.toMatch(/autocomplete="(given-name|tel|email)"/);
    expect(fieldIn(page, 'givenName')).toBe('');
    expect(fieldIn(page, 'channel')).toBe('office');
    const key = fieldIn(page, 'idempotencyKey') ?? '';
    const sent = await clerk.send(form, filledIn(key, { channel: 'office', familyName: 'Ufficiosa' }));
    expect(sent.status).toBe(303);
    const stored = await web.db
      .selectFrom('help_request')
      .innerJoin('operator', 'operator.id', 'help_request.submitted_by')
      .select(['channel', 'operator.name'])
      .where('family_name', '=', 'Ufficiosa')
      .executeTakeFirstOrThrow();
    expect(stored).toEqual({ channel: 'office', name: 'Olga' });
  });

  test('is refused where the Comune wants none', async () => {
    const ugo = visitorOf(web, await web.signInAs('Ugo'));
    await web.db.updateTable('municipality').set({ office_channel: false }).where('slug', '=', 'altrove').execute();
    expect((await ugo.open('/altrove/richiesta?inserimento=ufficio')).status).toBe(403);
    expect((await ugo.open('/altrove/console')).html).not.toContain('inserimento=ufficio');
    await web.db.updateTable('municipality').set({ office_channel: true }).where('slug', '=', 'altrove').execute();
  });
});
