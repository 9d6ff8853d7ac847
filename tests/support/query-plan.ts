import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode, sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../src/db/database.ts';

const plan = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Index Cond': z.string().optional(),
});
const answer = z.array(z.object({ 'QUERY PLAN': z.unknown() }));

export type PlanNode = {
  node: string;
  relation: string | undefined;
  index: string | undefined;
  condition: string | undefined;
};

/** How PostgreSQL would carry out the queries that `ask` makes, as the nodes of their plans. */
export async function explainQueries(db: Db, ask: (db: Db) => Promise<unknown>): Promise<PlanNode[]> {
  const asked: RootOperationNode[] = [];
  const remember: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await ask(db.withPlugin(remember));
  const nodes: PlanNode[] = [];
  for (const node of asked) {
    const compiled = db.getExecutor().compileQuery(node, createQueryId());
    const explained = CompiledQuery.raw(`explain (format json) ${compiled.sql}`, [...compiled.parameters]);
    const { rows } = await db.executeQuery(explained);
    for (const row of answer.parse(rows)) collect(row['QUERY PLAN'], nodes);
  }
  return nodes;
}

const source = z.array(z.object({ prosrc: z.string() }));

/** The same for the query of a function of ours, which PostgreSQL shows as one step. */
export async function explainFunction(db: Db, name: string, ...args: number[]): Promise<PlanNode[]> {
  const { rows } = await sql`select prosrc from pg_proc where proname = ${name}`.execute(db);
  const [{ prosrc } = { prosrc: '' }] = source.parse(rows);
  const query = prosrc.replace(/\$(\d)/g, (_, place: string) => String(args[Number(place) - 1]));
  return await explainQueries(db, (asking) => sql.raw(query).execute(asking));
}

function collect(part: unknown, nodes: PlanNode[]): void {
  if (typeof part !== 'object' || part === null) return;
  const read = plan.safeParse(part);
  if (read.success) {
    nodes.push({
      node: read.data['Node Type'],
      relation: read.data['Relation Name'],
      index: read.data['Index Name'],
      condition: read.data['Index Cond'],
    });
  }
  for (const inner of Object.values(part)) collect(inner, nodes);
}
