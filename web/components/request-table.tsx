import type { HelpRequestRow } from '../../src/domain/help-request.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { markOf } from '../live/mark.ts';
import type { TabName } from './console-tabs.tsx';
import { DiscardButton, DispatchButton } from './decision-buttons.tsx';
import { usePage } from './page-context.tsx';
import { RequestMarks, StatusBadge } from './status-badge.tsx';
import { When } from './when.tsx';

type Props = {
  slug: string;
  tab: TabName;
  rows: HelpRequestRow[];
  /** The request that has waited longest, to mark its row. */
  oldestId: string | undefined;
};

/** The requests, how long each has waited first; on a narrow screen each row is a card. */
export const RequestTable = ({ slug, tab, rows, oldestId }: Props) => {
  const { t } = usePage();
  const columns = [
    tab === 'awaiting_operator' ? 'waiting' : 'arrived',
    'reference',
    'name',
    'need',
    'zone',
    'status',
    'actions',
  ].filter((column) => column !== 'actions' || rows.some((row) => row.status === 'awaiting_operator'));
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('console:table.caption', { tab: t(`console:table.tab.${tab}`) })}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" class={column === 'actions' ? 'ec-no-print' : undefined}>
              {t(`console:table.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <RequestRow
            slug={slug}
            row={row}
            columns={columns}
            isOldest={row.id === oldestId}
            waiting={tab === 'awaiting_operator'}
          />
        ))}
      </tbody>
    </table>
  );
};

type RowProps = { slug: string; row: HelpRequestRow; columns: string[]; isOldest: boolean; waiting: boolean };

const RequestRow = ({ slug, row, columns, isOldest, waiting }: RowProps) => {
  const { t } = usePage();
  const path = `/${slug}/console/richieste/${row.id}`;
  const erased = row.erasedAt !== null;
  const name = erased ? t('console:erased.name') : `${row.familyName} ${row.givenName}`;
  const label = (column: string) => t(`console:table.columns.${column}`);
  return (
    <tr
      class={isOldest ? 'ec-row ec-row--oldest' : 'ec-row'}
      data-live-key={row.id}
      data-live-mark={markOf([row, isOldest])}
    >
      <td class="ec-row__waiting" data-label={label(waiting ? 'waiting' : 'arrived')}>
        {waiting ? (
          <strong>
            {t('console:table.since')} <When at={row.submittedAt} as="lasting" focusable={false} />
          </strong>
        ) : (
          <When at={row.submittedAt} focusable={false} />
        )}
        {isOldest ? <span class="ec-row__oldest">{t('console:table.oldestTitle')}</span> : null}
      </td>
      <th scope="row" class="ec-row__reference" data-label={label('reference')}>
        <a href={path}>{row.reference}</a>
      </th>
      <td data-label={label('name')}>
        <span class="ec-row__name">{name}</span>
        <span class="ec-row__more">
          {[
            ...(erased ? [] : [formatTelephone(row.telephone)]),
            ...(row.channel === 'office' ? [t('console:table.office')] : []),
          ].join(' · ')}
        </span>
      </td>
      <td data-label={label('need')}>{row.need.label}</td>
      <td data-label={label('zone')}>{row.zone.label}</td>
      <td data-label={label('status')}>
        <span class="ec-badges">
          <StatusBadge {...row} />
          <RequestMarks {...row} />
        </span>
      </td>
      {columns.includes('actions') ? (
        <td class="ec-row__actions ec-no-print" data-label={label('actions')}>
          {row.status === 'awaiting_operator' ? (
            <div class="ec-decisions ec-decisions--compact">
              <DispatchButton
                action={`${path}/invia`}
                label={t('console:table.send')}
                fullName={t('console:table.sendFor', { reference: row.reference, name })}
                fromTable
              />
              <DiscardButton
                action={`${path}/elimina`}
                label={t('console:table.bin')}
                fullName={t('console:table.binFor', { reference: row.reference, name })}
                fromTable
              />
            </div>
          ) : null}
        </td>
      ) : null}
    </tr>
  );
};
