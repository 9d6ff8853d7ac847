import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode, sql } from 'kysely';
import type { Db } from '../src/db/database.ts';
import { findEligible } from '../src/db/eligibility.ts';
import { readRequirements } from '../src/db/requirements.ts';
import { type Asked, addToSelect, cases } from './selections.ts';
import type { World } from './volunteer-world.ts';

/**
 * Prints what PostgreSQL does for each case: EXPLAIN (ANALYZE, BUFFERS) of the statements within the functions, under
 * the functions' settings: the list as far as it is read, and the bitmaps, which are asked where that finds too few.
 */
export async function explainCases(world: World, some: Record<string, Asked> = cases): Promise<void> {
  for (const [name, asked] of Object.entries(some)) {
    const [one] = await addToSelect(world, 1, () => asked);
    const requirements = await readRequirements(world.db, one?.requestId ?? '');
    if (requirements === undefined) throw new Error('a request of the benchmark is not there');
    const call = await recordCall(world.db, (db) => findEligible(db, requirements, 5));
    const given = splitArguments(call.sql);
    console.log(`\n${name} at ${world.volunteers}, the list of «${requirements.lists[0]?.code ?? ''}»:`);
    const scan = await readFunction(world.db, 'choose_by_load', /return query (select [\s\S]*? limit at_most)/);
    const values = new Map(scan.names.map((parameter, at) => [parameter, given[at] ?? 'null']));
    await explain(world.db, scan, values, call.parameters);
    if (requirements.skills.length < 2) continue;
    console.log(`${name} at ${world.volunteers}, the bitmaps:`);
    const bitmaps = await readFunction(
      world.db,
      'match_traits',
      /return query (select [\s\S]*?bit_count\(bits\) > 0);/,
    );
    // As a rule those without whom nobody fits are enough.
    const first = new Map(
      [...values].map(([name, value]) => [name, /^(zone|need|language)_traits$/.test(name) ? "'{}'" : value]),
    );
    await explain(world.db, bitmaps, first, call.parameters);
  }
}

/** What the function keeps in variables, as expressions of its parameters; the cases want any of their languages. */
const variables = {
  all_of: `(slot | (with_vehicle::integer::bigint << 21)
    | (select coalesce(bit_or(sign_code(code, 22, 15)), 0) from unnest(the_skills) code))`,
  one_zone: '(select coalesce(bit_or(sign_code(code, 38, 15)), 0) from unnest(in_zones) code)',
  one_language: '(select coalesce(bit_or(sign_code(code, 54, 7)), 0) from unnest(the_languages) code)',
};

/** The first query that is made. */
async function recordCall(db: Db, ask: (db: Db) => Promise<unknown>): Promise<CompiledQuery> {
  const calls: RootOperationNode[] = [];
  const remember: KyselyPlugin = {
    transformQuery: ({ node }) => {
      calls.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await ask(db.withPlugin(remember));
  const [first] = calls;
  if (first === undefined) throw new Error('nothing was asked');
  return db.getExecutor().compileQuery(first, createQueryId());
}

/** What a call of one function gives to each parameter. */
function splitArguments(call: string): string[] {
  const given = call.slice(call.indexOf('(') + 1, call.lastIndexOf(')'));
  return given.split(/,(?![^(]*\))/).map((one) => one.trim());
}

type Body = { statement: string; names: string[]; types: string[]; settings: string[] };

async function readFunction(db: Db, name: string, statementIn: RegExp): Promise<Body> {
  const { rows } = await sql<Omit<Body, 'statement'> & { body: string }>`
    select prosrc as body, proargnames as names, proconfig as settings,
      array(select format_type(t, null) from unnest(proargtypes) with ordinality u (t, place) order by place) as types
    from pg_proc where proname = ${name}`.execute(db);
  const [found] = rows;
  const statement = found?.body.match(statementIn)?.[1];
  if (found === undefined || statement === undefined) throw new Error(`${name} is not what it was`);
  // The names of what a function returns follow those of its parameters.
  return { ...found, statement, names: found.names.slice(0, found.types.length) };
}

async function explain(
  db: Db,
  { statement, names, types, settings }: Body,
  values: Map<string, string>,
  parameters: readonly unknown[],
): Promise<void> {
  // A parameter's name is never part of another word, and never a column after its table's alias.
  const filled = names.reduce(
    (text, name, at) =>
      text.replace(new RegExp(`(?<![.\\w])${name}\\b`, 'g'), () => `(${values.get(name) ?? 'null'})::${types[at]}`),
    Object.entries(variables).reduce(
      (text, [name, expression]) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), () => expression),
      statement,
    ),
  );
  const used = new Map<string, number>();
  const renumbered = filled.replace(/\$\d+/g, (at) => {
    if (!used.has(at)) used.set(at, used.size + 1);
    return `$${used.get(at)}`;
  });
  const needed = [...used.keys()].map((at) => parameters[Number(at.slice(1)) - 1]);
  await db.transaction().execute(async (tx) => {
    for (const setting of settings) await sql.raw(`set local ${setting.replace('=', ' = ')}`).execute(tx);
    const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(
      CompiledQuery.raw(`explain (analyze, buffers) ${renumbered}`, needed),
    );
    for (const row of rows) console.log(`  ${row['QUERY PLAN']}`);
  });
}
