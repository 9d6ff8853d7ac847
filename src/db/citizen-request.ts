import type { HelpRequestDetail, Listed } from '../domain/help-request.ts';
import type { Information } from '../domain/information.ts';
import { parseReference } from '../domain/reference.ts';
import type { Status } from '../domain/status.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { toPreferredTime } from './help-request-detail.ts';
import { selectRows, toRow } from './help-request-table.ts';
import { listInformation } from './information-requests.ts';

/** A request as the holder of its link sees it. */
export type CitizenView = {
  id: string;
  reference: string;
  status: Status;
  need: Listed;
  submittedAt: Date;
  importedAt: Date | null;
  /** When it was dispatched or discarded. */
  settledAt: Date | null;
  closedAt: Date | null;
  withdrawnAt: Date | null;
  zone: Listed;
  requester: HelpRequestDetail['requester'];
  preferredTime: HelpRequestDetail['preferredTime'];
  description: string;
  /** What operators asked, oldest first. */
  information: Information[];
};

/** What the holder of the link may see, which is what they sent and what became of it; undefined where reference and secret don't belong together. */
export async function findRequestForCitizen(
  db: Db,
  municipalityId: string,
  typedReference: string,
  secret: string,
): Promise<CitizenView | undefined> {
  const reference = parseReference(typedReference);
  if (reference === undefined || !/^[\w-]{32,64}$/.test(secret)) return undefined;
  const found = await selectRows(db)
    .select((eb) => [
      'imported_at as importedAt',
      'help_request.email',
      'address',
      'description',
      'preferred_date',
      'preferred_part',
      eb
        .selectFrom('decision')
        .select('settled_at')
        .whereRef('decision.request_id', '=', 'help_request.id')
        .where('outcome', 'in', ['dispatched', 'discarded'])
        .orderBy('round', 'desc')
        .limit(1)
        .as('settledAt'),
    ])
    .where('help_request.municipality_id', '=', municipalityId)
    .where('reference', '=', reference)
    .where('secret', '=', secret)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { importedAt, settledAt, email, address, description, preferred_date, preferred_part, ...row } = found;
  disclose('read', 'request', [row]);
  const { id, status, need, zone, givenName, familyName, telephone, submittedAt, closedAt, withdrawnAt } = toRow(row);
  return {
    id,
    reference,
    status,
    need,
    zone,
    requester: {
      givenName,
      familyName,
      telephone,
      ...(email === null ? {} : { email }),
      address,
      zone: zone.code,
    },
    preferredTime: toPreferredTime(preferred_date, preferred_part),
    description,
    submittedAt,
    importedAt,
    settledAt,
    closedAt,
    withdrawnAt,
    information: await listInformation(db, id),
  };
}
