import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createApiKey } from '../../src/db/api-keys.ts';
import { matrix } from '../../web/access.ts';
import { json, publicUrl, submissionBody } from '../support/web.ts';
import { fillPath, type WebRoute } from '../support/web-routes.ts';
import { openWorld, parametersOf, type World } from './attacks/world.ts';

let world: World;
const cookies = new Map<string, string>();
beforeAll(async () => {
  world = await openWorld();
  for (const name of ['Olga', 'Carlo', 'Livia'] as const) cookies.set(name, await world.web.signInAs(name));
  // Names that nobody else has.
  await sql`update volunteer set family_name = 'Cognome' || left(md5(id::text), 8)`.execute(world.web.db);
  // The clerk and the head of operations see something too: what the clerk filled in, and what was dispatched.
  const { id } = await world.web.db
    .selectFrom('operator')
    .select('id')
    .where('name', '=', 'Carlo')
    .executeTakeFirstOrThrow();
  await sql`update help_request set submitted_by = ${id}, channel = 'office' where id = ${world.esempio.request}`.execute(
    world.web.db,
  );
  // An erasure that is owed, for the page that lists them.
  await sql`
    insert into erasure_request (municipality_id, request_id) select municipality_id, id from help_request`.execute(
    world.web.db,
  );
});
afterAll(() => world?.web.close());
beforeEach(async () => {
  await sql`truncate audit_entry`.execute(world.web.db);
});

type Entry = { action: string; subject_kind: string | null; subject_ids: string[]; actor_kind: string; name: string };

async function readEntries(): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select e.action, e.subject_kind, e.subject_ids, e.actor_kind, coalesce(o.name, '') as name
    from audit_entry e left join operator o on o.id = e.actor_id order by e.id`.execute(world.web.db);
  return rows;
}

/** Everybody of whom the Comune has data, by what a page would show of them and of nobody else. */
async function findPeople(): Promise<{ id: string; kind: string; marks: string[] }[]> {
  const { rows } = await sql<{ id: string; kind: string; marks: string[] }>`
    select p.id, kind, marks from (
      select id, municipality_id, 'volunteer' as kind, array[email, family_name] as marks from volunteer
      union all select id, municipality_id, 'request', array[family_name] from help_request
      union all select id, municipality_id, 'member', array[email] from operator where name <> 'Olga'
      union all select id, municipality_id, 'invitation', array[email] from invitation
    ) p join municipality m on m.id = p.municipality_id and m.slug = 'esempio'`.execute(world.web.db);
  return rows;
}

const ask = (path: string, cookie: string, init: RequestInit = {}) =>
  world.web.app.request(path, { headers: { cookie, origin: publicUrl }, ...init });

/** A role that may open the route, by somebody who has it. */
function whoOpens(access: readonly string[]): string {
  if (access.includes('administrator')) return 'Olga';
  return access.includes('clerk') ? 'Carlo' : 'Livia';
}

const pages: [string, WebRoute, string][] = Object.entries(matrix).flatMap(([route, access]) => {
  const [method = '', path = ''] = route.split(' ');
  return method === 'GET' && typeof access === 'object' ? [[route, { method, path }, whoOpens(access)]] : [];
});

describe('whatever a page shows of people', () => {
  test.each(pages)('is recorded: %s', async (_, route, name) => {
    const answer = await ask(fillPath(route.path, parametersOf(route, world.esempio)), cookies.get(name) ?? '');
    const shown = await answer.text();
    const entries = await readEntries();
    const everybody = entries.filter(({ action }) => action === 'export').map(({ subject_kind }) => subject_kind);
    const recorded = new Set(entries.flatMap(({ subject_ids }) => subject_ids));
    const unseen = (await findPeople()).filter(
      ({ id, kind, marks }) =>
        answer.status < 400 &&
        marks.some((mark) => shown.includes(mark)) &&
        !recorded.has(id) &&
        !everybody.includes(kind),
    );
    expect(unseen).toEqual([]);
    for (const entry of entries) expect([entry.actor_kind, entry.name]).toEqual(['operator', name]);
  });

  test('is recorded with what was done to see it, and the call that the log has', async () => {
    const { request, volunteer } = world.esempio;
    const olga = cookies.get('Olga') ?? '';
    const done = async (path: string) => {
      await sql`truncate audit_entry`.execute(world.web.db);
      expect((await ask(path, olga)).status).toBe(200);
      return (await readEntries()).map(({ action, subject_kind, subject_ids }) => [
        action,
        subject_kind,
        subject_ids.includes(request) || subject_ids.includes(volunteer),
      ]);
    };
    expect(await done('/esempio/console?stato=tutte')).toEqual([['list', 'request', true]]);
    expect(await done('/esempio/console?stato=tutte&q=Segreta')).toEqual([['search', 'request', true]]);
    expect(await done(`/api/v1/esempio/help-requests/${request}`)).toEqual([['read', 'request', true]]);
    expect(await done(`/esempio/console/volontari/${volunteer}`)).toContainEqual(['read', 'volunteer', true]);
    expect(await done('/esempio/console/volontari/esporta.csv')).toEqual([['export', 'volunteer', false]]);
    const { call_id } = await world.web.db.selectFrom('audit_entry').select('call_id').executeTakeFirstOrThrow();
    expect(call_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(world.web.logged.find((line) => line.includes(String(call_id)))).toContain('esporta.csv');
  });

  test('to the holder of a link too', async () => {
    const { reference, request } = world.esempio;
    const { secret } = await world.web.db
      .selectFrom('help_request')
      .select('secret')
      .where('id', '=', request)
      .executeTakeFirstOrThrow();
    const read = { actor_kind: 'anyone', action: 'read', subject_kind: 'request', subject_ids: [request] };
    expect((await ask(`/esempio/richiesta/${reference}?chiave=${secret}`, '')).status).toBe(200);
    expect((await ask(`/esempio/richiesta/${reference}/dati.json?chiave=${secret}`, '')).status).toBe(200);
    expect(await readEntries()).toMatchObject([read, read]);
    expect((await ask(`/esempio/richiesta/${reference}?chiave=${'A'.repeat(32)}`, '')).status).toBe(404);
    expect(await readEntries()).toHaveLength(2);
  });

  test('to a program with a key too', async () => {
    const { id: municipalityId } = await world.web.db
      .selectFrom('municipality')
      .select('id')
      .where('slug', '=', 'esempio')
      .executeTakeFirstOrThrow();
    const key = { name: 'Statistica', scope: 'read', perHour: 60 } as const;
    const made = await createApiKey(world.web.db, { municipalityId, operatorId: null }, key);
    if (made.kind !== 'created') throw new Error('the key of the test was not made');
    await sql`truncate audit_entry`.execute(world.web.db);
    const headers = { authorization: `Bearer ${made.key}` };
    const path = `/api/v1/esempio/help-requests/${world.esempio.request}`;
    expect((await world.web.app.request(path, { headers })).status).toBe(200);
    const { rows } = await sql`select actor_kind, actor_id, action, subject_ids from audit_entry`.execute(world.web.db);
    expect(rows).toEqual([
      { actor_kind: 'api_key', actor_id: made.id, action: 'read', subject_ids: [world.esempio.request] },
    ]);
  });

  test('is not recorded where it was refused, nor of a page that shows nobody', async () => {
    await ask(`/esempio/console/richieste/${world.esempio.request}`, '');
    await ask(`/esempio/console/richieste/${world.altrove.request}`, cookies.get('Olga') ?? '');
    await ask('/esempio/console', cookies.get('Carlo') ?? '');
    await ask('/esempio', '');
    await ask('/esempio/console/impostazioni/zone', cookies.get('Olga') ?? '');
    expect(await readEntries()).toEqual([]);
  });

  test('is not shown where it can’t be recorded', async () => {
    await sql`revoke insert (action) on audit_entry from easycare_app`.execute(world.web.db);
    try {
      const olga = cookies.get('Olga') ?? '';
      for (const path of ['/esempio/console?stato=tutte', '/esempio/console/volontari/esporta.csv']) {
        const answer = await ask(path, olga);
        expect(answer.status).toBe(500);
        expect(await answer.text()).not.toMatch(/Segreta|@volontari/);
      }
      expect((await ask('/esempio', olga)).status).toBe(200);
    } finally {
      await sql`grant insert (action) on audit_entry to easycare_app`.execute(world.web.db);
    }
  });
});

describe('what somebody changes', () => {
  const post = (path: string, fields: Record<string, string>) =>
    ask(path, cookies.get('Olga') ?? '', { method: 'POST', body: new URLSearchParams(fields) });

  const done = async () => (await readEntries()).map(({ action, subject_kind, name }) => [action, subject_kind, name]);

  test('of a volunteer is recorded with it', async () => {
    const path = `/esempio/console/volontari/${world.esempio.volunteer}`;
    expect((await post(`${path}/note`, { note: 'Ha telefonato' })).status).toBe(303);
    expect(await done()).toEqual([['correct', 'volunteer', 'Olga']]);
    expect((await post(`${path}/decidi`, { kind: 'suspend', version: '1', decisionNote: 'x' })).status).toBe(303);
    expect(await done()).toContainEqual(['decide', 'volunteer', 'Olga']);
  });

  test('of a request, of a setting and of a person is recorded with it', async () => {
    const olga = cookies.get('Olga') ?? '';
    const calls = `/api/v1/esempio/help-requests/${world.esempio.request}`;
    const { version } = await world.web.db
      .selectFrom('help_request')
      .select('version')
      .where('id', '=', world.esempio.request)
      .executeTakeFirstOrThrow();
    const corrected = await world.web.app.request(
      calls,
      json('PATCH', { version, description: 'Altro' }, { cookie: olga }),
    );
    expect(corrected.status).toBe(200);
    expect(await done()).toEqual([
      ['correct', 'request', 'Olga'],
      ['read', 'request', 'Olga'],
    ]);
    await post('/esempio/console/impostazioni/zone', { label: 'Porto' });
    await post('/esempio/console/persone/invita', { name: 'Nino', email: 'nino@esempio.example', role: 'clerk' });
    const given = submissionBody({ channel: 'office' });
    const headers = { cookie: olga, 'idempotency-key': crypto.randomUUID() };
    await world.web.app.request('/api/v1/esempio/help-requests', json('POST', given, headers));
    await world.web.app.request('/api/v1/esempio/help-requests/import', json('POST', {}, { cookie: olga }));
    await world.web.app.request(`${calls}/discard`, json('POST', { reason: 'duplicate' }, { cookie: olga }));
    expect((await done()).slice(2)).toEqual([
      ['settings', null, 'Olga'],
      ['create', 'invitation', 'Olga'],
      ['create', 'request', 'Olga'],
      ['import', 'request', 'Olga'],
      ['decide', 'request', 'Olga'],
    ]);
  });

  test('is undone where it can’t be recorded', async () => {
    await sql`revoke insert (action) on audit_entry from easycare_app`.execute(world.web.db);
    try {
      const path = `/esempio/console/volontari/${world.esempio.other}/note`;
      expect((await post(path, { note: 'Nessuno lo sa' })).status).toBe(500);
    } finally {
      await sql`grant insert (action) on audit_entry to easycare_app`.execute(world.web.db);
    }
    const { rows } = await sql`select from volunteer_event where note = 'Nessuno lo sa'`.execute(world.web.db);
    expect(rows).toEqual([]);
  });

  test('and a form of an operator’s that changed nothing, as an attempt', async () => {
    const path = `/esempio/console/volontari/${world.esempio.other}/email-valida`;
    expect((await post(path, {})).status).toBe(303);
    expect(await done()).toEqual([['attempt', null, 'Olga']]);
  });
});
