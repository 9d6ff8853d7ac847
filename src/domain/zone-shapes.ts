import { z } from 'zod';
import type { Listed } from './help-request.ts';

/** Longitude and latitude, in degrees (WGS 84). */
export type Point = [number, number];
/** An outline and the holes in it. */
export type Polygon = Point[][];
export type ZoneShape = { code: string; polygons: Polygon[] };
export type DrawnZone = ZoneShape & { label: string };

/** More than a map on a page can show: so many points are 200 kB of it. */
export const mostPoints = 10_000;
/** A generous file of as many points; a Comune's own, simplified, has a tenth. */
export const longestShapesFile = 2 * 1024 * 1024;

/** About a metre: more would be length without anything to see. */
const decimals = 5;
const degrees = (most: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .transform((value) => Number(value.toFixed(decimals)));
// A height may follow (RFC 7946, 3.1.1); a map has none.
const point = z
  .tuple([degrees(180), degrees(90)])
  .rest(z.number())
  .transform(([longitude, latitude]): Point => [longitude, latitude]);
const polygon = z.array(z.array(point).min(4)).min(1);
export const polygons = z.array(polygon).min(1);

const feature = z.object({
  properties: z.object({ codice: z.string().optional(), code: z.string().optional() }),
  geometry: z.discriminatedUnion('type', [
    z.object({ type: z.literal('Polygon'), coordinates: polygon }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: polygons }),
  ]),
});
const collection = z.object({ type: z.literal('FeatureCollection'), features: z.array(feature).min(1).max(1_000) });

export type ShapesReading =
  | { kind: 'read'; shapes: ZoneShape[] }
  /** `codes` are those of the file that no zone has; twice is one that stands there more than once. */
  | { kind: 'not_geojson' | 'too_detailed' }
  | { kind: 'unknown' | 'twice'; codes: string[] };

/** The shapes of a GeoJSON file (RFC 7946) whose features carry a zone's code as `codice` or `code`. */
export function readShapes(text: string, zones: Pick<Listed, 'code'>[]): ShapesReading {
  const found = collection.safeParse(parseJson(text)).data;
  if (found === undefined) return { kind: 'not_geojson' };
  const shapes = found.features.map(({ properties, geometry }) => ({
    code: properties.codice ?? properties.code ?? '',
    polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  }));
  const codes = shapes.map(({ code }) => code);
  const unknown = codes.filter((code) => !zones.some((zone) => zone.code === code));
  if (unknown.length > 0) return { kind: 'unknown', codes: [...new Set(unknown)] };
  const twice = codes.filter((code, i) => codes.indexOf(code) !== i);
  if (twice.length > 0) return { kind: 'twice', codes: [...new Set(twice)] };
  return shapes.flatMap((shape) => shape.polygons.flat(2)).length > mostPoints
    ? { kind: 'too_detailed' }
    : { kind: 'read', shapes };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
