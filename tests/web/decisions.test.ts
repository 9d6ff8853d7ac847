import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idIn, json, openTestWeb, problemOf, requests, submissionBody, type TestWeb } from '../support/web.ts';

let web: TestWeb;
let olga: string;
let piero: string;
beforeAll(async () => {
  web = await openTestWeb();
  [olga, piero] = [await web.signInAs('Olga'), await web.signInAs('Piero')];
});
afterAll(() => web.close());

const submit = async () => {
  const headers = { 'idempotency-key': randomUUID() };
  return await idIn(await web.app.request(requests, json('POST', submissionBody(), headers)));
};
const get = (path: string) => web.app.request(`${requests}${path}`, { headers: { cookie: olga } });
const post = (path: string, body?: unknown, cookie = olga) =>
  web.app.request(`${requests}${path}`, json('POST', body, { cookie }));
const submitAndImport = async () => {
  const id = await submit();
  await post('/import');
  return id;
};

describe('a decision', () => {
  let id: string;
  beforeEach(async () => {
    id = await submitAndImport();
  });
  const made = (kind: string, status: string) => ({ kind, status, by: 'Olga', at: expect.stringMatching(/Z$/) });

  test('INVIA, with an empty body or {}; the same again is the same', async () => {
    const [first, again] = [await post(`/${id}/dispatch`), await post(`/${id}/dispatch`, {})];
    expect(first.status).toBe(200);
    const outcome = await first.json();
    expect(outcome).toEqual(made('dispatched', 'dispatched'));
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(outcome);
    const detail = await (await get(`/${id}`)).json();
    expect(detail).toMatchObject({ status: 'dispatched', decidedBy: 'Olga', decidedAt: expect.any(String) });
  });

  test('ELIMINA with a reason, then out of the bin', async () => {
    const discarded = await post(`/${id}/discard`, { reason: 'missing_data', note: 'manca il numero civico' });
    expect(await discarded.json()).toEqual(made('discarded', 'discarded'));
    expect(await (await get(`/${id}`)).json()).toMatchObject({
      decision: { kind: 'discard', reason: 'missing_data', note: 'manca il numero civico', outcome: 'discarded' },
      decidedBy: 'Olga',
    });
    expect(await (await post(`/${id}/restore`)).json()).toEqual(made('restored', 'awaiting_operator'));
    expect(await (await get(`/${id}`)).json()).not.toHaveProperty('decidedBy');
  });

  test.each([
    ['dispatch', {}],
    ['discard', { reason: 'other' }],
  ])('%s on an older version decides nothing; on the one there is, it does', async (call, body) => {
    const detail: unknown = await (await get(`/${id}`)).json();
    const { version } = z.object({ version: z.int() }).parse(detail);
    const stale = await post(`/${id}/${call}`, { ...body, version: version - 1 });
    expect(stale.status).toBe(409);
    expect((await problemOf(stale)).code).toBe('stale_version');
    expect(await (await get(`/${id}`)).json()).toMatchObject({ status: 'awaiting_operator' });
    expect((await post(`/${id}/${call}`, { ...body, version: 'x' })).status).toBe(422);
    expect((await post(`/${id}/${call}`, { ...body, version })).status).toBe(200);
    // Who was first says more than that something has changed.
    const late = await post(`/${id}/${call === 'dispatch' ? 'discard' : 'dispatch'}`, { reason: 'other', version });
    expect((await problemOf(late)).code).toBe('already_decided');
  });

  test('who comes second is told who was first', async () => {
    await post(`/${id}/dispatch`);
    const late = await post(`/${id}/discard`, { reason: 'other' }, piero);
    expect(late.status).toBe(409);
    const body: unknown = await late.clone().json();
    expect(body).toMatchObject({
      code: 'already_decided',
      decision: 'dispatch',
      by: 'Olga',
      at: expect.stringMatching(/Z$/),
    });
    expect((await problemOf(late)).detail).toMatch(/Invio ai volontari, da Olga, il \d/);
  });

  test.each([
    ['/dispatch', undefined],
    ['/discard', { reason: 'other' }],
  ])('before the import, %s is 409', async (path, body) => {
    const answer = await post(`/${await submit()}${path}`, body);
    expect(answer.status).toBe(409);
    expect((await problemOf(answer)).code).toBe('not_imported');
  });

  test('restore and close need what they undo', async () => {
    expect((await problemOf(await post(`/${id}/restore`))).code).toBe('not_discarded');
    expect((await problemOf(await post(`/${id}/close`))).code).toBe('not_dispatched');
    await post(`/${id}/dispatch`);
    expect(await (await post(`/${id}/close`, {})).json()).toEqual(made('closed', 'dispatched'));
    expect(await (await get(`/${id}`)).json()).toMatchObject({ closedAt: expect.any(String) });
  });

  test.each([
    ['no reason', {}, 422],
    ['an unknown reason', { reason: 'noia' }, 422],
    ['a note of 501 characters', { reason: 'other', note: 'x'.repeat(501) }, 422],
    ['a reason as an array', { reason: ['other'] }, 422],
    ['no body', undefined, 400],
  ])('ELIMINA with %s is %3$i', async (_, body, status) => {
    const answer = await post(`/${id}/discard`, body);
    expect(answer.status).toBe(status);
    await problemOf(answer);
  });

  test.each([
    ['an array', '[]', 400],
    ['half of JSON', '{', 400],
  ])('INVIA with a body that is %s is 400, and nothing is decided', async (_, body, status) => {
    expect((await post(`/${id}/dispatch`, body)).status).toBe(status);
    expect(await (await get(`/${id}`)).json()).toMatchObject({ status: 'awaiting_operator' });
  });

  test('is 202 where the outcome takes longer', async () => {
    const { createApp } = await import('../../web/app.ts');
    const delivery = { ...web.deps.delivery, deliverDecision: async () => 'postponed' as const };
    const slow = createApp({ ...web.deps, delivery });
    const answer = await slow.request(`${requests}/${id}/dispatch`, json('POST', {}, { cookie: olga }));
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ kind: 'in_progress' });
  });
});

describe('a decision with time to undo', () => {
  let id: string;
  beforeEach(async () => {
    id = await submitAndImport();
  });
  const held = { kind: 'in_progress', undoUntil: expect.stringMatching(/Z$/) };

  test('is answered at once with until when, and stands so at the request', async () => {
    const began = Date.now();
    const answer = await post(`/${id}/dispatch`, { undoForSeconds: 30 });
    expect(answer.status).toBe(202);
    const body = z.object({ undoUntil: z.iso.datetime() }).parse(await answer.clone().json());
    expect(await answer.json()).toEqual(held);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(new Date(body.undoUntil).getTime()).toBeGreaterThan(began + 25_000);
    expect(await (await get(`/${id}`)).json()).toMatchObject({
      status: 'awaiting_operator',
      decision: { kind: 'dispatch', by: 'Olga', undoUntil: body.undoUntil },
    });
  });

  test('is undone by a colleague, twice the same, and can then be taken anew', async () => {
    await post(`/${id}/discard`, { reason: 'other', undoForSeconds: 60 });
    const undone = { kind: 'undone', status: 'awaiting_operator', by: 'Piero', at: expect.stringMatching(/Z$/) };
    const first = await post(`/${id}/undo`, undefined, piero);
    expect([first.status, await first.json()]).toEqual([200, undone]);
    expect(await (await post(`/${id}/undo`)).json()).toEqual(undone);
    expect(await (await get(`/${id}`)).json()).not.toHaveProperty('decision');
    expect((await post(`/${id}/dispatch`)).status).toBe(200);
  });

  test('keeps a second one away, which is told who was first', async () => {
    await post(`/${id}/dispatch`, { undoForSeconds: 60 });
    const second = await post(`/${id}/dispatch`, {}, piero);
    expect(await problemOf(second)).toMatchObject({ status: 409, code: 'already_decided' });
  });

  test('and one without it can’t be undone', async () => {
    expect(await problemOf(await post(`/${id}/undo`))).toMatchObject({ status: 409, code: 'nothing_to_undo' });
    await post(`/${id}/dispatch`, { undoForSeconds: 0 });
    expect(await problemOf(await post(`/${id}/undo`))).toMatchObject({ status: 409, code: 'nothing_to_undo' });
  });

  test('and once its time is over, undoing it is told who decided', async () => {
    await post(`/${id}/dispatch`, { undoForSeconds: 60 });
    await sql`update decision set decided_at = decided_at - interval '2 minutes',
      undo_until = undo_until - interval '2 minutes' where request_id = ${id}`.execute(web.db);
    const late = await post(`/${id}/undo`, {}, piero);
    expect(await late.clone().json()).toMatchObject({ decision: 'dispatch', by: 'Olga' });
    expect(await problemOf(late)).toMatchObject({ status: 409, code: 'undo_too_late' });
  });

  test.each([-1, 61, 1.5, '10', null])('takes no %j seconds', async (undoForSeconds) => {
    expect((await post(`/${id}/dispatch`, { undoForSeconds })).status).toBe(422);
    expect((await post(`/${id}/discard`, { reason: 'other', undoForSeconds })).status).toBe(422);
  });
});
