import { formatNumber } from '../../src/i18n/i18n.ts';
import { usePage } from './page-context.tsx';
import { rowsChoices, type TableAddress, tablePath } from './table-address.ts';

type Props = { slug: string; address: TableAddress; isNeeded: boolean };

/** How many rows the table shows, where there are more than it usually does. */
export const RowsPerPage = ({ slug, address, isNeeded }: Props) => {
  const { t, language } = usePage();
  if (!isNeeded) return null;
  return (
    <nav class="ec-rows" aria-label={t('live:rows')}>
      <span aria-hidden="true">{t('live:rows')}</span>
      {rowsChoices.map((rows) => (
        <a href={tablePath(slug, { ...address, rows })} aria-current={rows === address.rows ? 'true' : undefined}>
          {formatNumber(language, rows)}
        </a>
      ))}
    </nav>
  );
};
