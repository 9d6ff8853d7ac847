import { formatNumber } from '../../src/i18n/i18n.ts';
import type { Column, Table } from '../statistics-tables.ts';
import { formatDay, formatMinutes } from './dates.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

type Props = { title: string; table: Table; download: string };

/** The numbers of a chart, with the file that holds them. */
export const StatisticsTable = ({ title, table: { columns, rows }, download }: Props) => {
  const { language, t } = usePage();
  const say = (cell: string | number | null, kind: Column['kind'] | undefined) => {
    if (cell === null) return t('statistics:numbers.noWait');
    if (kind === 'day') return formatDay(language, String(cell), 'short');
    if (kind === 'minutes') return formatMinutes(language, Number(cell));
    return typeof cell === 'number' ? formatNumber(language, cell) : cell;
  };
  return (
    <>
      <div class="ec-statistics__table">
        <table class="ec-table">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {columns.map(({ label }) => (
                <th scope="col">{label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first = null, ...others]) => (
              <tr>
                <th scope="row" data-label={columns[0]?.label}>
                  {say(first, columns[0]?.kind)}
                </th>
                {others.map((cell, i) => (
                  <td data-label={columns[i + 1]?.label}>{say(cell, columns[i + 1]?.kind)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="ec-no-print">
        <a href={download} aria-label={t('statistics:downloadOf', { table: title })}>
          <Icon name="it-download" size="sm" /> {t('statistics:download')}
        </a>
      </p>
    </>
  );
};
