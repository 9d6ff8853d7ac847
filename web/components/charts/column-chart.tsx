import { countAll, type RequestCounts, requestOutcomes } from '../../../src/domain/statistics.ts';
import { formatNumber } from '../../../src/i18n/i18n.ts';
import { usePage } from '../page-context.tsx';
import { ChartFigure } from './chart-figure.tsx';
import { fillOf } from './outcomes.tsx';
import { chooseTicks, round, thinOut } from './scale.ts';
import { TimeAxis } from './time-axis.tsx';

const [width, height] = [800, 280];
const area = { left: 48, right: 8, top: 12, bottom: 34 };

type Props = { name: string; title: string; description: string; columns: { label: string; counts: RequestCounts }[] };

/** A column for each part of the period, divided by what became of its requests. */
export const ColumnChart = ({ columns, ...figure }: Props) => {
  const { language } = usePage();
  const ticks = chooseTicks(Math.max(...columns.map(({ counts }) => countAll(counts)), 1));
  const most = ticks.at(-1) ?? 1;
  const step = (width - area.left - area.right) / columns.length;
  const toY = (value: number) => height - area.bottom - (value / most) * (height - area.top - area.bottom);
  return (
    <ChartFigure {...figure} width={width} height={height}>
      <TimeAxis
        width={width}
        area={area}
        ticks={ticks.map((tick) => ({ y: toY(tick), label: formatNumber(language, tick) }))}
        labels={columns.map(({ label }, i) => ({ x: area.left + step * (i + 0.5), label }))}
        every={thinOut(columns.length, 9)}
        base={height - area.bottom}
      />
      {columns.map(({ counts }, i) => {
        let below = 0;
        return requestOutcomes.map((outcome) => {
          const [bottom, top] = [toY(below), toY(below + counts[outcome])];
          below += counts[outcome];
          return bottom === top ? null : (
            <rect
              x={round(area.left + step * (i + 0.12))}
              y={round(top)}
              width={round(step * 0.76)}
              height={round(bottom - top)}
              fill={fillOf(outcome)}
              stroke="#17324d"
              stroke-width="0.6"
            />
          );
        });
      })}
    </ChartFigure>
  );
};
