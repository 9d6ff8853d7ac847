import { sql } from 'kysely';
import type { World } from './volunteer-world.ts';

/** What a request asks, beside its zone. */
export type Asked = { skills: string[]; languages?: string[]; timed?: boolean };

/** The cases that the growth is measured on. */
export const cases: Record<string, Asked> = {
  common: { skills: ['comune'] },
  rare: { skills: ['rara'] },
  /** A skill that nobody has. */
  nobody: { skills: ['nessuno'] },
  many: { skills: ['comune', 'p', 'q'], languages: ['en'], timed: true },
  /** Three skills that many have, and nobody has together. */
  none: { skills: ['p', 'q', 'r'] },
};

export type ToSelect = { requestId: string; decisionId: string };

let made = 0;

/** Requests with INVIA pressed and nobody chosen yet, dealt to the world's Comuni and the six zones one after another. */
export async function addToSelect(world: World, count: number, asked: (at: number) => Asked): Promise<ToSelect[]> {
  const first = made;
  made += count;
  const all = Array.from({ length: count }, (_, at) => ({ at, ...asked(at) }));
  const of = (at: number, list: string[]) => list[at % list.length] ?? '';
  const { rows } = await sql<ToSelect & { at: number; municipalityId: string }>`
    with request as (
      insert into help_request (municipality_id, reference, secret, idempotency_key, fingerprint, channel, need_code,
        given_name, family_name, telephone, address, zone_code, description, status, imported_at, imported_by,
        run_started_at, import_signalled_at, preferred_date, preferred_part)
      select municipality_id, regexp_replace(translate(to_char(50000000 + ${sql.lit(first)} + at, 'FM00000000'), '01', 'AB'), '(....)', '\\1-'),
        repeat('s', 32), 'select-' || ${sql.lit(first)} + at, sha256('x'), 'citizen', 'spesa', 'Maria', 'Rossi',
        '+393331234567', 'Via Lunga', 'z' || at % 6, 'Aiuto', 'awaiting_operator', now(), operator_id, now(), now(),
        case when timed then '2027-01-04'::date end, case when timed then 'morning' end
      from unnest(${all.map((one) => one.at)}::int[], ${all.map((one) => of(one.at, world.municipalities))}::uuid[],
        ${all.map((one) => of(one.at, world.operators))}::uuid[], ${all.map((one) => one.timed === true)}::boolean[])
        u (at, municipality_id, operator_id, timed)
      returning id, municipality_id, idempotency_key, imported_by
    ), decided as (
      insert into decision (municipality_id, request_id, round, kind, decided_by, signalled_at)
      select municipality_id, id, 1, 'dispatch', imported_by, now() from request returning id, request_id
    )
    select request.id as "requestId", decided.id as "decisionId", municipality_id as "municipalityId",
      substr(idempotency_key, 8)::int - ${sql.lit(first)} as at
    from request join decided on request_id = request.id order by at`.execute(world.db);
  const codes = (of: 'skills' | 'languages') =>
    rows.flatMap((row) =>
      (all[row.at]?.[of] ?? []).map((code) => ({
        municipality_id: row.municipalityId,
        request_id: row.requestId,
        code,
      })),
    );
  for (const [table, column, wanted] of [
    ['help_request_skill', 'skill_code', codes('skills')],
    ['help_request_language', 'language_code', codes('languages')],
  ] as const) {
    await sql`insert into ${sql.table(table)} (municipality_id, request_id, ${sql.id(column)})
      select * from unnest(${wanted.map((one) => one.municipality_id)}::uuid[],
        ${wanted.map((one) => one.request_id)}::uuid[], ${wanted.map((one) => one.code)}::text[])`.execute(world.db);
  }
  return rows.map(({ requestId, decisionId }) => ({ requestId, decisionId }));
}
