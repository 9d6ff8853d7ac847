import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, filledIn, type Visited, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let citizen: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  citizen = visitorOf(web);
});
afterAll(() => web.close());

const form = '/esempio/richiesta';
const typed = { familyName: 'De Lucà', description: 'Il pane,\r\ne il latte.' };

/** The form as this page holds it, hidden fields and all, sent by the button that leads there. */
function press(page: Visited, goTo: string, over: Record<string, string> = {}) {
  const names = Object.keys(filledIn(''));
  const held = names.map((name) => [name, fieldIn(page, name) ?? ''] as const);
  return citizen.send(`${form}?invio=1`, { ...Object.fromEntries(held), goTo, ...over });
}

const stepOf = ({ html }: Visited) => /data-step="(\w+)"/.exec(html)?.[1];
const countRequests = async () =>
  (
    await web.db
      .selectFrom('help_request')
      .select(({ fn }) => fn.countAll<string>().as('all'))
      .executeTakeFirstOrThrow()
  ).all;

describe('the steps of a citizen', () => {
  test('lead from the conditions to the data, the summary and the confirmation, with one key all the way', async () => {
    const conditions = await citizen.open(form);
    expect([stepOf(conditions), conditions.title]).toEqual([
      'conditions',
      expect.stringContaining('Autorizzazioni e condizioni'),
    ]);
    const data = await press(conditions, 'data', { privacyNoticeRead: 'yes' });
    expect([data.status, stepOf(data)]).toEqual([200, 'data']);
    const summary = await press(data, 'summary', { ...flat(filledIn('')), ...typed, idempotencyKey: keyIn(data) });
    expect([summary.status, stepOf(summary)]).toEqual([200, 'summary']);
    for (const shown of ['De Lucà', '+39 333 123 4567', 'Spesa', 'Centro', 'non ho preferenze', 'Il pane,']) {
      expect(summary.text).toContain(shown);
    }
    expect(keyIn(summary)).toBe(keyIn(conditions));
    const sent = await press(summary, 'send');
    expect(sent.status).toBe(303);
    const confirmation = await citizen.open(sent.location);
    expect(stepOf(confirmation)).toBe('confirmation');
    expect(confirmation.text).toContain('De Lucà');
  });

  test('are kept by nobody, stand in no address, and store nothing before the request is sent', async () => {
    const before = await countRequests();
    const page = await citizen.send(form, filledIn(randomUUID(), { goTo: 'summary' }));
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.getSetCookie()).toEqual([]);
    expect(page.html.match(/(?:action|href)="[^"]*(Zorzi|Mille)/)).toBeNull();
    expect(await countRequests()).toBe(before);
    expect(web.logged.join('')).not.toMatch(/Zorzi|Mille/);
  });

  test('go back without a word of what is wrong or missing, and lose nothing', async () => {
    const data = await citizen.send(form, filledIn(randomUUID(), { goTo: 'data', ...typed }));
    const back = await press(data, 'conditions', { telephone: 'non so', ...typed });
    expect([back.status, stepOf(back)]).toEqual([200, 'conditions']);
    expect(back.title).not.toMatch(/^Errore/);
    const again = await press(back, 'data');
    expect(fieldIn(again, 'telephone')).toBe('non so');
    expect(fieldIn(again, 'familyName')).toBe('De Lucà');
    expect(fieldIn(again, 'description')).toBe(typed.description);
    expect(keyIn(again)).toBe(keyIn(data));
  });

  test('«Modifica» leads to each section of the data and from there to the summary again', async () => {
    const summary = await citizen.send(form, filledIn(randomUUID(), { goTo: 'summary' }));
    const ways = [...summary.html.matchAll(/formaction="[^"#]*#(sezione-\w+)"/g)].map(([, id]) => id);
    expect(ways).toEqual(['sezione-who', 'sezione-where', 'sezione-what']);
    const data = await press(summary, 'data');
    for (const id of ways) expect(data.html).toContain(`id="${id}"`);
    expect((await press(data, 'summary', { address: 'Via Nuova 1' })).text).toContain('Via Nuova 1');
  });

  test.each([
    ['conditions', { privacyNoticeRead: 'no' }, 'privacyNoticeRead'],
    ['data', { telephone: '333 CASA' }, 'telephone'],
    ['data', { need: '__proto__' }, 'need'],
  ])('nobody gets past %s with a forged hidden field: %o', async (step, forged, field) => {
    for (const goTo of ['summary', 'send']) {
      const page = await citizen.send(form, filledIn(randomUUID(), { goTo, ...forged }));
      expect([page.status, stepOf(page)]).toEqual([422, step]);
      expect(page.title).toMatch(/^Errore: /);
      expect(errorAt(page, field)).toBeDefined();
    }
  });

  test('a button of nobody’s sends nothing; a key of nobody’s is told where the request would be sent', async () => {
    const before = await countRequests();
    const odd = await citizen.send(form, filledIn(randomUUID(), { goTo: '<script>' }));
    expect([odd.status, stepOf(odd)]).toEqual([200, 'summary']);
    const keyless = await citizen.send(form, filledIn('x', { goTo: 'send' }));
    expect([keyless.status, stepOf(keyless)]).toEqual([422, 'summary']);
    expect(keyIn(keyless)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await countRequests()).toBe(before);
  });

  test('a link can choose the need, if the Comune has it', async () => {
    const page = await citizen.open(`${form}?bisogno=farmaci`);
    expect(fieldIn(page, 'need')).toBe('farmaci');
    expect(fieldIn(await press(page, 'data', { privacyNoticeRead: 'yes' }), 'need')).toBe('farmaci');
    for (const odd of ['luna', '__proto__', '%00', '']) {
      expect(fieldIn(await citizen.open(`${form}?bisogno=${odd}`), 'need')).toBe('');
    }
    expect((await citizen.open('/esempio')).html).toContain('href="/esempio/richiesta?bisogno=spesa"');
  });
});

describe('when', () => {
  test('is one question: without a preference no day is asked for, and one chosen before is no preference', async () => {
    const page = await citizen.send(form, filledIn(randomUUID(), { goTo: 'data' }));
    expect(page.html).toMatch(/<input[^>]*name="preferredPart"[^>]*value="any"[^>]*>/);
    const over = { preferredPart: 'any', preferredDate: '2020-01-01', familyName: 'Quandunque' };
    const sent = await citizen.send(form, filledIn(randomUUID(), over));
    expect(sent.status).toBe(303);
    const stored = await web.db
      .selectFrom('help_request')
      .select(['preferred_date', 'preferred_part'])
      .where('family_name', '=', 'Quandunque')
      .executeTakeFirstOrThrow();
    expect(stored).toEqual({ preferred_date: null, preferred_part: null });
  });
});

const keyIn = (page: Visited) => fieldIn(page, 'idempotencyKey') ?? '';

function flat(fields: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}
