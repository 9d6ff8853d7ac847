import { sql } from 'kysely';
import { decideRemoval, type ListKind, mostCounted, neverEmpty, type Usage } from '../domain/comune-lists.ts';
import type { Listed } from '../domain/help-request.ts';
import type { Db } from './database.ts';
import { ofEntry } from './lists.ts';
import type { Operator } from './operators.ts';
import { changeSettings } from './settings.ts';

/** Where a list's codes are referred to. */
const references = {
  need: { requests: 'help_request', request: 'id', volunteers: 'volunteer_need', column: 'need_code' },
  zone: { requests: 'help_request', request: 'id', volunteers: 'volunteer_zone', column: 'zone_code' },
  skill: { requests: 'help_request_skill', request: 'request_id', volunteers: 'volunteer_skill', column: 'skill_code' },
  language: {
    requests: 'help_request_language',
    request: 'request_id',
    volunteers: 'volunteer_language',
    column: 'language_code',
  },
} as const;

type Entry = { kind: ListKind; code: string };

/** What the removal of an entry in use would touch; undefined where the list offers none of this code. */
export async function findUsage(db: Db, municipalityId: string, { kind, code }: Entry): Promise<Usage | undefined> {
  const { requests, request, volunteers, column } = references[kind];
  const others = sql`select from ${sql.table(kind)} o
    where o.municipality_id = ${municipalityId} and o.code <> ${code} and o.retired_at is null`;
  const found = await sql<{ open: number; closed: number; volunteers: number; withoutOther: number; isLast: boolean }>`
    select r.open, r.closed, v.volunteers, v.without as "withoutOther",
      ${neverEmpty.includes(kind) ? sql`not exists (${others})` : sql`false`} as "isLast"
    from ${sql.table(kind)} l
    cross join lateral (
      select count(*) filter (where is_open)::int as open, count(*) filter (where not is_open)::int as closed
      from (
        -- Each looked up by itself: a thousand are few beside all the requests of a Comune.
        select (
          select q.status <> 'discarded' and q.closed_at is null from help_request q where q.id = newest.id) as is_open
        from (
          select ${sql.ref(`x.${request}`)} as id from ${sql.table(requests)} x
          where x.municipality_id = l.municipality_id and ${sql.ref(`x.${column}`)} = l.code
          order by 1 desc limit ${mostCounted + 1}) newest
      ) s
    ) r
    cross join lateral (
      select count(*)::int as volunteers, count(*) filter (where ${
        neverEmpty.includes(kind)
          ? sql`not exists (
              select from ${sql.table(volunteers)} o
              where o.volunteer_id = s.volunteer_id and ${sql.ref(`o.${column}`)} <> l.code)`
          : sql`false`
      })::int as without
      from (
        select x.volunteer_id from ${sql.table(volunteers)} x
        where x.municipality_id = l.municipality_id and ${sql.ref(`x.${column}`)} = l.code
        limit ${mostCounted + 1}) s
    ) v
    where l.municipality_id = ${municipalityId} and l.code = ${code} and l.retired_at is null`.execute(db);
  const row = found.rows[0];
  if (row === undefined) return undefined;
  const { open, closed, ...rest } = row;
  return { requests: { open, closed }, ...rest, relatives: await listRelatives(db, municipalityId, { kind, code }) };
}

const relatives = {
  skill: { list: 'need', table: 'need_skill', own: 'skill_code', other: 'need_code' },
  language: { list: 'need', table: 'need_language', own: 'language_code', other: 'need_code' },
  zone: { list: 'zone', table: 'zone_neighbour', own: 'zone_code', other: 'neighbour_code' },
} as const;

/** The needs whose default it is, or the zones next to it. */
async function listRelatives(db: Db, municipalityId: string, { kind, code }: Entry): Promise<Listed[]> {
  if (kind === 'need') return [];
  const { list, table, own, other } = relatives[kind];
  const { rows } = await sql<Listed>`
    select l.code, l.label from ${sql.table(table)} x
    join ${sql.table(list)} l on l.municipality_id = x.municipality_id and l.code = ${sql.ref(`x.${other}`)}
    where x.municipality_id = ${municipalityId} and ${sql.ref(`x.${own}`)} = ${code} and l.retired_at is null
    order by l.position, l.code`.execute(db);
  return rows;
}

export type RemovalOutcome =
  | { kind: 'saved'; became: 'retired' | 'deleted' }
  | { kind: 'stale' | 'not_found' | 'last' };

/**
 * Somebody who takes up the code at this very instant makes PostgreSQL refuse the deletion; looked at again, it is in
 * use. Each attempt meets another one of these only by chance: three are plenty.
 */
const attempts = 3;

/** Removes an entry as `decideRemoval` says of what refers to it now. */
export async function removeEntry(db: Db, operator: Operator, version: number, entry: Entry): Promise<RemovalOutcome> {
  const { municipalityId } = operator;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await changeSettings<RemovalOutcome>(db, { municipalityId, version }, async (tx) => {
        const usage = await findUsage(tx, municipalityId, entry);
        if (usage === undefined) return { kind: 'not_found' };
        const became = decideRemoval(usage);
        switch (became) {
          case 'kept':
            return { kind: 'last' };
          case 'retired':
            await retire(tx, municipalityId, entry);
            break;
          case 'deleted':
            await erase(tx, operator, entry);
            break;
        }
        return { kind: 'saved', became };
      });
    } catch (error) {
      if (attempt === attempts || !isOvertaken(error)) throw error;
    }
  }
}

/** Offered no more; new requests don't get it from their need either. */
async function retire(tx: Db, municipalityId: string, { kind, code }: Entry): Promise<void> {
  await tx.updateTable(kind).set({ retired_at: sql<Date>`now()` }).where(ofEntry(municipalityId, code)).execute();
  if (kind === 'skill' || kind === 'language') await dropDefaults(tx, municipalityId, { kind, code });
}

/**
 * The volunteers first, in the order of their ids, and the entry last: as a volunteer's own change and a selection go, so
 * that neither waits for this while this waits for it.
 */
async function erase(tx: Db, operator: Operator, { kind, code }: Entry): Promise<void> {
  const { municipalityId } = operator;
  const { volunteers, column } = references[kind];
  await sql`
    select from volunteer v where v.id in (
      select x.volunteer_id from ${sql.table(volunteers)} x
      where x.municipality_id = ${municipalityId} and ${sql.ref(`x.${column}`)} = ${code})
    order by v.id for no key update`.execute(tx);
  await sql`
    with removed as (
      delete from ${sql.table(volunteers)}
      where municipality_id = ${municipalityId} and ${sql.ref(column)} = ${code} returning volunteer_id)
    insert into volunteer_event (municipality_id, volunteer_id, event, by_operator)
    select ${municipalityId}, volunteer_id, 'changed', ${operator.id} from removed`.execute(tx);
  if (kind === 'skill' || kind === 'language') await dropDefaults(tx, municipalityId, { kind, code });
  if (kind === 'need') {
    await tx
      .deleteFrom('need_skill')
      .where('municipality_id', '=', municipalityId)
      .where('need_code', '=', code)
      .execute();
  }
  await tx.deleteFrom(kind).where(ofEntry(municipalityId, code)).execute();
}

async function dropDefaults(tx: Db, municipalityId: string, entry: { kind: 'skill' | 'language'; code: string }) {
  const { table, own } = relatives[entry.kind];
  await sql`
    delete from ${sql.table(table)}
    where municipality_id = ${municipalityId} and ${sql.ref(own)} = ${entry.code}`.execute(tx);
}

/** SQLSTATE 23503, something refers to the code after all; 40P01, a deadlock that PostgreSQL ended. */
function isOvertaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '23503' || error.code === '40P01');
}
