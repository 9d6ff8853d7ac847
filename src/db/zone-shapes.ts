import { sql } from 'kysely';
import { type DrawnZone, polygons, type ZoneShape } from '../domain/zone-shapes.ts';
import { appendAudit } from './audit-entries.ts';
import type { Db } from './database.ts';

/** The zones that have a shape, those not offered any more too. */
export async function readZoneShapes(db: Db, municipalityId: string): Promise<DrawnZone[]> {
  const rows = await db
    .selectFrom('zone_shape')
    .innerJoin('zone', (join) =>
      join
        .onRef('zone.municipality_id', '=', 'zone_shape.municipality_id')
        .onRef('zone.code', '=', 'zone_shape.zone_code'),
    )
    .select(['zone.code', 'zone.label', 'polygons'])
    .where('zone_shape.municipality_id', '=', municipalityId)
    .orderBy('zone.code')
    .execute();
  return rows.map(({ code, label, polygons: stored }) => ({ code, label, polygons: polygons.parse(stored) }));
}

/** Puts these shapes in the place of all there were; none takes the map away. */
export async function replaceZoneShapes(db: Db, municipalityId: string, shapes: ZoneShape[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // One at a time: of two that replace at once, the second one's are all there is.
    await sql`select from municipality where id = ${municipalityId} for no key update`.execute(tx);
    await tx.deleteFrom('zone_shape').where('municipality_id', '=', municipalityId).execute();
    await appendAudit(tx, municipalityId, { action: 'settings' });
    if (shapes.length === 0) return;
    const values = shapes.map(({ code, polygons }) => ({
      municipality_id: municipalityId,
      zone_code: code,
      polygons: JSON.stringify(polygons),
    }));
    await tx.insertInto('zone_shape').values(values).execute();
  });
}
