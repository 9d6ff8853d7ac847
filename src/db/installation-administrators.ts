import { sql } from 'kysely';
import type pg from 'pg';
import type { Db } from './database.ts';
import { listMunicipalities } from './municipalities.ts';
import { forMunicipality } from './municipality-scope.ts';

/**
 * Whether a signed-in person administers the installation. That alone lets nobody into a Comune's data.
 * @param pool with the sign-in tables in its search path
 */
export async function isInstallationAdministrator(pool: pg.Pool, userId: string): Promise<boolean> {
  const { rows } = await pool.query('select from installation_administrator where user_id = $1', [userId]);
  return rows.length > 0;
}

/** @param db the owner's: who administers the installation is said from a terminal alone */
export async function addInstallationAdministrator(db: Db, userId: string): Promise<void> {
  await db
    .insertInto('auth.installation_administrator')
    .values({ user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A Comune as who administers the installation sees it: how many people it has, and nothing of what they do. */
export type InstalledMunicipality = {
  slug: string;
  name: string;
  people: number;
  administrators: number;
  /** Invitations as administrator that nobody has accepted yet. */
  invited: number;
};

type Counts = Pick<InstalledMunicipality, 'people' | 'administrators' | 'invited'>;

/** One after the other, each in its own Comune: there are tens of them, and nobody sees across. */
export async function listInstalledMunicipalities(db: Db): Promise<InstalledMunicipality[]> {
  const installed: InstalledMunicipality[] = [];
  for (const { id, slug, name } of await listMunicipalities(db)) {
    installed.push({ slug, name, ...(await forMunicipality(id, () => countPeople(db, id))) });
  }
  return installed;
}

async function countPeople(db: Db, id: string): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select (select count(*)::int from operator where municipality_id = ${id} and disabled_at is null) as people,
      (select count(*)::int from operator
        where municipality_id = ${id} and disabled_at is null and role = 'administrator') as administrators,
      (select count(*)::int from invitation where municipality_id = ${id} and role = 'administrator'
        and used_at is null and withdrawn_at is null and expires_at > now()) as invited`.execute(db);
  return rows[0] ?? { people: 0, administrators: 0, invited: 0 };
}
