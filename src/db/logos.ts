import type { LogoType } from '../domain/logo.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

export type Logo = { type: LogoType; bytes: Buffer };

/** A Comune's coat of arms or logo, with its hash. */
export async function readLogo(db: Db, municipalityId: string): Promise<(Logo & { hash: string }) | undefined> {
  return await db
    .selectFrom('municipality_logo')
    .select(['type', 'bytes', 'hash'])
    .where('municipality_id', '=', municipalityId)
    .executeTakeFirst();
}

/** Puts it in the place of the one there was. */
export async function saveLogo(db: Db, municipalityId: string, logo: Logo): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .insertInto('municipality_logo')
      .values({ municipality_id: municipalityId, ...logo })
      .onConflict((conflict) => conflict.column('municipality_id').doUpdateSet(logo))
      .execute();
    await appendAudit(tx, municipalityId, { action: 'settings' });
  });
}

export async function removeLogo(db: Db, municipalityId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('municipality_logo').where('municipality_id', '=', municipalityId).execute();
    await appendAudit(tx, municipalityId, { action: 'settings' });
  });
}
