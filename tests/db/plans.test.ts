import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRequestForCitizen } from '../../src/db/citizen-request.ts';
import { type Db, openDatabase } from '../../src/db/database.ts';
import { listErasures } from '../../src/db/erasure-requests.ts';
import { findHelpRequest } from '../../src/db/help-request-detail.ts';
import { countByStatus, countWithoutVolunteers, listHelpRequests } from '../../src/db/help-request-table.ts';
import { markImported } from '../../src/db/imports.ts';
import { forMunicipality } from '../../src/db/municipality-scope.ts';
import { findNextRequest } from '../../src/db/next-request.ts';
import { findDuplicates } from '../../src/db/request-duplicates.ts';
import type { RequestFilter } from '../../src/db/request-filter.ts';
import { listToImport } from '../../src/db/requests-to-import.ts';
import { findSubmission } from '../../src/db/submissions.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { dayInItaly } from '../../src/domain/submission.ts';
import { type Comune, createComune } from '../support/comune-fixture.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { explainFunction, explainQueries } from '../support/query-plan.ts';

let database: TestDatabase;
let app: Db;
let comune: Comune;
let cursor: string;
let someId: string;
let request: HelpRequestDetail;
const perComune = 10_000;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  // As web and worker ask: with a policy on every table.
  app = openDatabase(database.appUrl);
  comune = await createComune(db);
  await fill(db, comune);
  await fill(db, await createComune(db));
  await sql`vacuum analyze`.execute(db);
  const { items, next } = await listHelpRequests(db, { municipalityId: comune.id, limit: 50 });
  cursor = next ?? '';
  someId = items[0]?.id ?? '';
  const found = await findHelpRequest(db, comune.id, someId);
  if (found === undefined) throw new Error('the request that was just listed is not there');
  request = found;
});
afterAll(async () => {
  await app.destroy();
  await database.drop();
});

/** Years of requests: almost all decided, and of each one settled decision. */
async function fill(db: Db, { id, anna }: Comune): Promise<void> {
  await sql`
    insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
      given_name, family_name, telephone, address, zone_code, description, status, submitted_at, imported_at,
      imported_by, run_started_at, import_signalled_at, submitted_by, late_at, no_volunteers_at)
    select ${id}, regexp_replace(translate(to_char(i, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'), repeat('s', 32),
      i::text, sha256(i::text::bytea), case when i % 50 = 0 then 'office' else 'citizen' end,
      case when i % 70 = 0 then 'trasporto' else 'spesa' end, 'Maria', 'Cognome' || i, '+39333' || 1000000 + i,
      'Via Lunga ' || i % 200, case when i % 60 = 0 then 'collina' else 'centro' end, 'Aiuto', status,
      now() - make_interval(mins => i), case when status <> 'submitted' then now() end,
      case when status <> 'submitted' then ${anna.id}::uuid end, now(), now(), case when i % 50 = 0 then ${anna.id}::uuid end,
      case when i % 40 = 0 then now() end, case when i in (40, 80) then now() end
    from generate_series(1, ${perComune}::int) i cross join lateral (
      select case when i <= 20 then 'submitted' when i <= 100 then 'awaiting_operator'
        when i % 3 = 0 then 'discarded' else 'dispatched' end as status) s`.execute(db);
  await sql`
    insert into decision (municipality_id, request_id, round, kind, decided_by, signalled_at, settled_at, outcome)
    select municipality_id, id, 1, 'dispatch', ${anna.id}::uuid, now(), now(), 'dispatched' from help_request
    where municipality_id = ${id} and status = 'dispatched'`.execute(db);
  await sql`
    insert into email (municipality_id, kind, subject_id, recipient_id, round, request_id, message_id, state, sent_at)
    select municipality_id, 'receipt_to_requester', id, id, 0, id, id::text, 'sent', now() from help_request
    where municipality_id = ${id} and status = 'dispatched'`.execute(db);
  // Asked for in years, almost all done.
  await sql`
    insert into erasure_request (municipality_id, request_id, done_at)
    select municipality_id, id, case when row_number() over () > 5 then now() end from help_request
    where municipality_id = ${id} and status = 'discarded'`.execute(db);
}

const threeDaysAgo = dayInItaly(new Date(Date.now() - 3 * 86_400_000));
const findNext = (filter: RequestFilter) => (db: Db) =>
  findNextRequest(db, { municipalityId: comune.id, filter, q: '', withoutVolunteers: false, except: someId });
const list = (query: Omit<Parameters<typeof listHelpRequests>[1], 'municipalityId' | 'limit'>) => (db: Db) =>
  listHelpRequests(db, { municipalityId: comune.id, limit: 50, ...query });

describe('with twenty thousand requests, no table that grows is read from end to end', () => {
  it.each<[string, string, (db: Db) => Promise<unknown>]>([
    ['the table', 'help_request_all', list({})],
    ['its next page', 'help_request_all', (db) => list({ cursor })(db)],
    ['what waits for an operator', 'help_request_table', list({ status: 'awaiting_operator' })],
    ['what is in the bin', 'help_request_table', list({ status: 'discarded' })],
    ['the next page of the bin', 'help_request_table', (db) => list({ status: 'discarded', cursor })(db)],
    ['a search by name', 'help_request_search', list({ q: 'cognome4321' })],
    ['a search by telephone', 'help_request_search', list({ q: '333 1004321' })],
    ['a search by reference', 'help_request_search', list({ q: 'AAAA-4322' })],
    ['a search within a status', 'help_request_search', list({ q: 'cognome4322', status: 'dispatched' })],
    ['one zone', 'help_request_table_zone', list({ status: 'discarded', filter: { zone: 'collina' } })],
    ['one need', 'help_request_table_need', list({ status: 'dispatched', filter: { need: 'trasporto' } })],
    [
      'what the office entered',
      'help_request_table_office',
      list({ status: 'discarded', filter: { channel: 'office' } }),
    ],
    ['what was late', 'help_request_table_late', list({ status: 'dispatched', filter: { late: true } })],
    [
      'some days',
      'help_request_table',
      list({ status: 'discarded', filter: { from: threeDaysAgo, to: threeDaysAgo } }),
    ],
    [
      'what reached nobody',
      'help_request_without_volunteers',
      list({ status: 'awaiting_operator', withoutVolunteers: true }),
    ],
    ['how many reached nobody', 'help_request_without_volunteers', (db) => countWithoutVolunteers(db, comune.id)],
    [
      'what is to import',
      'help_request_table',
      (db) => listToImport(db, { municipalityId: comune.id, filter: {}, limit: 50 }),
    ],
    ['the next request', 'help_request_table', findNext({})],
    ['the next request of a zone', 'help_request_table_zone', findNext({ zone: 'collina' })],
    ['who has the same telephone', 'help_request_telephone', (db) => findDuplicates(db, comune.id, request)],
    ['who lives at the same number', 'help_request_house', (db) => findDuplicates(db, comune.id, request)],
    ['the counts of the tabs', 'help_request_table', (db) => countByStatus(db, comune.id)],
    ['the counts of many', 'help_request_sample', (db) => countByStatus(db, comune.id)],
    ['the erasures to do', 'erasure_request_to_do', (db) => listErasures(db, comune.id)],
    ['an import', 'help_request_table', (db) => markImported(db, comune.anna)],
    ['a key', 'help_request_municipality_id_idempotency_key_key', (db) => findSubmission(db, comune.id, '77')],
    [
      "a citizen's page",
      'help_request_municipality_id_reference_key',
      (db) => findRequestForCitizen(db, comune.id, '2345-678C', 's'.repeat(32)),
    ],
    ['one request', 'help_request_municipality_id_id_key', (db) => findHelpRequest(db, comune.id, someId)],
  ])('%s (%s)', async (_, index, ask) => {
    const nodes = await forMunicipality(comune.id, () => explainQueries(app, ask));
    const readWhole = nodes.filter(
      ({ node, relation }) => node === 'Seq Scan' && (relation === 'help_request' || relation === 'decision'),
    );
    expect(readWhole).toEqual([]);
    const used = nodes.filter((node) => node.index === index);
    expect(used.map((node) => node.index)).not.toEqual([]);
    // Looking up the Comune alone would read all its requests: the words have to be in the index too.
    if (index === 'help_request_search') expect(used.every((node) => node.condition?.includes('search ~~'))).toBe(true);
  });
});

describe('looking over all Comuni', () => {
  it('retention reads its index, and no table that grows from end to end', async () => {
    const nodes = await explainFunction(database.db, 'requests_to_erase', 200);
    const readWhole = nodes.filter(({ node, relation }) => node === 'Seq Scan' && relation !== 'municipality');
    expect(readWhole).toEqual([]);
    expect(nodes.map((node) => node.index)).toContain('help_request_to_erase');
  });

  it.each([
    ['requests_without_run', 'help_request_without_run'],
    ['unsignalled_imports', 'help_request_unsignalled_import'],
    ['unsignalled_decisions', 'decision_unsignalled'],
  ])('%s reads its index only', async (name, index) => {
    const nodes = await explainFunction(database.db, name, 500);
    expect(nodes.filter(({ node }) => node === 'Seq Scan')).toEqual([]);
    expect(nodes.map((node) => node.index)).toContain(index);
  });
});
