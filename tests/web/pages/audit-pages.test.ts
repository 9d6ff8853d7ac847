import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealAudit } from '../../../src/db/audit-chain.ts';
import { forMunicipality } from '../../../src/db/municipality-scope.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { openTestWeb, type TestWeb } from '../../support/web.ts';
import { errorAt, fieldIn, type Visitor, visitorOf } from './visit.ts';

const path = '/esempio/console/impostazioni/registro';

let web: TestWeb;
let olga: Visitor;
let cookie: string;
beforeAll(async () => {
  web = await openTestWeb();
  cookie = await web.signInAs('Olga');
  olga = visitorOf(web, cookie);
});
afterAll(() => web?.close());

const download = (query: string) => web.app.request(`${path}/esporta.csv?${query}`, { headers: { cookie } });

test('the page says who did what last, where the chain stands, and that nobody has named an officer', async () => {
  const empty = await olga.open(path);
  expect(empty.status).toBe(200);
  expect(empty.text).toContain('Nessuna registrazione ancora.');
  expect(empty.text).toContain('Nessun lotto ancora');
  expect(fieldIn(empty, 'officer')).toBe('');
  await olga.open('/esempio/console/volontari');
  const { id } = await web.db
    .selectFrom('municipality')
    .select('id')
    .where('slug', '=', 'esempio')
    .executeTakeFirstOrThrow();
  await forMunicipality(id, () => sealAudit(web.deps.db));
  const filled = await olga.open(path);
  expect(filled.text).toMatch(/Olga elenco visto volontari 40/);
  // Reading the trail is in the trail.
  expect(filled.text).toMatch(/Olga elenco visto questo registro/);
  const { hash } = await web.db
    .selectFrom('audit_batch')
    .select('hash')
    .where('municipality_id', '=', id)
    .executeTakeFirstOrThrow();
  expect(filled.text).toContain(hash.toString('hex'));
  expect(filled.text).toContain('Ultima impronta depositata nessuna ancora');
});

test('an officer is named, refused where it is no address, and taken away again', async () => {
  const page = await olga.open(path);
  const version = fieldIn(page, 'version') ?? '';
  const refused = await olga.send(path, { version, officer: 'dpo@comune.example, altri@comune.example' });
  expect(refused.status).toBe(422);
  expect(errorAt(refused, 'officer')).toContain('Indirizzo email non valido');
  expect(fieldIn(refused, 'officer')).toContain('altri@');
  const saved = await olga.send(path, { version, officer: ' dpo@comune.example ' });
  expect([saved.status, saved.location]).toEqual([303, `${path}?esito=saved`]);
  const shown = await olga.open(saved.location);
  expect(shown.text).toContain('L’indirizzo è stato salvato.'.replace('’', "'"));
  expect(fieldIn(shown, 'officer')).toBe('dpo@comune.example');
  const stale = await olga.send(path, { version, officer: '' });
  expect(stale.status).toBe(409);
  const taken = await olga.send(path, { version: fieldIn(shown, 'version') ?? '', officer: '' });
  expect(taken.status).toBe(303);
  expect(fieldIn(await olga.open(path), 'officer')).toBe('');
});

test('the file of a period holds its entries, and that it was made', async () => {
  await olga.open('/esempio/console?stato=tutte&q=ada');
  const today = dayInItaly(new Date());
  const answer = await download(`dal=${today}&al=${today}`);
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="registro-esempio-${today}-${today}.csv"`,
  );
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [head, ...lines] = bytes.subarray(3).toString().trimEnd().split('\r\n');
  expect(head).toBe('numero;istante;chi;nome;id_di_chi;azione;dati_di;id;chiamata;lotto');
  const search = lines.find((line) => line.includes(';ricerca;'))?.split(';') ?? [];
  expect(search.slice(2, 4)).toEqual(['Operatore', 'Olga']);
  // What was searched for stands nowhere.
  expect(lines.join()).not.toMatch(/\bada\b/i);
  expect(search[1]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+0[12]:00$/);
  const again = await (await download(`dal=${today}&al=${today}`)).text();
  expect(again).toMatch(/;Operatore;Olga;[^;]+;esportazione;questo registro;tutti;/);
  const before = await (await download('dal=2020-01-01&al=2020-12-31')).text();
  expect(before.trimEnd().split('\r\n')).toHaveLength(1);
});

test.each([
  ['dal=2026-02-30&al=2026-03-01', 'dal'],
  ['dal=&al=2026-03-01', 'dal'],
  ['dal=2026-03-01&al=0000-01-01', 'al'],
  ['dal=2026-03-02&al=2026-03-01', 'al'],
  ['al=2026-03-01', 'dal'],
  ["dal=2026-03-01&al=2026-03-01'--", 'al'],
])('a period that is none is refused at its field: %s', async (query, field) => {
  const refused = await olga.open(`${path}/esporta.csv?${query}`);
  expect(refused.status).toBe(422);
  expect(errorAt(refused, field)).toBeTruthy();
});
