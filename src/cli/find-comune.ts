import type { Db } from '../db/database.ts';
import { findMunicipality } from '../db/municipalities.ts';

/** @throws Error where there is none of this slug, or none was named */
export async function findComune(db: Db, slug: string | undefined) {
  const municipality = slug === undefined ? undefined : await findMunicipality(db, slug);
  if (municipality === undefined) throw new Error('Name an existing Comune with --comune SLUG.');
  return municipality;
}
