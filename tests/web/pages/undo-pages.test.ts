import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { fieldIn, filledIn, type Visitor, visitorOf } from './visit.ts';

let web: TestWeb;
let olga: Visitor;
let piero: Visitor;
beforeAll(async () => {
  web = await openTestWeb();
  olga = visitorOf(web, await web.signInAs('Olga'));
  piero = visitorOf(web, await web.signInAs('Piero'));
  await sql`update municipality set undo_seconds = 10`.execute(web.db);
});
afterAll(() => web.close());

const table = '/esempio/console';
let path: string;
beforeEach(async () => {
  await sql`truncate help_request cascade`.execute(web.db);
  await visitorOf(web).send('/esempio/richiesta', filledIn(randomUUID()));
  await olga.send(`${table}/importa`, {});
  const { id } = await web.db.selectFrom('help_request').select('id').executeTakeFirstOrThrow();
  path = `${table}/richieste/${id}`;
});

const letTimePass = () =>
  sql`update decision set decided_at = decided_at - interval '1 minute', undo_until = undo_until - interval '1 minute'`.execute(
    web.db,
  );

test('INVIA from the request’s page leads back to it at once, with what it is about to do and «Annulla»', async () => {
  const began = Date.now();
  const sent = await olga.send(`${path}/invia`, {});
  expect([sent.status, sent.location]).toEqual([303, path]);
  expect(Date.now() - began).toBeLessThan(2_000);
  const page = await olga.open(path);
  expect(page.text).toMatch(/La richiesta \S+ parte tra (10|9) s .*viene inviata ai volontari alle \d\d:\d\d:\d\d/);
  // The page comes anew when the time is over, and its buttons are those of what is in hand.
  expect(page.html).toMatch(/<noscript><meta http-equiv="refresh" content="1[01]"/);
  expect(page.html).not.toContain('btn-danger');

  const undone = await olga.send(`${path}/annulla`, { decision: fieldIn(page, 'decision') ?? '' });
  expect([undone.status, undone.location]).toEqual([303, `${path}?esito=undone`]);
  const after = await olga.open(undone.location);
  expect(after.text).toContain('Decisione annullata');
  expect(after.html).toContain('btn-danger');
  expect(after.text).toMatch(/Storia Decisione annullata in tempo: non ha avuto effetto Olga/);
});

test('what only who listens hears says the seconds once, and what is counted is not read aloud', async () => {
  await olga.send(`${path}/invia`, {});
  const { html } = await olga.open(path);
  const banner = /<div[^>]*ec-undo.*?<\/form>/s.exec(html)?.[0] ?? '';
  expect(banner).toMatch(/<strong aria-hidden="true">.*?data-seconds/s);
  expect(banner).not.toMatch(/role="(alert|status|timer)"|aria-live/);
});

test.each([
  ['invia', {}, 'parte'],
  ['elimina', { reason: 'other' }, 'va nel cestino'],
])('%s from the table leads back to it, where whoever decided can undo it', async (step, fields, words) => {
  const sent = await olga.send(`${path}/${step}`, { ...fields, da: 'tabella' });
  expect([sent.status, sent.location]).toEqual([303, table]);
  const page = await olga.open(table);
  expect(page.text).toMatch(new RegExp(`La richiesta \\S+ ${words} tra`));
  expect((await piero.open(table)).text).not.toContain('Annulla');

  const undone = await olga.send(`${path}/annulla`, { decision: fieldIn(page, 'decision') ?? '', da: 'tabella' });
  expect(undone.location).toBe(`${table}?esito=undone`);
  const after = await olga.open(undone.location);
  expect(after.text).toContain('Decisione annullata');
  expect(after.text).not.toContain('Annulla ');
});

test('a colleague’s step leads to the request’s page, which says what is in hand, and there can undo it, too', async () => {
  await olga.send(`${path}/invia`, {});
  expect((await piero.open(`${path}/elimina`)).location).toBe(path);
  const page = await piero.open(path);
  const undone = await piero.send(`${path}/annulla`, { decision: fieldIn(page, 'decision') ?? '' });
  expect(undone.location).toBe(`${path}?esito=undone`);
});

test('«Annulla» that comes too late, or for nothing, says so', async () => {
  expect((await olga.send(`${path}/annulla`, { decision: 'boh' })).location).toBe(`${path}?esito=nothing_to_undo`);
  await olga.send(`${path}/invia`, {});
  const decision = fieldIn(await olga.open(path), 'decision') ?? '';
  await letTimePass();
  const late = await olga.send(`${path}/annulla`, { decision });
  expect(late.location).toBe(`${path}?esito=undo_too_late`);
  expect((await olga.open(late.location)).text).toContain('Il tempo per annullare è finito');
});

test('the step before sending says that it can be undone, unless the Comune has turned that off', async () => {
  expect((await olga.open(`${path}/invia?da=tabella`)).text).toContain('ha 10 secondi per annullare');
  await sql`update municipality set undo_seconds = 0`.execute(web.db);
  expect((await olga.open(`${path}/invia?da=tabella`)).text).toContain('Un invio non si può annullare');
  const sent = await olga.send(`${path}/invia`, { da: 'tabella' });
  expect(sent.location).toBe(`${table}?esito=dispatched`);
  await sql`update municipality set undo_seconds = 10`.execute(web.db);
});
