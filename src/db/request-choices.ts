import { sql } from 'kysely';
import type { ChoiceKind } from '../domain/selection.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';

export type NewChoice = { volunteerId: string; kind: ChoiceKind; note: string };

export type ByHand = { volunteerId: string; name: string; kind: ChoiceKind; note: string; by: string; at: Date };

/**
 * Leaves a volunteer out of a request, or puts one in before all others; the last word on a volunteer counts.
 * @returns why it can't be, if so: the request was decided already, or one of the two is not the operator's Comune's
 */
export async function chooseByHand(
  db: Db,
  operator: Operator,
  requestId: string,
  { volunteerId, kind, note }: NewChoice,
): Promise<'chosen' | 'request_not_found' | 'volunteer_not_found' | 'already_decided'> {
  return await db.transaction().execute(async (tx) => {
    const request = await tx
      .selectFrom('help_request')
      .select('status')
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', requestId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (request === undefined) return 'request_not_found';
    if (request.status !== 'awaiting_operator') return 'already_decided';
    const volunteer = await tx
      .selectFrom('volunteer')
      .select('id')
      .where('municipality_id', '=', operator.municipalityId)
      .where('id', '=', volunteerId)
      .executeTakeFirst();
    if (volunteer === undefined) return 'volunteer_not_found';
    const chosen = { kind, note, by_operator: operator.id, at: new Date() };
    await tx
      .insertInto('request_choice')
      .values({
        municipality_id: operator.municipalityId,
        request_id: requestId,
        volunteer_id: volunteerId,
        ...chosen,
      })
      .onConflict((conflict) => conflict.columns(['request_id', 'volunteer_id']).doUpdateSet(chosen))
      .execute();
    return 'chosen';
  });
}

/** Leaves a volunteer of a request to the ranking again. @returns whether there was a choice to take back */
export async function takeBackChoice(
  db: Db,
  operator: Operator,
  requestId: string,
  volunteerId: string,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('request_choice')
    .where('municipality_id', '=', operator.municipalityId)
    .where('request_id', '=', requestId)
    .where('volunteer_id', '=', volunteerId)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('help_request').where('id', '=', requestId).where('status', '=', 'awaiting_operator')),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** What operators chose by hand for a request, in the order in which they did. */
export async function listChoices(db: Db, municipalityId: string, requestId: string): Promise<ByHand[]> {
  return await db
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
}
