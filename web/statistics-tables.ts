import type { TFunction } from 'i18next';
import { chooseStep, type Period } from '../src/domain/period.ts';
import { countRatings, likedFrom, type Ratings } from '../src/domain/rating.ts';
import { countAll, type RequestCounts, type Statistics, type VolunteerLoad } from '../src/domain/statistics.ts';
import { channels } from '../src/domain/submission.ts';
import type { DrawnZone } from '../src/domain/zone-shapes.ts';

/** The tables beneath the charts, by what stands in the address of their CSV. */
export const tableNames = [
  'requests',
  'needs',
  'zones',
  'waits',
  'emails',
  'volunteers',
  'ratings',
  'opinions',
] as const;
export type TableName = (typeof tableNames)[number];

/** A day is `YYYY-MM-DD`, a wait minutes; null is none. */
export type Column = { label: string; kind: 'text' | 'day' | 'number' | 'minutes' };
export type Table = { columns: Column[]; rows: (string | number | null)[][] };

/** All that the tables are made of. */
export type Counted = {
  period: Period;
  statistics: Statistics;
  load: VolunteerLoad;
  ratings: Ratings;
  /** Where the zones lie; none where the Comune gives no map. */
  shapes: DrawnZone[];
};

const outcomes = ['received', 'dispatched', 'discarded', 'waiting'] as const;

/** One table, for the page that shows it and the file that holds it. */
export function makeTable(name: TableName, { period, statistics, load, ratings }: Counted, t: TFunction): Table {
  const numbers = (names: readonly string[]) =>
    names.map((one): Column => ({ label: t(`statistics:column.${one}`), kind: 'number' }));
  const from: Column = { label: t(`statistics:column.from_${chooseStep(period)}`), kind: 'day' };
  const text = (one: string): Column => ({ label: t(`statistics:column.${one}`), kind: 'text' });
  switch (name) {
    case 'requests':
      return {
        columns: [from, ...numbers(outcomes), ...numbers(['offers'])],
        rows: statistics.slots.map((slot) => [slot.from, ...countsOf(slot.requests), slot.offers]),
      };
    case 'needs':
    case 'zones':
      return {
        columns: [text(name === 'needs' ? 'need' : 'zone'), ...numbers(outcomes)],
        rows: statistics[name].map((row) => [row.label, ...countsOf(row)]),
      };
    case 'waits': {
      const minutes = ['importMedian', 'importP90', 'decisionMedian', 'decisionP90'].map(
        (one): Column => ({ label: t(`statistics:column.${one}`), kind: 'minutes' }),
      );
      const rows = statistics.slots.map(({ from, importWait, decisionWait }) => [
        from,
        ...[importWait?.median, importWait?.p90, decisionWait?.median, decisionWait?.p90].map((wait) => wait ?? null),
      ]);
      return { columns: [from, ...minutes], rows };
    }
    case 'emails':
      return {
        columns: [text('kind'), ...numbers(['sent', 'failed'])],
        rows: statistics.emails.map(({ kind, sent, failed }) => [t(`domain:emailKind.${kind}`), sent, failed]),
      };
    case 'volunteers':
      return {
        columns: [text('openOffers'), ...numbers(['volunteers'])],
        rows: load.map(({ openOffers, volunteers }) => [t('statistics:openOffers', { count: openOffers }), volunteers]),
      };
    case 'ratings':
      return {
        columns: [
          { label: t('rating:column.stars'), kind: 'number' },
          { label: t('rating:column.ratings'), kind: 'number' },
        ],
        rows: countRatings(ratings) === 0 ? [] : ratings.counts.map((count, i) => [i + 1, count]).reverse(),
      };
    case 'opinions':
      return {
        columns: [
          { label: t('rating:column.day'), kind: 'day' },
          { label: t('rating:column.service'), kind: 'text' },
          { label: t('rating:column.stars'), kind: 'number' },
          { label: t('rating:column.answer'), kind: 'text' },
          { label: t('rating:column.comment'), kind: 'text' },
        ],
        rows: ratings.opinions.map(({ day, service, stars, answer, comment }) => [
          day,
          t(`rating:service.${service}`),
          stars,
          answer && t(`rating:${stars >= likedFrom ? 'liked' : 'hard'}.${answer}`),
          comment,
        ]),
      };
  }
}

function countsOf(counts: RequestCounts): number[] {
  return [countAll(counts), counts.dispatched, counts.discarded, counts.waiting];
}

/** How the requests came in, in words. */
export function sayChannels(statistics: Statistics, t: TFunction): string {
  return channels.map((one) => `${t(`domain:channel.${one}`)}: ${statistics.channels[one]}`).join(', ');
}
