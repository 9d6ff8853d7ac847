import { chooseStep } from '../../src/domain/period.ts';
import { countAll, type ListedCounts, requestOutcomes } from '../../src/domain/statistics.ts';
import type { DrawnZone } from '../../src/domain/zone-shapes.ts';
import type { Counted } from '../statistics-tables.ts';
import { BarChart } from './charts/bar-chart.tsx';
import { ColumnChart } from './charts/column-chart.tsx';
import { LineChart, LineLegend } from './charts/line-chart.tsx';
import { fillOf, OutcomeLegend } from './charts/outcomes.tsx';
import { ZoneMap } from './charts/zone-map.tsx';
import { formatDayOfAxis, formatMinutes } from './dates.ts';
import { usePage } from './page-context.tsx';

type Props = { counted: Counted };

export const RequestsChart = ({ counted: { period, statistics } }: Props) => {
  const { language, t } = usePage();
  const step = chooseStep(period);
  const most = Math.max(...statistics.slots.map(({ requests }) => countAll(requests)));
  return (
    <>
      <OutcomeLegend />
      <ColumnChart
        name="chart-requests"
        title={t('statistics:part.requests')}
        description={t(`statistics:description.requests_${step}`, { most })}
        columns={statistics.slots.map(({ from, requests }) => ({
          label: formatDayOfAxis(language, from, step === 'month' ? 'month' : 'day'),
          counts: requests,
        }))}
      />
    </>
  );
};

export const NeedsChart = ({ counted: { statistics } }: Props) => <OutcomeBars name="needs" rows={statistics.needs} />;

export const ZonesChart = ({ counted: { statistics, shapes } }: Props) => (
  <>
    <OutcomeBars name="zones" rows={statistics.zones} />
    {shapes.length === 0 ? null : <CountedMap shapes={shapes} zones={statistics.zones} />}
  </>
);

const CountedMap = ({ shapes, zones }: { shapes: DrawnZone[]; zones: ListedCounts[] }) => {
  const { t } = usePage();
  return (
    <ZoneMap
      name="chart-map"
      title={t('statistics:part.map')}
      description={t('statistics:description.map')}
      zones={shapes.map((shape) => {
        const zone = zones.find(({ code }) => code === shape.code);
        return { ...shape, count: zone === undefined ? 0 : countAll(zone) };
      })}
    />
  );
};

const OutcomeBars = ({ name, rows }: { name: 'needs' | 'zones'; rows: ListedCounts[] }) => {
  const { t } = usePage();
  return (
    <>
      <OutcomeLegend />
      <BarChart
        name={`chart-${name}`}
        title={t(`statistics:part.${name}`)}
        description={t(`statistics:description.${name}`)}
        bars={rows.map(({ label, ...counts }) => ({
          label,
          parts: requestOutcomes.map((outcome) => ({ value: counts[outcome], fill: fillOf(outcome) })),
        }))}
      />
    </>
  );
};

export const WaitsChart = ({ counted: { period, statistics } }: Props) => {
  const { language, t } = usePage();
  const waits = statistics.slots.map(({ decisionWait }) => decisionWait);
  // In the unit that the axis is marked in, so that its marks are whole.
  const longest = Math.max(...waits.map((wait) => wait?.p90 ?? 0));
  const unit = longest < 120 ? 1 : longest < 48 * 60 ? 60 : 1440;
  const of = (part: 'median' | 'p90') => waits.map((wait) => (wait === null ? null : wait[part] / unit));
  const lines = [
    { label: t('statistics:line.median'), mark: 'circle' as const, values: of('median') },
    { label: t('statistics:line.p90'), mark: 'square' as const, values: of('p90') },
  ];
  return (
    <>
      <LineLegend lines={lines} />
      <LineChart
        name="chart-waits"
        title={t('statistics:part.waits')}
        description={t('statistics:description.waits')}
        labels={statistics.slots.map(({ from }) =>
          formatDayOfAxis(language, from, chooseStep(period) === 'month' ? 'month' : 'day'),
        )}
        lines={lines}
        say={(value) => formatMinutes(language, value * unit)}
      />
    </>
  );
};

export const VolunteersChart = ({ counted: { load } }: Props) => {
  const { t } = usePage();
  return (
    <BarChart
      name="chart-volunteers"
      title={t('statistics:part.volunteers')}
      description={t('statistics:description.volunteers')}
      bars={load.map(({ openOffers, volunteers }) => ({
        label: t('statistics:openOffers', { count: openOffers }),
        parts: [{ value: volunteers, fill: fillOf('dispatched') }],
      }))}
    />
  );
};

export const RatingsChart = ({ counted: { ratings } }: Props) => {
  const { t } = usePage();
  return (
    <BarChart
      name="chart-ratings"
      title={t('statistics:part.ratings')}
      description={t('rating:chart')}
      bars={ratings.counts
        .map((value, i) => ({
          label: t('rating:countOfStars', { count: i + 1 }),
          parts: [{ value, fill: fillOf('dispatched') }],
        }))
        .reverse()}
    />
  );
};
