import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { createMunicipality } from '../../src/db/create-municipality.ts';
import type { Db } from '../../src/db/database.ts';
import { findMunicipality, type Municipality } from '../../src/db/municipalities.ts';
import { createOperator, type Operator } from '../../src/db/operators.ts';
import { addVolunteers } from '../../src/db/volunteers.ts';

/** A Comune with its lists and two operators. */
export type Comune = Municipality & { anna: Operator; bruno: Operator };

/** Creates a Comune: zones centro and collina; skills guida, ascolto and lis; needs spesa (no skill), trasporto (guida). */
export async function createComune(db: Db, slug = `comune-${randomUUID()}`): Promise<Comune> {
  await createMunicipality(db, {
    slug,
    name: `Comune di ${slug}`,
    officeTelephone: '+390612345678',
    officeChannel: true,
    operationsLead: { name: 'Carla Capo', telephone: '+393330000001', email: `capo@${slug}.example` },
    zones: [
      { code: 'centro', label: 'Centro' },
      { code: 'collina', label: 'Collina' },
    ],
    languages: [
      { code: 'it', label: 'Italiano' },
      { code: 'en', label: 'Inglese' },
    ],
    neighbours: [],
    skills: [
      { code: 'guida', label: 'Guidare' },
      { code: 'ascolto', label: 'Ascoltare' },
      { code: 'lis', label: 'Lingua dei segni' },
    ],
    needs: [
      { code: 'spesa', label: 'Spesa a domicilio', skills: [] },
      { code: 'trasporto', label: 'Accompagnamento', skills: ['guida'] },
    ],
  });
  const municipality = await findMunicipality(db, slug);
  if (municipality === undefined) throw new Error('the Comune of the test is not there');
  return {
    ...municipality,
    anna: await addOperator(db, municipality, 'Anna Operatrice'),
    bruno: await addOperator(db, municipality, 'Bruno Operatore'),
  };
}

/** An operator with an account of sign-in's, which has no password. */
async function addOperator(db: Db, { id, slug }: { id: string; slug: string }, name: string): Promise<Operator> {
  const userId = randomUUID();
  const email = `${name.split(' ')[0]?.toLowerCase()}.${userId.slice(0, 8)}@${slug}.example`;
  await sql`
    insert into auth."user" ("id", "name", "email", "emailVerified")
    values (${userId}, ${name}, ${email}, true)`.execute(db);
  const operator = await createOperator(db, { municipalityId: id, userId, name, email });
  return { ...operator, municipalityId: id, name, email };
}

export type VolunteerChanges = {
  name?: string;
  zones?: string[];
  skills?: string[];
  maxOpenOffers?: number;
  approval?: 'pending' | 'approved' | 'refused';
  active?: boolean;
  lastOfferedAt?: Date | null;
};

/** A volunteer, approved and active unless told otherwise, with every zone and skill. @returns the id */
export async function addVolunteer(db: Db, comune: Municipality, changes: VolunteerChanges = {}): Promise<string> {
  const email = `${randomUUID()}@volontari.example`;
  await addVolunteers(db, comune.id, [
    {
      givenName: changes.name ?? 'Vito',
      familyName: 'Volontario',
      email,
      telephone: '+393330000002',
      zones: changes.zones ?? comune.zones.map(({ code }) => code),
      skills: changes.skills ?? comune.skills.map(({ code }) => code),
      maxOpenOffers: changes.maxOpenOffers ?? 3,
    },
  ]);
  const { id } = await db
    .updateTable('volunteer')
    .set({
      approval: changes.approval ?? 'approved',
      paused_until: changes.active === false ? 'infinity' : null,
      last_offered_at: changes.lastOfferedAt ?? null,
    })
    .where('municipality_id', '=', comune.id)
    .where('email', '=', email)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function addSomeVolunteers(db: Db, comune: Municipality, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push(await addVolunteer(db, comune));
  return ids;
}
