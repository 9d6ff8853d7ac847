import { type RawBuilder, sql } from 'kysely';
import type { CellError } from '../volunteers/csv/columns.ts';
import type { Db } from './database.ts';
import type { ImportCounts } from './volunteer-imports.ts';

export type ImportOf = { municipalityId: string; importId: string };

const todayInItaly = sql`(now() at time zone 'Europe/Rome')::date`;

/**
 * What an update makes of a volunteer `v` by a row `r`: what the row does not say stays as it is. A pause until a day is
 * a pause, and one that is over is none.
 */
export const updated: Record<string, RawBuilder<unknown>> = {
  family_name: sql`r.family_name`,
  given_name: sql`r.given_name`,
  email: sql`r.email`,
  telephone: sql`r.telephone`,
  birth_date: sql`coalesce(r.birth_date, v.birth_date)`,
  vehicle: sql`coalesce(r.vehicle, v.vehicle)`,
  availability: sql`coalesce(r.availability, v.availability)`,
  max_open_offers: sql`coalesce(r.max_open_offers, v.max_open_offers)`,
  approval: sql`case r.standing when 'active' then 'approved' when 'paused' then 'approved' when 'pending' then 'pending'
    when 'suspended' then 'suspended' when 'refused' then 'refused' else v.approval end`,
  paused_until: sql`case when r.standing = 'active' and v.paused_until > ${todayInItaly} then null
    when r.standing = 'paused' and coalesce(v.paused_until <= ${todayInItaly}, true) then 'infinity'
    else v.paused_until end`,
};

/** The lists of a volunteer: their table, and the column of codes there and in the rows of a file. */
export const listTables = [
  { table: 'volunteer_skill', code: 'skill_code', rows: 'skills' },
  { table: 'volunteer_zone', code: 'zone_code', rows: 'zones' },
  { table: 'volunteer_language', code: 'language_code', rows: 'languages' },
] as const;

/** An error that only the Comune's volunteers can tell: the zones of somebody new, or a decision that would be undone. */
const toConflict = (error: CellError) => sql`${JSON.stringify(error)}::text::jsonb`;

/**
 * Says what each row of a file would do, by what the Comune knows now: a new volunteer, an update of the one with the same
 * address, nothing, a duplicate (of one with the same telephone, or name and birth date; or of an earlier row), an error.
 * A few statements about all rows at once. May be asked again.
 */
export async function planImport(tx: Db, { municipalityId, importId }: ImportOf): Promise<ImportCounts> {
  const own = sql`r.import_id = ${importId}`;
  await sql`
    update volunteer_import_row r set kind = 'new', conflict = null, volunteer_id = uuidv7(), matched_by = null,
      duplicate_of_volunteer = null, duplicate_of_row = null
    where ${own} and kind <> 'new' and errors is null`.execute(tx);
  await sql`
    update volunteer_import_row r set kind = 'update', volunteer_id = v.id from volunteer v
    where ${own} and r.kind = 'new' and v.municipality_id = ${municipalityId} and lower(v.email) = lower(r.email)`.execute(
    tx,
  );
  await markEarlier(tx, importId, 'email', [sql`lower(email)`], sql`r.kind in ('new', 'update')`);
  await sql`
    update volunteer_import_row r set kind = 'duplicate', matched_by = 'telephone', duplicate_of_volunteer = v.id
    from volunteer v
    where ${own} and r.kind = 'new' and v.municipality_id = ${municipalityId} and v.telephone = r.telephone`.execute(
    tx,
  );
  await sql`
    update volunteer_import_row r set kind = 'duplicate', matched_by = 'person', duplicate_of_volunteer = v.id
    from volunteer v
    where ${own} and r.kind = 'new' and v.municipality_id = ${municipalityId} and v.birth_date = r.birth_date
      and lower(v.family_name) = lower(r.family_name) and lower(v.given_name) = lower(r.given_name)`.execute(tx);
  await markEarlier(tx, importId, 'telephone', [sql`telephone`], sql`r.kind = 'new'`);
  const person = [sql`birth_date`, sql`lower(family_name)`, sql`lower(given_name)`];
  await markEarlier(tx, importId, 'person', person, sql`r.kind = 'new'`);

  await sql`
    update volunteer_import_row r set kind = 'error',
      conflict = ${toConflict({ column: 'zone', why: 'required', value: '' })}
    where ${own} and r.kind in ('new', 'duplicate') and r.matched_by is distinct from 'email' and r.zones = '{}'`.execute(
    tx,
  );
  await sql`
    update volunteer_import_row r set kind = 'error',
      conflict = ${toConflict({ column: 'stato', why: 'decided', value: '' })}
    from volunteer v
    where ${own} and r.kind = 'update' and v.id = r.volunteer_id and v.approval in ('suspended', 'refused')
      and r.standing <> v.approval`.execute(tx);
  await sql`
    update volunteer_import_row r set kind = 'same' from volunteer v
    where ${own} and r.kind = 'update' and v.id = r.volunteer_id and ${isSame()}`.execute(tx);
  return await countRows(tx, importId);
}

/** Marks rows that tell of somebody whom an earlier row of the file tells of. */
async function markEarlier(
  tx: Db,
  importId: string,
  matchedBy: 'email' | 'telephone' | 'person',
  keys: RawBuilder<unknown>[],
  which: RawBuilder<unknown>,
): Promise<void> {
  const names = keys.map((_, n) => sql.ref(`key_${n}`));
  const named = keys.map((key, n) => sql`${key} as ${names[n]}`);
  const isKnown = keys.map((key) => sql`${key} is not null`);
  const isFirst = keys.map((key, n) => sql`${key} = first.${names[n]}`);
  await sql`
    with first as materialized (
      select ${sql.join(named)}, min(row) as row from volunteer_import_row
      where import_id = ${importId} and kind in ('new', 'update', 'same') and ${sql.join(isKnown, sql` and `)}
      group by ${sql.join(names)} having count(*) > 1)
    update volunteer_import_row r set kind = 'duplicate', matched_by = ${matchedBy}, duplicate_of_row = first.row
    from first
    where r.import_id = ${importId} and ${which} and ${sql.join(isFirst, sql` and `)} and r.row > first.row`.execute(
    tx,
  );
}

function isSame(): RawBuilder<unknown> {
  const columns = Object.entries(updated).map(
    ([column, value]) => sql`${value} is not distinct from ${sql.ref(`v.${column}`)}`,
  );
  const lists = listTables.map(({ table, code, rows }) => {
    const cell = sql.ref(`r.${rows}`);
    const kept = rows === 'zones' ? sql`${cell} = '{}'` : sql`${cell} is null`;
    const known = sql`(select coalesce(array_agg(l.${sql.ref(code)}), '{}') from ${sql.table(table)} l
      where l.volunteer_id = v.id)`;
    return sql`(${kept} or (${cell} @> ${known} and ${cell} <@ ${known}))`;
  });
  return sql.join([...columns, ...lists], sql` and `);
}

async function countRows(tx: Db, importId: string): Promise<ImportCounts> {
  const rows = await tx
    .selectFrom('volunteer_import_row')
    .select(['kind', ({ fn }) => fn.countAll<string>().as('count')])
    .where('import_id', '=', importId)
    .groupBy('kind')
    .execute();
  const counts: ImportCounts = { new: 0, update: 0, same: 0, duplicate: 0, error: 0 };
  for (const { kind, count } of rows) counts[kind] = Number(count);
  return counts;
}
