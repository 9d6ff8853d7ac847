import type { DrawnZone, Point, Polygon } from '../../../src/domain/zone-shapes.ts';
import { formatNumber } from '../../../src/i18n/i18n.ts';
import { usePage } from '../page-context.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { round } from './scale.ts';

const [width, margin] = [800, 10];
/** Taller than twice its width, a map would be a strip. */
const mostHeight = 900;
/** From few to many; each is told from the next in grey too, and the number stands in the zone. */
const shades = ['#fff', '#d6e6f8', '#99c2ee', '#4d94dd', '#06c'];

type Props = {
  name: string;
  title: string;
  description: string;
  /** Without a count the map shows where they lie, and nothing else. */
  zones: (DrawnZone & { count?: number })[];
};

/** The zones where they lie, the darker the more of it there is, each with its number. */
export const ZoneMap = ({ zones, ...figure }: Props) => {
  const { language } = usePage();
  const { project, height } = createProjection(zones.flatMap(({ polygons }) => polygons.flat(2)));
  const most = Math.max(...zones.map(({ count }) => count ?? 0), 1);
  return (
    <ChartFigure {...figure} width={width} height={height}>
      {zones.map(({ polygons, label, count }) => (
        <path
          class="ec-map__zone"
          d={polygons.map((polygon) => drawPolygon(polygon, project)).join('')}
          fill={shades[Math.ceil(((count ?? 0) / most) * (shades.length - 1))]}
          fill-rule="evenodd"
        >
          <title>{count === undefined ? label : `${label}: ${count}`}</title>
        </path>
      ))}
      {zones.map(({ polygons, label, count }) => {
        const [x, y] = project(findMiddle(polygons));
        return (
          <g class="ec-map__label">
            <text x={x} y={y} text-anchor="middle">
              {label}
            </text>
            <text class="ec-chart__number" x={x} y={y + 17} text-anchor="middle">
              {count === undefined ? null : formatNumber(language, count)}
            </text>
          </g>
        );
      })}
    </ChartFigure>
  );
};

type Projection = (point: Point) => [number, number];

/**
 * Where a point comes to lie: a degree of longitude is as long as the cosine of the latitude says. Over a Comune, some
 * tens of kilometres, nobody sees the difference from a map that minds the earth's roundness.
 */
function createProjection(points: Point[]): { project: Projection; height: number } {
  const [west, east] = findEnds(points.map(([longitude]) => longitude));
  const [south, north] = findEnds(points.map(([, latitude]) => latitude));
  const shortening = Math.max(Math.cos((((south + north) / 2) * Math.PI) / 180), 0.01);
  const [wide, high] = [Math.max((east - west) * shortening, 1e-6), Math.max(north - south, 1e-6)];
  const scale = Math.min((width - 2 * margin) / wide, (mostHeight - 2 * margin) / high);
  const left = (width - wide * scale) / 2;
  return {
    height: round(high * scale + 2 * margin),
    project: ([longitude, latitude]) => [
      round(left + (longitude - west) * shortening * scale),
      round(margin + (north - latitude) * scale),
    ],
  };
}

function findEnds(values: number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function drawPolygon(polygon: Polygon, project: Projection): string {
  return polygon.map((ring) => `M${ring.map((point) => project(point).join(' ')).join('L')}Z`).join('');
}

/** The middle of the box around the outline with most points: near enough to write a number at. */
function findMiddle(polygons: Polygon[]): Point {
  const outline = polygons
    .map(([ring]) => ring ?? [])
    .reduce((one, other) => (other.length > one.length ? other : one));
  const [west, east] = findEnds(outline.map(([longitude]) => longitude));
  const [south, north] = findEnds(outline.map(([, latitude]) => latitude));
  return [(west + east) / 2, (south + north) / 2];
}
