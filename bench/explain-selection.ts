import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode, sql } from 'kysely';
import { findEligible } from '../src/db/eligibility.ts';
import { readRequirements } from '../src/db/requirements.ts';
import { addToSelect, cases } from './selections.ts';
import type { World } from './volunteer-world.ts';

/**
 * Prints what PostgreSQL does for each case: EXPLAIN (ANALYZE, BUFFERS) of the statement within the function, under the
 * function's settings, for the request's own zone.
 */
export async function explainCases(world: World): Promise<void> {
  const { statement, settings } = await readFunction(world);
  for (const [name, asked] of Object.entries(cases)) {
    const [one] = await addToSelect(world, 1, () => asked);
    const requirements = await readRequirements(world.db, one?.requestId ?? '');
    if (requirements === undefined) throw new Error('a request of the benchmark is not there');
    const calls: RootOperationNode[] = [];
    const remember: KyselyPlugin = {
      transformQuery: ({ node }) => {
        calls.push(node);
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    await findEligible(world.db.withPlugin(remember), requirements, 5);
    const [call] = calls;
    if (call === undefined) throw new Error('nothing was asked');
    const { parameters } = world.db.getExecutor().compileQuery(call, createQueryId());
    console.log(`\n${name} at ${world.volunteers}:`);
    await world.db.transaction().execute(async (tx) => {
      for (const setting of settings) await sql.raw(`set local ${setting}`).execute(tx);
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(
        CompiledQuery.raw(`explain (analyze, buffers) ${statement}`, parameters.slice(0, -1)),
      );
      for (const row of rows) console.log(`  ${row['QUERY PLAN']}`);
    });
  }
}

/** The first statement of `scan_by_load`, with the call's parameters in the places of the function's. */
async function readFunction({ db }: World): Promise<{ statement: string; settings: string[] }> {
  const { rows } = await sql<{ body: string; names: string[]; types: string[]; settings: string[] }>`
    select prosrc as body, proargnames as names, proconfig as settings,
      array(select format_type(t, null) from unnest(proargtypes) with ordinality u (t, place) order by place) as types
    from pg_proc where proname = 'scan_by_load'`.execute(db);
  const found = rows[0];
  const body = found?.body.match(/return query ([\s\S]*?) for no key update/)?.[1];
  if (found === undefined || body === undefined) throw new Error('scan_by_load is not what it was');
  // A call writes `rested_by` out where the Comune has no cool-off, so the parameters after it move up.
  let given = 0;
  let statement = body;
  for (const [at, type] of found.types.entries()) {
    const name = found.names[at] ?? '';
    const value = name === 'rested_by' ? "'infinity'::timestamptz" : `$${++given}::${type}`;
    statement = statement.replace(new RegExp(`\\b${name}\\b`, 'g'), () => value);
  }
  return { statement, settings: found.settings.map((one) => one.replace('=', ' = ')) };
}
