import { sql } from 'kysely';
import type { Language } from '../domain/language.ts';
import type { Role } from '../domain/role.ts';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';

/** Somebody who works for one Comune, with what they may do there. */
export type Operator = { id: string; municipalityId: string; name: string; email: string; role: Role };

/** The operator that a signed-in person is for this Comune; undefined where they are none, or no longer let in. */
export async function findOperator(db: Db, userId: string, municipalityId: string): Promise<Operator | undefined> {
  return await db
    .selectFrom('operator')
    .select(['id', 'municipality_id as municipalityId', 'name', 'email', 'role'])
    .where('user_id', '=', userId)
    .where('municipality_id', '=', municipalityId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
}

/** A Comune that a person works for, as what, and what it asks of their sign-in. */
export type OwnMunicipality = { slug: string; name: string; role: Role; secondFactorRequired: boolean };

/** The Comuni a signed-in person works for, for the page after sign-in. */
export async function findMunicipalitiesOf(db: Db, userId: string): Promise<OwnMunicipality[]> {
  const { rows } = await sql<Omit<OwnMunicipality, 'role'> & { id: string }>`
    select m.id, m.slug, m.name, m.second_factor_required as "secondFactorRequired"
    from municipalities_of(${userId}) own (id) join municipality m using (id)
    order by m.name`.execute(db);
  const found = await Promise.all(
    rows.map(async ({ id, ...municipality }) => {
      const operator = await forMunicipality(id, () => findOperator(db, userId, id));
      return operator === undefined ? [] : [{ ...municipality, role: operator.role }];
    }),
  );
  return found.flat();
}

/** Writes to somebody in this language from now on, in every Comune that they work for. */
export async function rememberOperatorLanguage(db: Db, userId: string, language: Language): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from municipalities_of(${userId}) own (id)`.execute(db);
  const remember = async (id: string) =>
    await db
      .updateTable('operator')
      .set({ language })
      .where('municipality_id', '=', id)
      .where('user_id', '=', userId)
      .execute();
  await Promise.all(rows.map(({ id }) => forMunicipality(id, () => remember(id))));
}

/** Without a role: the Comune's administrator where it has none yet, an operator else. */
const usualRole = (municipalityId: string) => sql<Role>`case when exists (
    select from operator where municipality_id = ${municipalityId} and role = 'administrator' and disabled_at is null
  ) then 'operator' else 'administrator' end`;

/**
 * Lets a person work for a Comune. Somebody who does already gets the name and, where one is given, the role, and is let
 * in again.
 */
export async function createOperator(
  db: Db,
  operator: { municipalityId: string; userId: string; name: string; email: string; role?: Role },
): Promise<{ id: string; role: Role }> {
  const { municipalityId, userId, name, email, role } = operator;
  return await db
    .insertInto('operator')
    .values({
      municipality_id: municipalityId,
      user_id: userId,
      name,
      email,
      role: role ?? usualRole(municipalityId),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['municipality_id', 'user_id'])
        .doUpdateSet({ name, disabled_at: null, ...(role !== undefined && { role }) }),
    )
    .returning(['id', 'role'])
    .executeTakeFirstOrThrow();
}
