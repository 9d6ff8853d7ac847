import { usualPage } from '../../src/db/page-limit.ts';
import { type TabName, tablePath } from './console-tabs.tsx';
import { usePage } from './page-context.tsx';

/** A screen or two; a morning's work; all there is on a day of emergency. */
const rowsChoices = [usualPage, 200, 1_000] as const;
export type RowsChoice = (typeof rowsChoices)[number];

/** Reads `?righe=`; what is no choice of ours is the usual one. */
export function readRows(query: string | undefined): RowsChoice {
  return rowsChoices.find((rows) => String(rows) === query) ?? usualPage;
}

type Props = { slug: string; tab: TabName; q: string; current: RowsChoice; isNeeded: boolean };

/** How many rows the table shows, where there are more than it usually does. */
export const RowsPerPage = ({ slug, tab, q, current, isNeeded }: Props) => {
  const { t, language } = usePage();
  if (!isNeeded) return null;
  return (
    <nav class="ec-rows" aria-label={t('live:rows')}>
      <span aria-hidden="true">{t('live:rows')}</span>
      {rowsChoices.map((rows) => (
        <a href={tablePath(slug, { tab, q, rows })} aria-current={rows === current ? 'true' : undefined}>
          {rows.toLocaleString(language)}
        </a>
      ))}
    </nav>
  );
};
