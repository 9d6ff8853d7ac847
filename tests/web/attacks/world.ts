import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { addApiKey } from '../../support/api-key-fixture.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { idIn, json, openTestWeb, publicUrl, requester, submissionBody, type TestWeb } from '../../support/web.ts';
import type { WebRoute } from '../../support/web-routes.ts';
import { head, lineOf } from '../../volunteers/csv/csv-fixture.ts';

export const foreign = 'https://altrui.example';

/** What one Comune has of everything that an address can name. */
export type Possessions = {
  comune: 'esempio' | 'altrove';
  request: string;
  reference: string;
  volunteer: string;
  other: string;
  import: string;
  person: string;
  invitation: string;
  apiKey: string;
};

export type World = { web: TestWeb; olga: string; ugo: string; esempio: Possessions; altrove: Possessions };

/** Two Comuni, each with an operator, a request in the table, volunteers and an import that waits for «Importa». */
export async function openWorld(): Promise<World> {
  const web = await openTestWeb();
  const [olga, ugo] = [await web.signInAs('Olga'), await web.signInAs('Ugo')];
  return {
    web,
    olga,
    ugo,
    esempio: await furnish(web, 'esempio', olga),
    altrove: await furnish(web, 'altrove', ugo),
  };
}

async function furnish(web: TestWeb, comune: Possessions['comune'], cookie: string): Promise<Possessions> {
  const calls = `/api/v1/${comune}/help-requests`;
  const given = submissionBody({ requester: requester({ familyName: `Segreta${comune}` }) });
  const submitted = await web.app.request(calls, json('POST', given, { 'idempotency-key': randomUUID() }));
  const request = await idIn(submitted);
  await web.app.request(`${calls}/import`, json('POST', {}, { cookie }));

  const form = new FormData();
  form.set('file', new File([`${head}\r\n${lineOf()}\r\n`], 'volontari.csv', { type: 'text/csv' }));
  const sent = await web.app.request(`/${comune}/console/volontari/importa`, {
    method: 'POST',
    headers: { origin: publicUrl, cookie },
    body: form,
  });
  const importId = z.uuid().parse(sent.headers.get('location')?.split('/').at(-1));
  await waitUntil('the import to be read', async () => {
    const { rows } = await sql`select from volunteer_import where id = ${importId} and state = 'ready'`.execute(web.db);
    return rows.length > 0;
  });

  const invited = { name: 'Nadia Segreta', email: `nadia@${comune}.example`, role: 'clerk' };
  await web.app.request(`/${comune}/console/persone/invita`, {
    method: 'POST',
    headers: { origin: publicUrl, cookie },
    body: new URLSearchParams(invited),
  });

  const { rows } = await sql<{
    municipality: string;
    reference: string;
    volunteers: string[];
    person: string;
    invitation: string;
  }>`
    select h.municipality_id as municipality, h.reference, (select i.id from invitation i where i.municipality_id = h.municipality_id) as invitation,
      (select o.id from operator o where o.municipality_id = h.municipality_id limit 1) as person, array(
      select v.id from volunteer v where v.municipality_id = h.municipality_id order by v.id limit 2) as volunteers
    from help_request h where h.id = ${request}`.execute(web.db);
  const [volunteer = '', other = ''] = rows[0]?.volunteers ?? [];
  const { municipality = '', reference = '', person = '', invitation = '' } = rows[0] ?? {};
  const { id: apiKey } = await addApiKey(web.db, municipality, { name: 'Chiave Segreta' });
  return { comune, request, reference, volunteer, other, import: importId, person, invitation, apiKey };
}

/** The values of a route's parameters, as this Comune has them; a setting's list and entry are called the same in all. */
export function parametersOf({ path }: WebRoute, of: Possessions): Record<string, string> {
  const id = idFor(path, of);
  const { comune, reference, volunteer, other } = of;
  return { comune, id, reference, volunteer, other, lista: 'zone', voce: 'centro', version: 'x', name: 'favicon.svg' };
}

function idFor(path: string, of: Possessions): string {
  if (path.includes('/volontari/importa/')) return of.import;
  if (path.includes('/console/volontari/')) return of.volunteer;
  if (path.includes('/persone/inviti/')) return of.invitation;
  if (path.includes('/impostazioni/chiavi/')) return of.apiKey;
  return path.includes('/console/persone/') ? of.person : of.request;
}

/** Fields that some form or call of ours takes, so that a refusal is not for want of them. */
export function fieldsFor(of: Possessions): Record<string, string> {
  const versions = { version: '1', otherVersion: '1', keep: of.volunteer };
  const words = {
    reason: 'other',
    note: 'Nota',
    decisionNote: 'Nota',
    kind: 'suspend',
    role: 'clerk',
    chiave: 'A'.repeat(32),
  };
  return { ...versions, ...words, volunteer: of.volunteer, email: 'x@posta.example', pausedUntil: '' };
}

/** A sum of every table that people's deeds change; two that are equal say that nothing was. */
export async function sumTables({ db }: TestWeb): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
      -- Where looking is written down.
      and tablename <> 'audit_entry'
    order by tablename`.execute(db);
  const sums: Record<string, string> = {};
  for (const { name } of rows) {
    const sum = await sql<{ md5: string }>`
      select md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) from ${sql.table(name)} t`.execute(db);
    sums[name] = sum.rows[0]?.md5 ?? '';
  }
  return sums;
}
