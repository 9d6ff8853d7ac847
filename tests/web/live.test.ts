import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Changes, listenForChanges } from '../../src/db/changes.ts';
import { storeCorrection } from '../../src/db/corrections.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { createNews, type News } from '../../src/requests/news.ts';
import { createApp } from '../../web/app.ts';
import { idIn, json, openTestWeb, publicUrl, requests, submissionBody, type TestWeb } from '../support/web.ts';

// What open pages are told, over PostgreSQL's own notifications; what they do with it is in end-to-end/live.test.ts.

let web: TestWeb;
let app: TestWeb['app'];
let changes: Changes;
let news: News;
let stopping: AbortController;
const cookies: Record<string, string> = {};
const errors: Error[] = [];
beforeAll(async () => {
  web = await openTestWeb();
  const channels = ['decision_settled', 'request_changed', 'viewers_changed'] as const;
  changes = listenForChanges(web.deps.config.databaseUrl, channels, (error) => errors.push(error));
  news = createNews(changes, web.deps.now);
  stopping = new AbortController();
  app = createApp({ ...web.deps, changes, news, stopping: stopping.signal });
  for (const name of ['Olga', 'Piero', 'Ugo', 'Livia'] as const) cookies[name] = await web.signInAs(name);
  await untilHeard();
});
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});
afterAll(async () => {
  await changes.close();
  await web.close();
});

/** Until nothing is «perhaps missed» any more: the connection is there, and the tolerance of clocks has passed. */
async function untilHeard(): Promise<void> {
  const nobodys = { municipalityId: crypto.randomUUID() };
  await vi.waitFor(() => expect(news.mayHaveChanged(nobodys, new Date())).toBe(false), { timeout: 10_000 });
}

/** A stream of a page that was made just now, with what it has said so far. */
async function listen(name: string, path: string, { since = later(), on = app, headers = {} } = {}) {
  const answer = await on.request(`/esempio/console${path}?dal=${since}`, {
    headers: { cookie: cookies[name] ?? '', accept: 'text/event-stream', ...headers },
  });
  const reader = answer.body?.getReader();
  const heard: string[] = [];
  let isOver = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      heard.push(decoder.decode(value));
    }
    isOver = true;
  })();
  const stream = {
    answer,
    said: () => heard.join(''),
    count: (event: string) => heard.join('').split(`event: ${event}\n`).length - 1,
    isOver: () => isOver,
    async close() {
      await reader?.cancel();
      await reading;
    },
  };
  if (answer.ok) {
    open.push(stream);
    await vi.waitFor(() => expect(stream.said()).toContain('event: listening'));
  }
  return stream;
}

/** An instant that no change so far can be after, whatever the tolerance: the page has seen them all. */
const later = () => new Date(Date.now() + 6_000).toISOString();

async function submit(): Promise<string> {
  const headers = { 'idempotency-key': crypto.randomUUID() };
  return await idIn(await app.request(requests, json('POST', submissionBody(), headers)));
}

const call = (name: string, path: string, body?: unknown) =>
  app.request(`${requests}${path}`, json('POST', body, { cookie: cookies[name] ?? '' }));

async function addAwaiting(): Promise<string> {
  const id = await submit();
  await call('Olga', '/import');
  return id;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000 });

describe('the table', () => {
  test('hears of a request that arrives, of its import and of a decision, and never of whom', async () => {
    const stream = await listen('Olga', '/novita');
    expect(stream.answer.headers.get('cache-control')).toBe('no-store');
    expect(stream.answer.headers.get('x-accel-buffering')).toBe('no');
    const id = await submit();
    await until(() => expect(stream.count('changed')).toBe(1));
    await call('Piero', '/import');
    await until(() => expect(stream.count('changed')).toBe(2));
    await call('Piero', `/${id}/discard`, { reason: 'other' });
    await until(() => expect(stream.count('changed')).toBe(3));
    expect(stream.said()).toMatch(/^id: \d{4}-\d\d-\d\dT/m);
    expect(stream.said()).toContain('retry: 2000');
    expect(stream.said()).not.toContain(id);
  });

  test('hears nothing of another Comune', async () => {
    const answer = await app.request(`/altrove/console/novita?dal=${later()}`, {
      headers: { cookie: cookies['Ugo'] ?? '', accept: 'text/event-stream' },
    });
    const reader = answer.body?.getReader();
    const own = await listen('Olga', '/novita');
    await submit();
    await until(() => expect(own.count('changed')).toBe(1));
    const first = new TextDecoder().decode((await reader?.read())?.value);
    expect(first).toContain('listening');
    const next = await Promise.race([reader?.read(), pause(1_500, 'nothing')]);
    expect(next).toBe('nothing');
    await reader?.cancel();
  });

  test('a flood of requests is one piece of news a second', async () => {
    const stream = await listen('Olga', '/novita');
    for (let sent = 0; sent < 10; sent++) await submit();
    await until(() => expect(stream.count('changed')).toBeGreaterThan(0));
    expect(stream.count('changed')).toBeLessThan(4);
  });
});

describe('one request', () => {
  test('hears of its own emails, decisions and corrections, not of other requests', async () => {
    const id = await addAwaiting();
    const other = await addAwaiting();
    const stream = await listen('Olga', `/richieste/${id}/novita`);
    await call('Piero', `/${other}/discard`, { reason: 'other' });
    await correct(id);
    await until(() => expect(stream.count('changed')).toBe(1));
    const { municipality_id } = await web.db
      .selectFrom('help_request')
      .select('municipality_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    await web.db
      .insertInto('email')
      .values({
        municipality_id,
        kind: 'receipt_to_requester',
        request_id: id,
        subject_id: id,
        recipient_id: id,
        round: 1,
        message_id: `<${crypto.randomUUID()}@comune.example>`,
      })
      .execute();
    await pause(1_200);
    expect(stream.count('changed')).toBe(1);
    await web.db
      .updateTable('email')
      .set({ state: 'sent', sent_at: sql`now()`, attempts: 1 })
      .where('request_id', '=', id)
      .execute();
    await until(() => expect(stream.count('changed')).toBe(2));
    await call('Piero', `/${id}/discard`, { reason: 'other' });
    await until(() => expect(stream.count('changed')).toBe(3));
  });

  test('says which colleagues have it open, and that they have gone', async () => {
    const id = await addAwaiting();
    const olga = await listen('Olga', `/richieste/${id}/novita`);
    const twice = await listen('Olga', `/richieste/${id}/novita`);
    const piero = await listen('Piero', `/richieste/${id}/novita`);
    const words = 'data: Anche Piero ha aperto questa richiesta';
    await until(() => expect(olga.said()).toContain(words));
    await until(() => expect(twice.said()).toContain(words));
    await until(() => expect(piero.said()).toContain('data: Anche Olga ha aperto questa richiesta'));
    await piero.close();
    await until(() => expect(olga.said()).toMatch(/Anche Piero.*\n+event: viewers\ndata: \n/));
    expect(olga.said()).not.toContain('Olga');
  });

  test('a page whose web process died is open to nobody after a minute', async () => {
    const id = await addAwaiting();
    const note = (ago: string) =>
      sql`insert into request_viewer (stream_id, municipality_id, request_id, operator_id, seen_at)
        select ${crypto.randomUUID()}, r.municipality_id, r.id, o.id, now() - ${ago}::interval
        from help_request r join operator o using (municipality_id)
        where r.id = ${id} and o.name = 'Piero'`.execute(web.db);
    await note('61 seconds');
    const olga = await listen('Olga', `/richieste/${id}/novita`);
    await until(() => expect(olga.said()).toContain('event: viewers\ndata: \n'));
    await note('30 seconds');
    await until(() => expect(olga.said()).toContain('Anche Piero'));
    await olga.close();
    const left = () => web.db.selectFrom('request_viewer').select('seen_at').where('request_id', '=', id).execute();
    await until(async () => expect(await left()).toHaveLength(1));
  });

  test('one of another Comune, or of none, is not found', async () => {
    const id = await addAwaiting();
    for (const path of [`/altrove/console/richieste/${id}/novita`, `/altrove/console/richieste/1/novita`]) {
      expect((await app.request(path, { headers: { cookie: cookies['Ugo'] ?? '' } })).status).toBe(404);
    }
  });
});

describe('who comes back', () => {
  test('learns of what they missed, by the page’s instant or by the last they heard', async () => {
    await untilHeard();
    const before = new Date().toISOString();
    await submit();
    const missed = await listen('Olga', '/novita', { since: before });
    await until(() => expect(missed.count('changed')).toBe(1));
    const resumed = await listen('Olga', '/novita', { headers: { 'last-event-id': later() }, since: before });
    await pause(300);
    expect(resumed.count('changed')).toBe(0);
    const nonsense = await listen('Olga', '/novita', { since: 'ieri' });
    await until(() => expect(nonsense.count('changed')).toBe(1));
  });

  test('without a stream one asks, and is told the same', async () => {
    await untilHeard();
    const ask = async (since: string) => {
      const answer = await app.request(`/esempio/console/novita?dal=${since}`, {
        headers: { cookie: cookies['Olga'] ?? '' },
      });
      return await answer.json();
    };
    const before = new Date().toISOString();
    await submit();
    await until(async () => expect(await ask(before)).toMatchObject({ changed: true }));
    expect(await ask(later())).toMatchObject({ changed: false, at: expect.stringMatching(/Z$/) });
  });

  test('when PostgreSQL was away everybody looks again, and goes on hearing', async () => {
    const stream = await listen('Olga', '/novita');
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'easycare changes'`.execute(web.db);
    await until(() => expect(stream.count('changed')).toBe(1));
    expect(errors.length).toBeGreaterThan(0);
    await submit();
    await until(() => expect(stream.count('changed')).toBe(2));
  });
});

describe('a stream', () => {
  test('is for who decides', async () => {
    expect((await listen('Livia', '/novita')).answer.status).toBe(403);
    expect((await listen('Ugo', '/novita')).answer.status).toBe(403);
    expect((await listen('nobody', '/novita')).answer.status).toBe(302);
  });

  test('is one of eight at most of a session; a closed one makes room', async () => {
    for (let opened = 0; opened < 8; opened++) await listen('Piero', '/novita');
    const refused = await listen('Piero', '/novita');
    expect(refused.answer.status).toBe(429);
    expect(refused.answer.headers.get('retry-after')).toBe('60');
    await open.pop()?.close();
    await until(async () => expect((await listen('Piero', '/novita')).answer.status).toBe(200));
  });

  test('does not keep a session alive, nor does a page that reads itself again; a page that somebody opens does', async () => {
    const cookie = await web.signInAs('Amelia');
    const ago = () =>
      sql`update auth.session s set "updatedAt" = now() - interval '50 minutes' from auth."user" u
        where u.id = s."userId" and u.name = 'Amelia'`.execute(web.db);
    const idleMinutes = async () => {
      const { rows } = await sql<{ idle: number }>`
        select extract(epoch from now() - max(s."updatedAt")) / 60 as idle from auth.session s
        join auth."user" u on u.id = s."userId" where u.name = 'Amelia'`.execute(web.db);
      return Number(rows[0]?.idle);
    };
    await ago();
    expect((await app.request('/esempio/console/novita', { headers: { cookie } })).status).toBe(200);
    const again = { cookie, 'x-easycare-reads-again': '1' };
    expect((await app.request('/esempio/console', { headers: again })).status).toBe(200);
    expect(await idleMinutes()).toBeGreaterThan(49);
    await app.request('/esempio/console', { headers: { cookie } });
    expect(await idleMinutes()).toBeLessThan(1);
  });

  test('writes nothing into the audit trail; the page that is read again does', async () => {
    const entries = async () => (await sql`select from audit_entry`.execute(web.db)).rows.length;
    await addAwaiting();
    const before = await entries();
    const stream = await listen('Olga', '/novita', { since: 'ieri' });
    await until(() => expect(stream.count('changed')).toBe(1));
    expect(await entries()).toBe(before);
    await app.request('/esempio/console', {
      headers: { cookie: cookies['Olga'] ?? '', 'x-easycare-reads-again': '1' },
    });
    expect(await entries()).toBe(before + 1);
  });

  test('ends when the browser goes away without a word', async () => {
    const id = await addAwaiting();
    const server = createAdaptorServer({ fetch: app.fetch });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const asking = request({
      port: address.port,
      path: `/esempio/console/richieste/${id}/novita`,
      headers: { cookie: cookies['Olga'] ?? '', accept: 'text/event-stream' },
    });
    asking.on('error', () => undefined);
    asking.end();
    const viewers = () => web.db.selectFrom('request_viewer').selectAll().where('request_id', '=', id).execute();
    await until(async () => expect(await viewers()).toHaveLength(1));
    asking.destroy();
    await until(async () => expect(await viewers()).toHaveLength(0));
    server.close();
  });

  test('ends at once when the process stops', async () => {
    const own = new AbortController();
    const on = createApp({ ...web.deps, changes, news, stopping: own.signal });
    const stream = await listen('Olga', '/novita', { on });
    own.abort();
    await until(() => expect(stream.isOver()).toBe(true));
  });

  test('ends at the next beat once the session is over', { timeout: 40_000 }, async () => {
    cookies['Amelia'] = await web.signInAs('Amelia');
    const [ended, goesOn] = [await listen('Amelia', '/novita'), await listen('Olga', '/novita')];
    await app.request('/api/auth/sign-out', json('POST', {}, { cookie: cookies['Amelia'], origin: publicUrl }));
    await vi.waitFor(() => expect(ended.said()).toContain('event: ended'), { timeout: 25_000 });
    await until(() => expect(ended.isOver()).toBe(true));
    await vi.waitFor(() => expect(goesOn.said()).toContain(': still here'), { timeout: 5_000 });
    expect(goesOn.isOver()).toBe(false);
  });
});

/** A colleague's correction, as the form of the request's page makes it. */
async function correct(id: string): Promise<void> {
  const piero = await web.db.selectFrom('operator').selectAll().where('name', '=', 'Piero').executeTakeFirstOrThrow();
  const { id: operatorId, municipality_id: municipalityId, name, email, role } = piero;
  const { version } = await web.db
    .selectFrom('help_request')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await forMunicipality(municipalityId, () =>
    storeCorrection(web.deps.db, { id: operatorId, municipalityId, name, email, role }, id, {
      version,
      description: 'Anche il pane.',
    }),
  );
}
