import { sql } from 'kysely';
import type { HelpRequestRow } from '../domain/help-request.ts';
import { parseReference } from '../domain/reference.ts';
import type { Status } from '../domain/status.ts';
import { disclose } from './audit-scope.ts';
import { countUpTo, mostCounted } from './capped-count.ts';
import type { Db } from './database.ts';
import { informationMark } from './information-requests.ts';
import { limitTo } from './page-limit.ts';
import { isNarrowed, narrowBy, type RequestFilter } from './request-filter.ts';
import { readSearch, toWords } from './search-words.ts';
import { comesAfter, position, writeCursor } from './table-position.ts';

export type TableQuery = {
  municipalityId: string;
  /** Without it: all but `submitted`, which stand in the table only once imported. */
  status?: Status;
  /** Of those that wait, only what was sent and reached nobody. */
  withoutVolunteers?: boolean;
  filter?: RequestFilter;
  /** Only what this clerk filled in, whatever has become of it. */
  enteredBy?: string;
  /** Words of a name, a part of a telephone or of a reference; every word must be there. */
  q?: string;
  /** `next` of the page before; one that is no cursor of ours starts from the beginning. */
  cursor?: string;
  limit: number;
};
export type TablePage = { items: HelpRequestRow[]; next: string | null };

/** A page of the operators' table: those that wait oldest first, all others newest first. */
export async function listHelpRequests(db: Db, query: TableQuery): Promise<TablePage> {
  const oldestFirst = query.status === 'submitted' || query.status === 'awaiting_operator';
  const direction = oldestFirst ? 'asc' : 'desc';
  const { filter = {} } = query;
  let select = selectRows(db).where('help_request.municipality_id', '=', query.municipalityId);
  // As constants: a statement that is planned once has to know which index holds such rows.
  select =
    query.enteredBy !== undefined
      ? select.where('submitted_by', '=', query.enteredBy)
      : query.status === undefined
        ? select.where('status', '<>', sql.lit<Status>('submitted'))
        : select.where('status', '=', sql.lit(query.status));
  if (query.withoutVolunteers) select = select.where('no_volunteers_at', 'is not', null);
  for (const condition of narrowBy(filter)) select = select.where(condition);
  const words = searchWords(query.q);
  for (const word of words) select = select.where('search', 'like', `%${word}%`);
  const after = comesAfter(query.cursor, direction);
  if (after !== undefined) select = select.where(after);
  const rows = await select
    .orderBy('help_request.submitted_at', direction)
    .orderBy('help_request.id', direction)
    .limit(limitTo(query.limit, words.length > 0 || isNarrowed(filter)))
    .execute();
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  disclose(words.length > 0 ? 'search' : 'list', 'request', page);
  return {
    items: page.map(toRow),
    next: rows.length > query.limit && last !== undefined ? writeCursor(last.position, last.id) : null,
  };
}

/** How many of each status, as far as they are counted: see `mostCounted`. */
export async function countByStatus(db: Db, municipalityId: string): Promise<Record<Status, number>> {
  const ofStatus = (status: Status, condition = sql`true`) =>
    countUpTo({
      table: 'help_request',
      where: sql`municipality_id = ${municipalityId} and status = ${sql.lit(status)} and ${condition}`,
      order: sql`submitted_at, id`,
      sampleOrder: sql`status, id`,
    });
  const { rows } = await sql<Record<Status, number>>`
    select
      -- What is imported but not yet in the table, Temporal being away, is no longer to be imported.
      ${ofStatus('submitted', sql`imported_at is null`)} as submitted,
      ${ofStatus('awaiting_operator')} as awaiting_operator,
      ${ofStatus('dispatched')} as dispatched,
      ${ofStatus('discarded')} as discarded`.execute(db);
  return rows[0] ?? { submitted: 0, awaiting_operator: 0, dispatched: 0, discarded: 0 };
}

/** How many wait although they were sent, as far as they are counted. An index holds these alone, so no sample is needed. */
export async function countWithoutVolunteers(db: Db, municipalityId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from help_request
      where municipality_id = ${municipalityId} and status = 'awaiting_operator' and no_volunteers_at is not null
      order by submitted_at, id limit ${sql.lit(mostCounted + 1)}) counted`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Looked up for each row that is shown. A join would mislead PostgreSQL: of tables as small as these it keeps no
 * statistics, expects almost no request to have its need and its zone, and so sorts all requests to find a page of them.
 */
export function labelOf(list: 'need' | 'zone') {
  return sql<string>`(
    select label from ${sql.table(list)} l
    where l.municipality_id = help_request.municipality_id and l.code = ${sql.ref(`help_request.${list}_code`)})`;
}

export function selectRows(db: Db) {
  return db
    .selectFrom('help_request')
    .select([
      'help_request.id',
      'reference',
      'status',
      'channel',
      'given_name as givenName',
      'family_name as familyName',
      'telephone',
      'need_code as needCode',
      labelOf('need').as('needLabel'),
      'zone_code as zoneCode',
      labelOf('zone').as('zoneLabel'),
      'submitted_at as submittedAt',
      'late_at as lateAt',
      'no_volunteers_at as noVolunteersAt',
      'closed_at as closedAt',
      'withdrawn_at as withdrawnAt',
      informationMark.as('informationMark'),
      'erased_at as erasedAt',
      position.as('position'),
    ]);
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectRows>['execute']>>[number];

export function toRow({ needCode, needLabel, zoneCode, zoneLabel, position: _, ...row }: Selected): HelpRequestRow {
  return { ...row, need: { code: needCode, label: needLabel }, zone: { code: zoneCode, label: zoneLabel } };
}

/** The words to look for; a reference may be typed without its hyphen. */
export function searchWords(q: string | undefined): string[] {
  const text = readSearch(q);
  // Digits alone are a telephone, although a reference could be made of them.
  const reference = /[a-z-]/.test(text) ? parseReference(text) : undefined;
  return reference === undefined ? toWords(text) : [reference.toLowerCase()];
}
