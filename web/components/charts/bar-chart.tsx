import { formatNumber } from '../../../src/i18n/i18n.ts';
import { usePage } from '../page-context.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { round } from './scale.ts';

const width = 800;
const rowHeight = 46;
const numberWidth = 90;

type Part = { value: number; fill: string };
type Props = { name: string; title: string; description: string; bars: { label: string; parts: Part[] }[] };

/** A bar for each thing, its name above it and its number beside it. */
export const BarChart = ({ bars, ...figure }: Props) => {
  const { language } = usePage();
  const totals = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const scale = (width - numberWidth) / Math.max(...totals, 1);
  return (
    <ChartFigure {...figure} width={width} height={Math.max(1, bars.length) * rowHeight}>
      {bars.map(({ label, parts }, i) => {
        let before = 0;
        return (
          <g class="ec-chart__bar">
            <text x="0" y={i * rowHeight + 15}>
              {label}
            </text>
            {parts.map(({ value, fill }) => {
              const x = before;
              before += value * scale;
              return value === 0 ? null : (
                <rect
                  x={round(x)}
                  y={i * rowHeight + 21}
                  width={round(value * scale)}
                  height="18"
                  fill={fill}
                  stroke="#17324d"
                  stroke-width="0.6"
                />
              );
            })}
            <text class="ec-chart__number" x={round(before + 8)} y={i * rowHeight + 35}>
              {formatNumber(language, totals[i] ?? 0)}
            </text>
          </g>
        );
      })}
    </ChartFigure>
  );
};
