import type { Db } from './database.ts';

/** Somebody who may verify and decide for one Comune. */
export type Operator = { id: string; municipalityId: string; name: string; email: string };

/** The operator that a signed-in person is for this Comune; undefined where they are none. */
export async function findOperator(db: Db, userId: string, municipalityId: string): Promise<Operator | undefined> {
  return await db
    .selectFrom('operator')
    .select(['id', 'municipality_id as municipalityId', 'name', 'email'])
    .where('user_id', '=', userId)
    .where('municipality_id', '=', municipalityId)
    .executeTakeFirst();
}

/** The Comuni a signed-in person is an operator of, for the page after sign-in. */
export async function findMunicipalitiesOf(db: Db, userId: string): Promise<{ slug: string; name: string }[]> {
  return await db
    .selectFrom('operator')
    .innerJoin('municipality', 'municipality.id', 'operator.municipality_id')
    .select(['municipality.slug', 'municipality.name'])
    .where('operator.user_id', '=', userId)
    .orderBy('municipality.name')
    .execute();
}

export async function createOperator(
  db: Db,
  operator: { municipalityId: string; userId: string; name: string; email: string },
): Promise<{ id: string }> {
  return await db
    .insertInto('operator')
    .values({
      municipality_id: operator.municipalityId,
      user_id: operator.userId,
      name: operator.name,
      email: operator.email,
    })
    .onConflict((conflict) => conflict.columns(['municipality_id', 'user_id']).doUpdateSet({ name: operator.name }))
    .returning('id')
    .executeTakeFirstOrThrow();
}
