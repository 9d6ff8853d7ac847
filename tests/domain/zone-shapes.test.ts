import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostPoints, readShapes } from '../../src/domain/zone-shapes.ts';

const zones = [{ code: 'centro' }, { code: 'collina' }];
const ring = [
  [11.123456789, 44.5],
  [11.2, 44.5],
  [11.2, 44.6],
  [11.123456789, 44.5],
];

type Changes = { code?: unknown; type?: string; coordinates?: unknown };
const feature = ({ code = 'centro', type = 'Polygon', coordinates = [ring] }: Changes = {}) => ({
  type: 'Feature',
  properties: { codice: code },
  geometry: { type, coordinates },
});
const fileOf = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });

describe('a GeoJSON file', () => {
  it('gives the shape of each zone, to a metre', () => {
    const other = {
      ...feature({ type: 'MultiPolygon', coordinates: [[ring], [ring]] }),
      properties: { code: 'collina' },
    };
    const reading = readShapes(`\uFEFF${fileOf(feature(), other)}`, zones);
    expect(reading).toMatchObject({ kind: 'read', shapes: [{ code: 'centro' }, { code: 'collina' }] });
    const [one, two] = reading.kind === 'read' ? reading.shapes : [];
    expect(one?.polygons[0]?.[0]?.[0]).toEqual([11.12346, 44.5]);
    expect(two?.polygons).toHaveLength(2);
  });

  it('has heights that are left out', () => {
    const high = ring.map((point) => [...point, 120]);
    const reading = readShapes(fileOf(feature({ coordinates: [high] })), zones);
    expect(reading.kind === 'read' && reading.shapes[0]?.polygons[0]?.[0]?.[1]).toEqual([11.2, 44.5]);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', '{"type":'],
    ['no collection', JSON.stringify(feature())],
    ['no features', fileOf()],
    ['a line', fileOf(feature({ type: 'LineString', coordinates: ring }))],
    ['metres', fileOf(feature({ coordinates: [ring.map(() => [686_000, 4_930_000])] }))],
    ['a longitude that there is not', fileOf(feature({ coordinates: [ring.map(() => [-181, 44])] }))],
    ['words', fileOf(feature({ coordinates: [ring.map(() => ['11', '44'])] }))],
    ['a ring of two points', fileOf(feature({ coordinates: [ring.slice(0, 2)] }))],
    ['a code that is none', fileOf(feature({ code: 7 }))],
  ])('is not one with %s', (_, text) => {
    expect(readShapes(text, zones).kind).toBe('not_geojson');
  });

  it('names what is no zone, or stands there twice', () => {
    const unknown = fileOf(feature(), feature({ code: 'mare' }), feature({ code: 'mare' }));
    expect(readShapes(unknown, zones)).toEqual({ kind: 'unknown', codes: ['mare'] });
    expect(readShapes(fileOf(feature(), feature()), zones)).toEqual({ kind: 'twice', codes: ['centro'] });
  });

  it('may not be more than a page can show', () => {
    const many = Array.from({ length: mostPoints + 1 }, (_, i) => [11 + i / mostPoints, 44]);
    expect(readShapes(fileOf(feature({ coordinates: [many] })), zones).kind).toBe('too_detailed');
  });

  it('is read or refused, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readShapes(fileOf(value), zones).kind).toBe('not_geojson');
      }),
    );
  });
});
