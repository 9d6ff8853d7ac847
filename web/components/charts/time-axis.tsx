import { round } from './scale.ts';

type Props = {
  width: number;
  area: { left: number; right: number };
  ticks: { y: number; label: string }[];
  labels: { x: number; label: string }[];
  /** Only the first of so many labels is written. */
  every: number;
  /** The height of the line that all stands on. */
  base: number;
};

/** The lines and words around a chart of what came one after the other. */
export const TimeAxis = ({ width, area, ticks, labels, every, base }: Props) => (
  <g class="ec-chart__axis">
    {ticks.map(({ y, label }) => (
      <>
        <line x1={area.left} x2={width - area.right} y1={round(y)} y2={round(y)} />
        <text x={area.left - 6} y={round(y + 4)} text-anchor="end">
          {label}
        </text>
      </>
    ))}
    {labels.map(({ x, label }, i) =>
      i % every === 0 ? (
        <text x={round(x)} y={base + 20} text-anchor="middle">
          {label}
        </text>
      ) : null,
    )}
  </g>
);
