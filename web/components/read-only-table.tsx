import type { HelpRequestRow } from '../../src/domain/help-request.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { usePage } from './page-context.tsx';
import { StatusBadge } from './status-badge.tsx';
import { When } from './when.tsx';

const columns = ['arrived', 'reference', 'name', 'need', 'zone', 'status'] as const;

/** Requests for who reads them and decides nothing; `path` is where one of them is read, without its id. */
export const ReadOnlyTable = ({ rows, path, caption }: { rows: HelpRequestRow[]; path: string; caption: string }) => {
  const { t } = usePage();
  const label = (column: (typeof columns)[number]) => t(`console:table.columns.${column}`);
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{label(column)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr class="ec-row">
            <td class="ec-row__waiting" data-label={label('arrived')}>
              <When at={row.submittedAt} focusable={false} />
            </td>
            <th scope="row" class="ec-row__reference" data-label={label('reference')}>
              <a href={`${path}/${row.id}`}>{row.reference}</a>
            </th>
            <td data-label={label('name')}>
              {row.erasedAt === null ? (
                <>
                  <span class="ec-row__name">{`${row.familyName} ${row.givenName}`}</span>
                  <span class="ec-row__more">{formatTelephone(row.telephone)}</span>
                </>
              ) : (
                <span class="ec-row__name">{t('console:erased.name')}</span>
              )}
            </td>
            <td data-label={label('need')}>{row.need.label}</td>
            <td data-label={label('zone')}>{row.zone.label}</td>
            <td data-label={label('status')}>
              <span class="ec-badges">
                <StatusBadge {...row} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
