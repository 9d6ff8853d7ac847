import type { PropsWithChildren } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import { averageStars, countRatings } from '../../src/domain/rating.ts';
import { countAll, type Wait } from '../../src/domain/statistics.ts';
import { formatNumber } from '../../src/i18n/i18n.ts';
import { Alert } from '../components/alert.tsx';
import { OutcomePatterns } from '../components/charts/outcomes.tsx';
import { formatDay, formatMinutes } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { PeriodForm, statisticsPath } from '../components/period-form.tsx';
import {
  NeedsChart,
  RatingsChart,
  RequestsChart,
  VolunteersChart,
  WaitsChart,
  ZonesChart,
} from '../components/statistics-charts.tsx';
import { StatisticsTable } from '../components/statistics-table.tsx';
import { type Counted, makeTable, sayChannels, type TableName } from '../statistics-tables.ts';

export type StatisticsProps = {
  municipality: Municipality;
  operator: { name: string };
  counted: Counted;
  /** Whether the address named no period that can be shown. */
  wrongPeriod: boolean;
};

/** How many requests, what about, where, what became of them and how long it took: charts with their tables beneath. */
export const StatisticsPage = ({ municipality, operator, counted, wrongPeriod }: StatisticsProps) => {
  const { language, t } = usePage();
  const { period, statistics, load } = counted;
  const title = t('statistics:title');
  const [from, to] = [formatDay(language, period.from, 'short'), formatDay(language, period.to, 'short')];
  const part = { slug: municipality.slug, counted };
  return (
    <Document
      title={title}
      wrong={wrongPeriod}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="statistics"
    >
      <div class="container-xxl ec-console">
        <OutcomePatterns />
        {wrongPeriod ? (
          <Alert kind="warning" takesFocus>
            <p>{t('statistics:period.wrong')}</p>
          </Alert>
        ) : null}
        <div class="ec-console__head">
          <h1>{title}</h1>
          <button type="button" class="btn btn-outline-primary ec-no-print" data-print hidden>
            <Icon name="it-print" size="sm" /> {t('statistics:print')}
          </button>
        </div>
        <p>{t('statistics:lead', { from, to })}</p>
        <PeriodForm slug={municipality.slug} period={period} />
        {countAll(statistics.total) === 0 ? (
          <div class="ec-empty">
            <Icon name="it-chart-line" size="xl" />
            <h2>{t('statistics:empty.title')}</h2>
            <p>{t('statistics:empty.text')}</p>
          </div>
        ) : (
          <>
            <Numbers counted={counted} />
            <Part name="requests" {...part}>
              <RequestsChart counted={counted} />
            </Part>
            <Part name="needs" {...part}>
              <NeedsChart counted={counted} />
            </Part>
            <Part name="zones" {...part}>
              <ZonesChart counted={counted} />
            </Part>
            <Part name="waits" text={t('statistics:waitsText')} {...part}>
              <WaitsChart counted={counted} />
            </Part>
          </>
        )}
        {statistics.emails.length === 0 ? null : <Part name="emails" text={t('statistics:emailsText')} {...part} />}
        {load.length === 0 ? (
          <Part name="volunteers" text={t('statistics:volunteersEmpty')} {...part} />
        ) : (
          <Part name="volunteers" text={t('statistics:volunteersText', { offers: statistics.offers })} {...part}>
            <VolunteersChart counted={counted} />
          </Part>
        )}
        <RatingParts {...part} />
      </div>
    </Document>
  );
};

/** What people thought of the service, if any of them said. */
const RatingParts = ({ slug, counted }: Pick<PartProps, 'slug' | 'counted'>) => {
  const { language, t } = usePage();
  const average = averageStars(counted.ratings);
  if (average === undefined) return <Part name="ratings" slug={slug} counted={counted} text={t('rating:none')} />;
  const words = {
    average: average.toLocaleString(language, { maximumFractionDigits: 1 }),
    count: countRatings(counted.ratings),
  };
  return (
    <>
      <Part name="ratings" slug={slug} counted={counted} text={t('rating:average', words)}>
        <RatingsChart counted={counted} />
      </Part>
      {counted.ratings.opinions.length === 0 ? null : (
        <Part name="opinions" slug={slug} counted={counted} text={t('rating:opinionsText')} />
      )}
    </>
  );
};

type PartProps = PropsWithChildren<{ name: TableName; slug: string; counted: Counted; text?: string }>;

const Part = ({ name, slug, counted, text, children }: PartProps) => {
  const { t } = usePage();
  const title = t(`statistics:part.${name}`);
  const table = makeTable(name, counted, t);
  return (
    <section class="ec-statistics__part">
      <h2>{title}</h2>
      {text === undefined ? null : <p>{text}</p>}
      {children}
      {table.rows.length === 0 ? null : (
        <StatisticsTable
          title={title}
          table={table}
          download={statisticsPath(slug, counted.period, '/esporta.csv', { tabella: name })}
        />
      )}
    </section>
  );
};

const Numbers = ({ counted: { statistics } }: { counted: Counted }) => {
  const { language, t } = usePage();
  const { total, importWait, decisionWait } = statistics;
  const wait = (measured: Wait) => ({
    shown: measured === null ? t('statistics:numbers.noWait') : formatMinutes(language, measured.median),
    more: measured && t('statistics:numbers.p90', { p90: formatMinutes(language, measured.p90) }),
  });
  const count = (counted: number) => ({ shown: formatNumber(language, counted), more: null });
  const numbers = [
    { name: 'received', ...count(countAll(total)) },
    { name: 'dispatched', ...count(total.dispatched) },
    { name: 'discarded', ...count(total.discarded) },
    { name: 'waiting', ...count(total.waiting) },
    { name: 'importWait', ...wait(importWait) },
    { name: 'decisionWait', ...wait(decisionWait) },
  ];
  return (
    <>
      <dl class="ec-numbers">
        {numbers.map(({ name, shown, more }) => (
          <div>
            <dt>{t(`statistics:numbers.${name}`)}</dt>
            <dd>
              {shown}
              {more === null ? null : <small>{more}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <p>{sayChannels(statistics, t)}</p>
    </>
  );
};
