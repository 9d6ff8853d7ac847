import { sql } from 'kysely';
import type { Db } from './database.ts';
import { searchWords } from './help-request-table.ts';
import { narrowBy, type RequestFilter } from './request-filter.ts';

export type NextRequest = { id: string; reference: string };

/**
 * The request that has waited longest among those that a table shows and nobody is deciding, but for the one that is
 * open: what comes next for an operator who works through it. An id and a reference, nothing of a person.
 */
export async function findNextRequest(
  db: Db,
  { municipalityId, filter, q, withoutVolunteers, except }: NextQuery,
): Promise<NextRequest | undefined> {
  let select = db
    .selectFrom('help_request')
    .select(['id', 'reference'])
    .where('municipality_id', '=', municipalityId)
    .where('status', '=', sql.lit('awaiting_operator'))
    .where('id', '<>', except)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('decision')
            .select('decision.id')
            .whereRef('decision.request_id', '=', 'help_request.id')
            .where('settled_at', 'is', null),
        ),
      ),
    );
  if (withoutVolunteers) select = select.where('no_volunteers_at', 'is not', null);
  for (const condition of narrowBy(filter)) select = select.where(condition);
  for (const word of searchWords(q)) select = select.where('search', 'like', `%${word}%`);
  return await select.orderBy('submitted_at').orderBy('id').limit(1).executeTakeFirst();
}

type NextQuery = {
  municipalityId: string;
  filter: RequestFilter;
  q: string;
  withoutVolunteers: boolean;
  except: string;
};
