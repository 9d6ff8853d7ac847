import { type RawBuilder, sql } from 'kysely';
import {
  type DuplicateReason,
  duplicateWithinDays,
  nearEqualAddress,
  nearEqualName,
  readHouseNumber,
} from '../domain/duplicate.ts';
import type { HelpRequestDetail, HelpRequestRow } from '../domain/help-request.ts';
import type { PreferredTime } from '../domain/submission.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { toPreferredTime } from './help-request-detail.ts';
import { selectRows, toRow } from './help-request-table.ts';

/** A request that may be the same as another, with what the two are compared by. */
export type LikelyDuplicate = HelpRequestRow & {
  address: string;
  description: string;
  preferredTime: PreferredTime | null;
  because: DuplicateReason[];
};

/** Whoever has more is known to the operator by then; the nearest in time are shown. */
const mostShown = 3;

/**
 * The requests that may be the same as this one and can stand for it: in the table or sent, not in the bin, since of two
 * requests one has to stay. Its values are given to the query, not looked up in it: only such a query may use an index
 * of a table with a policy.
 */
export async function findDuplicates(
  db: Db,
  municipalityId: string,
  request: HelpRequestDetail,
): Promise<LikelyDuplicate[]> {
  if (request.erasedAt !== null) return [];
  const { telephone, address, givenName, familyName } = request.requester;
  const sameTelephone = sql<boolean>`help_request.telephone = ${telephone}`;
  const nearEqual = sql<boolean>`(
    help_request.house_number = ${readHouseNumber(address)}
    and similarity(help_request.family_name || ' ' || help_request.given_name, ${`${familyName} ${givenName}`})
      >= ${sql.lit(nearEqualName)}
    and similarity(help_request.address, ${address}) >= ${sql.lit(nearEqualAddress)})`;
  const found = await selectRows(db)
    .select([
      'address',
      'description',
      'preferred_date',
      'preferred_part',
      sameTelephone.as('sameTelephone'),
      nearEqual.as('nearEqual'),
    ])
    .where('help_request.municipality_id', '=', municipalityId)
    .where(
      sql<boolean>`help_request.id in (
        ${candidates(municipalityId, request.submittedAt, sameTelephone)}
        union ${candidates(municipalityId, request.submittedAt, nearEqual)})`,
    )
    .where('help_request.id', '<>', request.id)
    .where('status', 'in', ['awaiting_operator', 'dispatched'])
    .where('withdrawn_at', 'is', null)
    .where('erased_at', 'is', null)
    .orderBy(sql`abs(extract(epoch from help_request.submitted_at - ${request.submittedAt}::timestamptz))`)
    .orderBy('help_request.id')
    .limit(mostShown)
    .execute();
  disclose('read', 'request', found);
  return found.map(({ address, description, preferred_date, preferred_part, sameTelephone, nearEqual, ...row }) => ({
    ...toRow(row),
    address,
    description,
    preferredTime: toPreferredTime(preferred_date, preferred_part),
    because: [...(sameTelephone ? ['telephone' as const] : []), ...(nearEqual ? ['name_and_address' as const] : [])],
  }));
}

/** By one of the two indexes, `help_request_telephone` and `help_request_house`, each with the days. */
function candidates(municipalityId: string, at: Date, same: RawBuilder<boolean>): RawBuilder<unknown> {
  const days = duplicateWithinDays * 86_400_000;
  return sql`
    select id from help_request
    where help_request.municipality_id = ${municipalityId} and ${same}
      and help_request.submitted_at between ${new Date(at.getTime() - days)} and ${new Date(at.getTime() + days)}`;
}
