import type { Correction } from '../domain/correction.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { hasPendingDecision } from './pending-decision.ts';
import { type About, record } from './timeline.ts';

export type StoreCorrection = 'corrected' | 'stale' | 'not_editable' | 'request_not_found';

/** Changes what the operator changed, while the request awaits and no decision is in hand; all or nothing. */
export async function storeCorrection(
  db: Db,
  operator: Operator,
  requestId: string,
  correction: Correction,
): Promise<StoreCorrection> {
  return await db.transaction().execute(async (tx): Promise<StoreCorrection> => {
    const request = await tx
      .selectFrom('help_request')
      .select(['municipality_id', 'status', 'version'])
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined) return 'request_not_found';
    if (request.status !== 'awaiting_operator' || (await hasPendingDecision(tx, requestId))) return 'not_editable';
    if (request.version !== correction.version) return 'stale';

    const { requester = {}, preferredTime, need, description, requirements = {} } = correction;
    await tx
      .updateTable('help_request')
      .set((eb) => ({
        version: eb('version', '+', 1),
        ...given('need_code', need),
        ...given('description', description),
        ...given('given_name', requester.givenName),
        ...given('family_name', requester.familyName),
        ...given('telephone', requester.telephone),
        ...given('email', requester.email),
        ...given('address', requester.address),
        ...given('zone_code', requester.zone),
        ...given('preferred_date', preferredTime === null ? null : preferredTime?.date),
        ...given('preferred_part', preferredTime === null ? null : preferredTime?.part),
        ...given('vehicle', requirements.vehicle),
        ...given('languages_match', requirements.languagesMatch),
        ...given('time_required', requirements.timeRequired),
      }))
      .where('id', '=', requestId)
      .execute();
    const owner = { municipality_id: request.municipality_id, request_id: requestId };
    if (requirements.skills !== undefined) await replaceSkills(tx, owner, [...new Set(requirements.skills)]);
    if (requirements.languages !== undefined) await replaceLanguages(tx, owner, [...new Set(requirements.languages)]);
    await record(tx, owner, 'corrected', operator.id);
    await appendAudit(tx, request.municipality_id, { action: 'correct', of: { kind: 'request', ids: [requestId] } });
    return 'corrected';
  });
}

/** A column only where a value was given; null is one. */
function given<Column extends string, Value>(column: Column, value: Value | undefined): { [key in Column]?: Value } {
  const values: { [key in Column]?: Value } = {};
  if (value !== undefined) values[column] = value;
  return values;
}

async function replaceSkills(tx: Db, owner: About, skills: string[]): Promise<void> {
  await tx.deleteFrom('help_request_skill').where('request_id', '=', owner.request_id).execute();
  if (skills.length === 0) return;
  await tx
    .insertInto('help_request_skill')
    .values(skills.map((skill_code) => ({ ...owner, skill_code })))
    .execute();
}

async function replaceLanguages(tx: Db, owner: About, languages: string[]): Promise<void> {
  await tx.deleteFrom('help_request_language').where('request_id', '=', owner.request_id).execute();
  if (languages.length === 0) return;
  await tx
    .insertInto('help_request_language')
    .values(languages.map((language_code) => ({ ...owner, language_code })))
    .execute();
}
