import type { Changes } from '../db/changes.ts';
import { type ChosenRequest, listChosen } from '../db/chosen-requests.ts';
import type { Db } from '../db/database.ts';
import type { Operator } from '../db/operators.ts';
import { usualPage } from '../db/page-limit.ts';
import type { DecisionAnswer } from '../domain/decision.ts';
import { type Choice, decide } from './decide.ts';
import type { Delivery } from './delivery.ts';

/** As many as a page of the table shows: nobody decides at once what they have not had before their eyes. */
export const mostAtOnce = usualPage;

/** A request as the operator saw it. */
export type Seen = { id: string; version: number };

/** What came of one of them. */
export type ManyAnswer = { request: ChosenRequest; answer: DecisionAnswer };

/**
 * Decides of several requests as of each alone: a row and a signal of its own. All at once, so that the page waits for
 * the slowest and not for their sum; a connection is held only while a row is written. One that the Comune has not is
 * passed over.
 */
export async function decideMany(
  deps: { db: Db; delivery: Delivery; changes: Changes },
  { operator, seen, choice }: { operator: Operator; seen: Seen[]; choice: Choice },
): Promise<ManyAnswer[]> {
  const versions = new Map(seen.slice(0, mostAtOnce).map(({ id, version }) => [id, version]));
  const chosen = await listChosen(deps.db, operator.municipalityId, [...versions.keys()]);
  return await Promise.all(
    chosen.map(async (request): Promise<ManyAnswer> => {
      const version = versions.get(request.id);
      const asked = { operator, requestId: request.id, choice, ...(version !== undefined && { seen: version }) };
      return { request, answer: await decide(deps, asked) };
    }),
  );
}
