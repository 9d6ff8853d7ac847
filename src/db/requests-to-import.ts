import { sql } from 'kysely';
import type { Listed } from '../domain/help-request.ts';
import type { Channel } from '../domain/submission.ts';
import type { Db } from './database.ts';
import { labelOf } from './help-request-table.ts';
import { limitTo } from './page-limit.ts';
import { isNarrowed, narrowBy, type RequestFilter } from './request-filter.ts';
import { comesAfter, position, writeCursor } from './table-position.ts';

/** What is known of a request before «Importa richieste»: what and where, and nothing of who asks. */
export type RequestToImport = {
  id: string;
  reference: string;
  channel: Channel;
  need: Listed;
  zone: Listed;
  submittedAt: Date;
  lateAt: Date | null;
};

type Query = { municipalityId: string; filter: RequestFilter; cursor?: string; limit: number };

/** A page of what «Importa richieste» would bring into the table, oldest first. */
export async function listToImport(
  db: Db,
  { municipalityId, filter, cursor, limit }: Query,
): Promise<{ items: RequestToImport[]; next: string | null }> {
  let select = db
    .selectFrom('help_request')
    .select([
      'help_request.id',
      'reference',
      'channel',
      'need_code',
      labelOf('need').as('needLabel'),
      'zone_code',
      labelOf('zone').as('zoneLabel'),
      'submitted_at as submittedAt',
      'late_at as lateAt',
      position.as('position'),
    ])
    .where('help_request.municipality_id', '=', municipalityId)
    .where('status', '=', sql.lit('submitted'))
    .where('imported_at', 'is', null);
  for (const condition of narrowBy(filter)) select = select.where(condition);
  const after = comesAfter(cursor, 'asc');
  if (after !== undefined) select = select.where(after);
  const rows = await select
    .orderBy('help_request.submitted_at')
    .orderBy('help_request.id')
    .limit(limitTo(limit, isNarrowed(filter)))
    .execute();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ need_code, needLabel, zone_code, zoneLabel, position: _, ...row }) => ({
      ...row,
      need: { code: need_code, label: needLabel },
      zone: { code: zone_code, label: zoneLabel },
    })),
    next: rows.length > limit && last !== undefined ? writeCursor(last.position, last.id) : null,
  };
}
