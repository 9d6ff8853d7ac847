import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { eraseOldComments } from '../../../src/db/ratings.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let piero: Visitor;
let citizen: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  piero = visitorOf(web, await web.signInAs('Piero'));
  citizen = visitorOf(web);
});
afterAll(() => web.close());

let own: (page?: string) => string;
beforeEach(async () => {
  await sql`truncate help_request, rating cascade`.execute(web.db);
  await citizen.send('/esempio/richiesta', filledIn(randomUUID()));
  const { reference, secret } = await web.db
    .selectFrom('help_request')
    .select(['reference', 'secret'])
    .executeTakeFirstOrThrow();
  own = (page = '') => `/esempio/richiesta/${reference}${page}?chiave=${secret}`;
});

const stored = () => web.db.selectFrom('rating').select(['service', 'stars', 'answer', 'comment']).execute();
const rate = (fields: Record<string, string>) =>
  citizen.send(own('/valutazione'), { liked: '', hard: '', comment: '', ...fields });
const registration = '/esempio/volontari/valutazione';

describe('at the end of a request', () => {
  test('the model’s question stands, with its stars, both further questions and its field for words', async () => {
    const { html } = await citizen.open(own());
    expect(/<h2[^>]*data-element="feedback-title"[^>]*>([^<]*)</.exec(html)?.[1]).toBe(
      'Quanto è stato facile usare questo servizio?',
    );
    for (const stars of [1, 2, 3, 4, 5]) expect(html).toContain(`data-element="feedback-rate-${stars}"`);
    const partOf = (element: string) =>
      new RegExp(`<fieldset[^>]*data-element="${element}".*?</fieldset>`, 's').exec(html)?.[0] ?? '';
    const positive = partOf('feedback-rating-positive');
    const negative = partOf('feedback-rating-negative');
    expect(positive).toContain('>Quali sono stati gli aspetti che hai preferito?</legend>');
    expect(negative).toContain('>Dove hai incontrato le maggiori difficoltà?</legend>');
    for (const part of [positive, negative])
      expect(part.split('data-element="feedback-rating-answer"')).toHaveLength(6);
    expect(html).toMatch(/<input[^>]*data-element="feedback-input-text"/);
  });

  test('a rating is taken once, thanked for, and shown to operators without a word of whose it is', async () => {
    const taken = await rate({ stars: '5', liked: 'clear', hard: 'no_problems', comment: ' Chiaro\u200b! ' });
    expect([taken.status, taken.location]).toEqual([303, `${own()}#valutazione`]);
    const after = await citizen.open(own());
    expect(after.text).toContain('Grazie, il tuo parere ci aiuterà a migliorare il servizio!');
    expect(after.html).not.toContain('data-element="feedback"');
    await rate({ stars: '1' });
    expect(await stored()).toEqual([{ service: 'request', stars: 5, answer: 'clear', comment: 'Chiaro!' }]);
    const { rows } = await sql<{ column: string }>`
      select column_name as column from information_schema.columns where table_name = 'rating' order by 1`.execute(
      web.db,
    );
    expect(rows.map(({ column }) => column)).toEqual([
      'answer',
      'comment',
      'day',
      'id',
      'municipality_id',
      'service',
      'stars',
    ]);
    const { text } = await piero.open('/esempio/console/statistiche');
    expect(text).toContain('1 valutazione: 5 stelle su 5.');
    expect(text).toMatch(/Richiesta di aiuto 5 Le indicazioni erano chiare Chiaro!/);
  });

  test('few stars count what was hard, and only the stars are asked for', async () => {
    await rate({ stars: '2', liked: 'clear', hard: 'oriented' });
    expect(await stored()).toEqual([{ service: 'request', stars: 2, answer: 'oriented', comment: null }]);
  });

  test.each([
    ['no stars', {}, 'stars'],
    ['six', { stars: '6' }, 'stars'],
    ['too long a text', { stars: '3', comment: 'x'.repeat(201) }, 'comment'],
  ])('%s is refused with what was chosen', async (_, fields: Record<string, string>, name) => {
    const refused = await rate({ ...fields, hard: 'complete' });
    expect(refused.status).toBe(422);
    expect(errorAt(refused, name)).toBeDefined();
    expect(refused.html).toMatch(/value="complete"[^>]* checked/);
    expect(await stored()).toEqual([]);
  });

  test('an answer that is none, and a link that is not whole, store nothing', async () => {
    expect((await rate({ stars: '5', liked: 'rm -rf' })).status).toBe(422);
    expect((await citizen.send(own('/valutazione').slice(0, -1), { stars: '5' })).status).toBe(404);
    expect(await stored()).toEqual([]);
  });

  test('who works for the Comune is not asked', async () => {
    expect((await piero.open(own())).html).not.toContain('feedback');
  });
});

describe('after registering', () => {
  test('a rating is taken, and thanked for', async () => {
    expect((await citizen.open('/esempio/volontari/confermata')).html).toContain('data-element="feedback"');
    const taken = await citizen.send(registration, { stars: '4', liked: 'other', hard: '', comment: '' });
    expect(taken.location).toBe('/esempio/volontari/confermata?esito=valutata#valutazione');
    expect((await citizen.open(taken.location)).text).toContain('Grazie');
    expect(await stored()).toEqual([{ service: 'registration', stars: 4, answer: 'other', comment: null }]);
  });

  test('too many from one address are put off', async () => {
    vi.mocked(web.deps.ratingLimit).mockResolvedValueOnce({ allowed: false, retryAfterSeconds: 600 });
    const refused = await citizen.send(registration, { stars: '4', liked: '', hard: '', comment: '' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '600']);
    expect(await stored()).toEqual([]);
  });
});

describe('the statistics', () => {
  test('give the average, what each number of stars had, and both as files', async () => {
    expect((await piero.open('/esempio/console/statistiche')).text).toContain('Nessuna valutazione in questo periodo');
    await rate({ stars: '5' });
    await citizen.send(registration, { stars: '2', liked: '', hard: 'clear', comment: '=1+1' });
    const page = await piero.open('/esempio/console/statistiche');
    expect(page.text).toContain('2 valutazioni: in media 3,5 stelle su 5.');
    expect(page.html).toContain('id="chart-ratings-title"');
    const file = async (table: string) => {
      const href =
        new RegExp(`href="([^"]*tabella=${table}[^"]*)"`).exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
      return (await (await piero.open(href)).html)
        .replace(/^\uFEFF/, '')
        .trim()
        .split('\r\n');
    };
    expect(await file('ratings')).toEqual(['Stelle;Valutazioni', '5;1', '4;0', '3;0', '2;1', '1;0']);
    const [, opinion] = await file('opinions');
    expect(opinion).toMatch(/^\d\d\/\d\d\/\d{4};Diventi volontario;2;A volte le indicazioni non erano chiare;'?=1\+1$/);
  });
});

test('what was written is erased when a sent request would be; the stars stay', async () => {
  await rate({ stars: '3', comment: 'Canarinocommento' });
  await citizen.send(registration, { stars: '1', liked: '', hard: '', comment: 'Canarinonuovo' });
  await sql`update municipality set dispatched_kept_days = 30 where slug = 'esempio'`.execute(web.db);
  await sql`update rating set day = current_date - 31 where service = 'request'`.execute(web.db);
  await eraseOldComments(web.deps.db);
  expect(await stored()).toEqual(
    expect.arrayContaining([
      { service: 'request', stars: 3, answer: null, comment: null },
      { service: 'registration', stars: 1, answer: null, comment: 'Canarinonuovo' },
    ]),
  );
});
