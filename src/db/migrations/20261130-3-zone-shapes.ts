import { type Kysely, sql } from 'kysely';

/** Where a Comune's zones lie, if it gives that: for the map of the statistics alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table zone_shape (
      municipality_id uuid not null,
      zone_code text not null,
      -- Polygons of rings of points, longitude first, as GeoJSON has them (RFC 7946, 3.1.7).
      polygons jsonb not null check (jsonb_typeof(polygons) = 'array' and jsonb_array_length(polygons) > 0),
      primary key (municipality_id, zone_code),
      foreign key (municipality_id, zone_code) references zone (municipality_id, code) on delete cascade
    )`.execute(db);
  await sql`call confine_to_municipality('zone_shape')`.execute(db);
  await sql`revoke update on zone_shape from easycare_app`.execute(db);
}
