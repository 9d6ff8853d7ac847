import { sql } from 'kysely';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';

/**
 * Adds what the log of the days holds to their counts, Comune by Comune; whoever reads in between sees each change once,
 * in the one or the other. One process at a time does this: two would wait for each other's days.
 */
export async function sumDailyChanges(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from municipalities_to_sum() found (id)`.execute(db);
  for (const { id } of rows) {
    await forMunicipality(id, async () => {
      while ((await sumSome(db, id)) === atATime);
    });
  }
}

/** A second at most, however long nobody added up. */
const atATime = 20_000;

async function sumSome(db: Db, municipalityId: string): Promise<number> {
  const { rows } = await sql<{ noted: number }>`
    with noted as (
      delete from daily_change where municipality_id = ${municipalityId} and ctid = any (array(
        select ctid from daily_change where municipality_id = ${municipalityId} limit ${sql.lit(atATime)}))
      returning *
    ), summed as (
      insert into daily_count (municipality_id, day, subject, code, outcome, counted)
      select municipality_id, day, subject, code, outcome, sum(change) from noted
      group by 1, 2, 3, 4, 5 having sum(change) <> 0
      on conflict (municipality_id, subject, day, code, outcome)
      do update set counted = daily_count.counted + excluded.counted
    )
    select count(*)::int as noted from noted`.execute(db);
  return rows[0]?.noted ?? 0;
}
