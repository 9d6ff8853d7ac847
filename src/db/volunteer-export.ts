import { sql } from 'kysely';
import { type Standing, standings } from '../volunteers/csv/columns.ts';
import type { ExportedVolunteer } from '../volunteers/csv/write-row.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';

/** So many are read at a time: 100,000 take a hundred short queries, and a few hundred kB of memory. */
const batch = 1_000;

/**
 * Everybody whom a Comune knows, in batches, by id: each is a query of its own, so that no connection is held while
 * who asked takes their time to read. Who has not yet confirmed their address is nobody's volunteer yet.
 */
export function exportVolunteers(db: Db, municipalityId: string): AsyncGenerator<ExportedVolunteer[]> {
  // At once, and not with the first batch: that is read when the answer is on its way.
  disclose('export', 'volunteer', []);
  return readBatches(db, municipalityId);
}

async function* readBatches(db: Db, municipalityId: string): AsyncGenerator<ExportedVolunteer[]> {
  let after: string | undefined;
  for (;;) {
    const rows = await readBatch(db, municipalityId, after);
    if (rows.length > 0) yield rows.map(({ id: _, ...volunteer }) => volunteer);
    after = rows.at(-1)?.id;
    if (rows.length < batch) return;
  }
}

async function readBatch(
  db: Db,
  municipalityId: string,
  after: string | undefined,
): Promise<(ExportedVolunteer & { id: string })[]> {
  const codes = (table: 'volunteer_skill' | 'volunteer_zone' | 'volunteer_language', code: string) =>
    sql<string[]>`coalesce((select array_agg(l.${sql.ref(code)} order by l.${sql.ref(code)})
      from ${sql.table(table)} l where l.volunteer_id = v.id), '{}')`;
  const rows = await db
    .selectFrom('volunteer as v')
    .select([
      'v.id',
      'v.family_name as familyName',
      'v.given_name as givenName',
      'v.email',
      'v.telephone',
      'v.birth_date as birthDate',
      'v.vehicle',
      'v.availability',
      'v.max_open_offers as maxOpenOffers',
      codes('volunteer_skill', 'skill_code').as('skills'),
      codes('volunteer_zone', 'zone_code').as('zones'),
      codes('volunteer_language', 'language_code').as('languages'),
      sql<string>`case when v.approval <> 'approved' then v.approval
        when v.paused_until > (now() at time zone 'Europe/Rome')::date then 'paused' else 'active' end`.as('standing'),
    ])
    .where('v.municipality_id', '=', municipalityId)
    .where('v.confirmed_at', 'is not', null)
    .$if(after !== undefined, (query) => query.where('v.id', '>', after ?? ''))
    .orderBy('v.municipality_id')
    .orderBy('v.id')
    .limit(batch)
    .execute();
  return rows.map((row) => ({ ...row, standing: toStanding(row.standing) }));
}

function toStanding(stored: string): Standing {
  const standing = standings.find((known) => known === stored);
  if (standing === undefined) throw new Error('a volunteer has an approval that the CSV has no word for');
  return standing;
}
