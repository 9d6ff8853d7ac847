import { ChartFigure } from './chart-figure.tsx';
import { chooseTicks, round, thinOut } from './scale.ts';
import { TimeAxis } from './time-axis.tsx';

const [width, height] = [800, 240];
const area = { left: 72, right: 8, top: 12, bottom: 34 };

/** Where a value is missing, the line has a gap. */
type Line = { label: string; mark: 'circle' | 'square'; values: (number | null)[] };
type Props = {
  name: string;
  title: string;
  description: string;
  labels: string[];
  lines: Line[];
  /** What stands at a mark of the axis. */
  say: (value: number) => string;
};

/** Lines over the period, told apart by their strokes and the marks on them. */
export const LineChart = ({ labels, lines, say, ...figure }: Props) => {
  const values = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const ticks = chooseTicks(Math.max(...values, 1));
  const most = ticks.at(-1) ?? 1;
  const step = (width - area.left - area.right) / labels.length;
  const toX = (i: number) => round(area.left + step * (i + 0.5));
  const toY = (value: number) => round(height - area.bottom - (value / most) * (height - area.top - area.bottom));
  return (
    <ChartFigure {...figure} width={width} height={height}>
      <TimeAxis
        width={width}
        area={area}
        ticks={ticks.map((tick) => ({ y: toY(tick), label: say(tick) }))}
        labels={labels.map((label, i) => ({ x: toX(i), label }))}
        every={thinOut(labels.length, 9)}
        base={height - area.bottom}
      />
      {lines.map(({ mark, values }) => (
        <g class={`ec-chart__line ec-chart__line--${mark}`}>
          <path d={drawPath(values.map((value, i) => (value === null ? null : [toX(i), toY(value)])))} />
          {values.map((value, i) => (value === null ? null : <Mark mark={mark} x={toX(i)} y={toY(value)} />))}
        </g>
      ))}
    </ChartFigure>
  );
};

function drawPath(points: (readonly [number, number] | null)[]): string {
  return points
    .flatMap((point, i) => (point === null ? [] : [`${points[i - 1] ? 'L' : 'M'}${point[0]} ${point[1]}`]))
    .join('');
}

const Mark = ({ mark, x, y }: { mark: Line['mark']; x: number; y: number }) =>
  mark === 'circle' ? (
    <circle cx={x} cy={y} r="3.5" />
  ) : (
    <rect x={round(x - 3.5)} y={round(y - 3.5)} width="7" height="7" />
  );

export const LineLegend = ({ lines }: { lines: Pick<Line, 'label' | 'mark'>[] }) => (
  <ul class="ec-legend">
    {lines.map(({ label, mark }) => (
      <li>
        <svg width="36" height="16" aria-hidden="true" focusable="false">
          <g class={`ec-chart__line ec-chart__line--${mark}`}>
            <path d="M0 8L36 8" />
            <Mark mark={mark} x={18} y={8} />
          </g>
        </svg>
        {label}
      </li>
    ))}
  </ul>
);
