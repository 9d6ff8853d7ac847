import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { recordDecision } from '../../src/db/decisions.ts';
import { markImported } from '../../src/db/imports.ts';
import { findOperator } from '../../src/db/operators.ts';
import { selectVolunteers } from '../../src/db/selection.ts';
import { openForDecision } from '../../src/db/status.ts';
import { addSubmitted, readTimeline } from '../support/request-fixture.ts';
import { openTestWeb, problemOf, type TestWeb } from '../support/web.ts';

const token = 'canarino-canarino-canarino-canarino-1';
let web: TestWeb;
let sent: Awaited<ReturnType<typeof send>>;
beforeAll(async () => {
  web = await openTestWeb({ MAIL_NOTIFICATION_TOKEN: token });
});
afterAll(() => web.close());
beforeEach(async () => {
  await web.db.updateTable('volunteer').set({ email_invalid_at: null }).execute();
  await web.db.deleteFrom('volunteer_event').execute();
  sent = await send();
});

/** A request that was sent, and its first email to a volunteer. */
async function send() {
  const { db } = web;
  const comune = await db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  const { user_id } = await db
    .selectFrom('operator')
    .select('user_id')
    .where('municipality_id', '=', comune.id)
    .executeTakeFirstOrThrow();
  const operator = await findOperator(db, user_id, comune.id);
  if (operator === undefined) throw new Error('nobody works here');
  const requestId = await addSubmitted(db, comune);
  await markImported(db, operator);
  await openForDecision(db, requestId);
  const recorded = await recordDecision(db, operator, requestId, { kind: 'dispatch' });
  if (recorded.kind !== 'recorded') throw new Error(recorded.kind);
  const decisionId = recorded.decision.id;
  await selectVolunteers(db, { requestId, decisionId, volunteers: 5, mailDomain: 'comune.example' });
  await db.updateTable('email').set({ attempts: 1 }).where('request_id', '=', requestId).execute();
  const email = await db
    .selectFrom('email')
    .innerJoin('volunteer', 'volunteer.id', 'email.recipient_id')
    .select([
      'message_id as messageId',
      'offer_id as offerId',
      'volunteer.id as volunteerId',
      'volunteer.email as address',
    ])
    .where('email.request_id', '=', requestId)
    .executeTakeFirstOrThrow();
  return { requestId, ...email };
}

const notification = (messageId = sent.messageId, address = sent.address) =>
  readFileSync('tests/mail/notifications/postfix.eml', 'utf8')
    .replaceAll('vito@volontari.example', address)
    .replace('<canarino@comune.example>', messageId);

const post = (body: string, { comune = 'esempio', ...headers }: Record<string, string> = {}) =>
  web.app.request(`/api/v1/${comune}/mail-notifications`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'message/rfc822', ...headers },
    body,
  });

async function stateNow() {
  const { db } = web;
  const { email_invalid_at } = await db
    .selectFrom('volunteer')
    .select('email_invalid_at')
    .where('id', '=', sent.volunteerId)
    .executeTakeFirstOrThrow();
  const offers = await db.selectFrom('offer').select('state').where('id', '=', sent.offerId).execute();
  const events = await db.selectFrom('volunteer_event').select('event').execute();
  const entries = (await readTimeline(db, sent.requestId)).filter(({ event }) => event === 'volunteer_undeliverable');
  return [email_invalid_at !== null, offers[0]?.state, events.length, entries.length];
}

test('marks the volunteer and frees the place, once, however often it comes', async () => {
  for (let round = 0; round < 2; round += 1) {
    const answer = await post(notification());
    expect([answer.status, await answer.json()]).toEqual([202, { kind: 'received' }]);
    expect(await stateNow()).toEqual([true, 'undeliverable', 1, 1]);
  }
  expect(web.logged.join('')).not.toContain(sent.address);
});

test('of a full mailbox frees the place and marks nobody', async () => {
  expect((await post(notification().replace('Status: 5.1.1', 'Status: 5.2.2'))).status).toBe(202);
  expect(await stateNow()).toEqual([false, 'undeliverable', 0, 1]);
});

test('that is forged, for another address or to another Comune is answered the same and strikes nobody', async () => {
  for (const answer of [
    await post(notification(`<${randomUUID()}@comune.example>`)),
    await post(notification(sent.messageId, 'altri@volontari.example')),
    await post(notification(), { comune: 'altrove' }),
    await post(notification().replace('Action: failed', 'Action: delayed')),
  ]) {
    expect([answer.status, await answer.json()]).toEqual([202, { kind: 'received' }]);
  }
  expect(await stateNow()).toEqual([false, 'open', 0, 0]);
});

test.each<[number, string, string, Record<string, string>]>([
  [401, 'mail_token_required', '', { authorization: 'Bearer wrong' }],
  [401, 'mail_token_required', '', { authorization: '' }],
  [404, 'municipality_not_found', '', { comune: 'nessuno' }],
  [413, 'body_too_large', 'x'.repeat(1024 * 1024 + 1), {}],
  [415, 'unsupported_media_type', '{}', { 'content-type': 'application/json' }],
  [422, 'not_a_notification', 'Subject: Ciao\n\nCiao', {}],
  [422, 'not_a_notification', '', {}],
])('is refused with %i %s', async (status, code, body, headers) => {
  const answer = await post(body, headers);
  expect(answer.status).toBe(status);
  expect((await problemOf(answer)).code).toBe(code);
});

test('is 404 where no token is configured', async () => {
  const closed = await openTestWeb();
  const answer = await closed.app.request('/api/v1/esempio/mail-notifications', { method: 'POST', body: '' });
  expect(answer.status).toBe(404);
  await closed.close();
});
