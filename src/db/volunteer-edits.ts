import { sql } from 'kysely';
import type { AddedVolunteer, VolunteerEdit } from '../domain/volunteer-edit.ts';
import type { Db } from './database.ts';
import type { Operator } from './operators.ts';
import { sqlStateOf, uniqueViolation } from './sql-state.ts';
import { storeCharacteristics } from './volunteer-characteristics.ts';
import { recordVolunteerEvent } from './volunteer-events.ts';

type NotFound = { kind: 'not_found' };
/** Another volunteer of the Comune has this address. */
type EmailTaken = { kind: 'email_taken' };

/** Adds somebody whom the Comune knows: approved at once, nothing to confirm. */
export async function addVolunteerByHand(
  db: Db,
  operator: Operator,
  given: AddedVolunteer,
): Promise<{ kind: 'added'; volunteerId: string } | EmailTaken> {
  return await db.transaction().execute(async (tx) => {
    const inserted = await tx
      .insertInto('volunteer')
      .values({
        municipality_id: operator.municipalityId,
        ...toColumns(given),
        approval: 'approved',
        confirmed_at: sql<Date>`now()`,
      })
      .onConflict((conflict) => conflict.expression(sql`municipality_id, lower(email)`).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted === undefined) return { kind: 'email_taken' };
    await storeCharacteristics(tx, operator.municipalityId, inserted.id, given);
    await recordVolunteerEvent(tx, about(operator, inserted.id), { event: 'added', byOperator: operator.id });
    return { kind: 'added', volunteerId: inserted.id };
  });
}

/**
 * Changes who a volunteer is and what they can serve; all or nothing. A new address is good until it proves bad: what
 * was marked invalid was the old one.
 */
export async function editVolunteer(
  db: Db,
  operator: Operator,
  volunteerId: string,
  given: VolunteerEdit,
): Promise<{ kind: 'edited' | 'stale' } | EmailTaken | NotFound> {
  const { municipalityId } = operator;
  const edit = db.transaction().execute(async (tx): Promise<{ kind: 'edited' | 'stale' } | NotFound> => {
    const current = await lockVolunteer(tx, municipalityId, volunteerId);
    if (current === undefined) return { kind: 'not_found' };
    if (current.version !== given.version) return { kind: 'stale' };
    const newAddress = given.email.toLowerCase() !== current.email.toLowerCase();
    await tx
      .updateTable('volunteer')
      .set({ ...toColumns(given), ...(newAddress && { email_invalid_at: null }) })
      .where('id', '=', volunteerId)
      .execute();
    await storeCharacteristics(tx, municipalityId, volunteerId, given);
    await recordVolunteerEvent(tx, about(operator, volunteerId), { event: 'changed', byOperator: operator.id });
    if (newAddress && current.email_invalid_at !== null) {
      await recordVolunteerEvent(tx, about(operator, volunteerId), { event: 'email_valid', byOperator: operator.id });
    }
    return { kind: 'edited' };
  });
  return await edit.catch((error: unknown): EmailTaken => {
    // The only unique index that an edit can meet is that of the address.
    if (sqlStateOf(error) === uniqueViolation) return { kind: 'email_taken' };
    throw error;
  });
}

export async function addVolunteerNote(
  db: Db,
  operator: Operator,
  volunteerId: string,
  note: string,
): Promise<{ kind: 'noted' } | NotFound> {
  return await db.transaction().execute(async (tx) => {
    const current = await lockVolunteer(tx, operator.municipalityId, volunteerId);
    if (current === undefined) return { kind: 'not_found' };
    await recordVolunteerEvent(tx, about(operator, volunteerId), { event: 'noted', note, byOperator: operator.id });
    return { kind: 'noted' };
  });
}

/** The address works after all, somebody made sure: proposals go to it again. Pressed twice, it says so once. */
export async function markEmailValid(
  db: Db,
  operator: Operator,
  volunteerId: string,
): Promise<{ kind: 'marked' | 'unchanged' } | NotFound> {
  return await db.transaction().execute(async (tx) => {
    const current = await lockVolunteer(tx, operator.municipalityId, volunteerId);
    if (current === undefined) return { kind: 'not_found' };
    if (current.email_invalid_at === null) return { kind: 'unchanged' };
    await tx
      .updateTable('volunteer')
      .set((eb) => ({ email_invalid_at: null, version: eb('version', '+', 1), updated_at: sql<Date>`now()` }))
      .where('id', '=', volunteerId)
      .execute();
    await recordVolunteerEvent(tx, about(operator, volunteerId), { event: 'email_valid', byOperator: operator.id });
    return { kind: 'marked' };
  });
}

async function lockVolunteer(tx: Db, municipalityId: string, volunteerId: string) {
  return await tx
    .selectFrom('volunteer')
    .select(['version', 'email', 'email_invalid_at'])
    .where('municipality_id', '=', municipalityId)
    .where('id', '=', volunteerId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

function toColumns(given: AddedVolunteer) {
  const { givenName, familyName, email, telephone, birthDate } = given;
  return { given_name: givenName, family_name: familyName, email, telephone, birth_date: birthDate };
}

function about({ municipalityId }: Operator, volunteerId: string) {
  return { municipality_id: municipalityId, volunteer_id: volunteerId };
}
