import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { makeListCode } from '../domain/list-code.ts';
import type { NewMunicipality } from '../domain/new-municipality.ts';
import { fillMunicipality, type MunicipalityContents } from './create-municipality.ts';
import type { Db } from './database.ts';
import { forMunicipality } from './municipality-scope.ts';

/**
 * Creates a Comune from the web, all or nothing. The role that web connects with may add no row to `municipality`; a
 * function of the owner adds this one, for whoever administers the installation, and the rest is added as the new
 * Comune's own.
 * @param userId of sign-in, who creates it
 * @returns `taken` where the installation has a Comune of this slug
 * @throws where this person does not administer the installation
 */
export async function foundMunicipality(
  db: Db,
  userId: string,
  described: NewMunicipality,
): Promise<'founded' | 'taken'> {
  const id = randomUUID();
  const { slug, name, officeTelephone, officeChannel } = described;
  return await forMunicipality(id, async () =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql`
        select from found_municipality(${userId}, ${id}, ${slug}, ${name}, ${officeTelephone}, ${officeChannel})`.execute(
        tx,
      );
      if (rows.length === 0) return 'taken';
      await fillMunicipality(tx, id, toContents(described));
      return 'founded';
    }),
  );
}

function toContents(described: NewMunicipality): MunicipalityContents {
  return {
    operationsLead: {
      name: described.leadName,
      telephone: described.leadTelephone,
      email: described.leadEmail,
    },
    zones: toEntries(described.zones),
    skills: toEntries(described.skills),
    languages: toEntries(described.languages),
    neighbours: [],
    needs: toEntries(described.needs).map((need) => ({ ...need, skills: [] })),
  };
}

function toEntries(labels: string[]): { code: string; label: string }[] {
  const codes: string[] = [];
  return labels.map((label) => {
    const code = makeListCode(label, codes);
    codes.push(code);
    return { code, label };
  });
}
