import { sql } from 'kysely';
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

/** A Comune that a person works for, as far as their own sign-in goes. */
export type OwnMunicipality = { slug: string; name: string; secondFactorRequired: boolean };

/** The Comuni a signed-in person is an operator of, for the page after sign-in. */
export async function findMunicipalitiesOf(db: Db, userId: string): Promise<OwnMunicipality[]> {
  const { rows } = await sql<OwnMunicipality>`
    select m.slug, m.name, m.second_factor_required as "secondFactorRequired"
    from municipalities_of(${userId}) own (id) join municipality m using (id)
    order by m.name`.execute(db);
  return rows;
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
