import { sql } from 'kysely';
import type { ChoiceKind } from '../domain/selection.ts';
import type { TimelineEvent } from '../domain/timeline.ts';
import { appendAudit } from './audit-entries.ts';
import { disclose } from './audit-scope.ts';
import type { Db } from './database.ts';
import { findIncluded } from './eligibility.ts';
import type { Operator } from './operators.ts';
import { hasPendingDecision } from './pending-decision.ts';
import { type About, record } from './timeline.ts';

export type NewChoice = {
  volunteerId: string;
  kind: ChoiceKind;
  note: string;
  /** The version of the request that the operator had in sight. */
  seen?: number;
};

export type ByHand = { volunteerId: string; name: string; kind: ChoiceKind; note: string; by: string; at: Date };

type Refused = 'request_not_found' | 'already_decided';
export type ChooseByHand = 'chosen' | Refused | 'stale' | 'volunteer_not_found' | 'already_asked' | 'can_not_be_asked';

/**
 * Leaves a volunteer out of a request, or puts one in before all others; the last word on a volunteer counts. It makes
 * a new version of the request, so that a colleague who still sees the old five doesn't send it to others unawares.
 * @returns why it can't be, if so: the request is decided or changed, or nobody may ask the volunteer now
 */
export async function chooseByHand(
  db: Db,
  operator: Operator,
  requestId: string,
  { volunteerId, kind, note, seen }: NewChoice,
): Promise<ChooseByHand> {
  return await db.transaction().execute(async (tx): Promise<ChooseByHand> => {
    const request = await lockAwaiting(tx, operator, requestId);
    if (typeof request === 'string') return request;
    if (seen !== undefined && seen !== request.version) return 'stale';
    const volunteer = await tx
      .selectFrom('volunteer')
      .select('id')
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', volunteerId)
      .executeTakeFirst();
    if (volunteer === undefined) return 'volunteer_not_found';
    if (kind === 'included') {
      if (await wasAsked(tx, requestId, volunteerId)) return 'already_asked';
      const [askable] = await findIncluded(tx, { included: [volunteerId] }, false);
      if (askable === undefined) return 'can_not_be_asked';
    }
    const chosen = { kind, note, by_operator: operator.id, at: new Date() };
    await tx
      .insertInto('request_choice')
      .values({ ...request.about, volunteer_id: volunteerId, ...chosen })
      .onConflict((conflict) => conflict.columns(['request_id', 'volunteer_id']).doUpdateSet(chosen))
      .execute();
    const event = kind === 'excluded' ? 'volunteer_excluded' : 'volunteer_included';
    await markChanged(tx, request.about, { event, volunteerId, operator });
    return 'chosen';
  });
}

/** Leaves a volunteer of a request to the ranking again, as long as it awaits. */
export async function takeBackChoice(
  db: Db,
  operator: Operator,
  requestId: string,
  volunteerId: string,
): Promise<'taken_back' | 'not_chosen' | Refused> {
  return await db.transaction().execute(async (tx) => {
    const request = await lockAwaiting(tx, operator, requestId);
    if (typeof request === 'string') return request;
    const { numDeletedRows } = await tx
      .deleteFrom('request_choice')
      .where('request_id', '=', requestId)
      .where('volunteer_id', '=', volunteerId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return 'not_chosen';
    await markChanged(tx, request.about, { event: 'choice_taken_back', volunteerId, operator });
    return 'taken_back';
  });
}

/** The request's row, locked, if it awaits and no decision is in hand. */
async function lockAwaiting(
  tx: Db,
  { municipalityId }: Operator,
  requestId: string,
): Promise<{ about: About; version: number } | Refused> {
  const request = await tx
    .selectFrom('help_request')
    .select(['status', 'version'])
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', requestId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (request === undefined) return 'request_not_found';
  if (request.status !== 'awaiting_operator' || (await hasPendingDecision(tx, requestId))) return 'already_decided';
  return { about: { municipality_id: municipalityId, request_id: requestId }, version: request.version };
}

async function wasAsked(tx: Db, requestId: string, volunteerId: string): Promise<boolean> {
  const offer = await tx
    .selectFrom('offer')
    .select('id')
    .where('request_id', '=', requestId)
    .where('volunteer_id', '=', volunteerId)
    .executeTakeFirst();
  return offer !== undefined;
}

async function markChanged(
  tx: Db,
  about: About,
  { event, volunteerId, operator }: { event: TimelineEvent; volunteerId: string; operator: Operator },
): Promise<void> {
  await tx
    .updateTable('help_request')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', about.request_id)
    .execute();
  await record(tx, about, event, operator.id);
  await appendAudit(tx, about.municipality_id, [
    { action: 'decide', of: { kind: 'request', ids: [about.request_id] } },
    { action: 'decide', of: { kind: 'volunteer', ids: [volunteerId] } },
  ]);
}

/** What operators chose by hand for a request, in the order in which they did. */
export async function listChoices(db: Db, municipalityId: string, requestId: string): Promise<ByHand[]> {
  const choices = await db
    .selectFrom('request_choice')
    .innerJoin('volunteer', 'volunteer.id', 'request_choice.volunteer_id')
    .innerJoin('operator', 'operator.id', 'request_choice.by_operator')
    .select([
      'request_choice.volunteer_id as volunteerId',
      sql<string>`volunteer.given_name || ' ' || volunteer.family_name`.as('name'),
      'request_choice.kind',
      'request_choice.note',
      'operator.name as by',
      'request_choice.at',
    ])
    .where('request_choice.municipality_id', '=', municipalityId)
    .where('request_choice.request_id', '=', requestId)
    .orderBy('request_choice.at')
    .execute();
  disclose(
    'read',
    'volunteer',
    choices.map(({ volunteerId }) => ({ id: volunteerId })),
  );
  return choices;
}
