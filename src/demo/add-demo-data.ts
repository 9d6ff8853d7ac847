import { createMunicipality } from '../db/create-municipality.ts';
import type { Db } from '../db/database.ts';
import { createOperator } from '../db/operators.ts';
import { addVolunteers } from '../db/volunteers.ts';
import type { SignIn } from '../sign-in.ts';
import { demoMunicipality, demoOperator, demoVolunteers } from './demo-data.ts';

/**
 * Adds the made-up Comune, its operator and its volunteers, where they are not there yet.
 * @returns the operator's sign-in; its password is null where the operator was there before
 */
export async function addDemoData(
  { db, signIn }: { db: Db; signIn: SignIn },
  password: string,
): Promise<{ operator: { email: string; password: string | null } }> {
  const { kind, id } = await createMunicipality(db, demoMunicipality, { demo: true });
  if (kind === 'created') await addVolunteers(db, id, demoVolunteers);
  const { userId, created } = await signIn.createUser({ ...demoOperator, password });
  await createOperator(db, { municipalityId: id, userId, ...demoOperator, role: 'administrator' });
  return { operator: { email: demoOperator.email, password: created ? password : null } };
}
