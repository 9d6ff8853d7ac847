import type { HelpRequestRow } from '../../src/domain/help-request.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { markOf } from '../live/mark.ts';
import { DiscardButton, DispatchButton } from './decision-buttons.tsx';
import { manyForm } from './many-bar.tsx';
import { usePage } from './page-context.tsx';
import { RequestMarks, StatusBadge } from './status-badge.tsx';
import { canBeDecided, type TableAddress, withList, writeList } from './table-address.ts';
import { When } from './when.tsx';

type Props = {
  slug: string;
  address: TableAddress;
  rows: HelpRequestRow[];
  /** Whether the requests that can be decided are ticked. */
  ticked: boolean;
  /** The request that has waited longest, to mark its row. */
  oldestId: string | undefined;
};

/** The requests, how long each has waited first; on a narrow screen each row is a card. */
export const RequestTable = ({ slug, address, rows, ticked, oldestId }: Props) => {
  const { t } = usePage();
  const { tab } = address;
  const waiting = tab === 'awaiting_operator' || tab === 'without_volunteers';
  const columns = [
    'choose',
    waiting ? 'waiting' : 'arrived',
    'reference',
    'name',
    'need',
    'zone',
    'status',
    'actions',
  ].filter((column) => !['choose', 'actions'].includes(column) || canBeDecided(tab));
  return (
    <table class="ec-table">
      <caption class="visually-hidden">{t('console:table.caption', { tab: t(`console:table.tab.${tab}`) })}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" class={['choose', 'actions'].includes(column) ? 'ec-no-print' : undefined}>
              {column === 'choose' ? t('quick:many.column') : t(`console:table.columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <RequestRow
            slug={slug}
            list={writeList(address)}
            row={row}
            columns={columns}
            ticked={ticked}
            isOldest={row.id === oldestId}
            waiting={waiting}
          />
        ))}
      </tbody>
    </table>
  );
};

function isDecidable({ status }: HelpRequestRow): boolean {
  return status === 'awaiting_operator';
}

type RowProps = {
  slug: string;
  /** The table that the row stands in, as the request's pages carry it. */
  list: string;
  row: HelpRequestRow;
  columns: string[];
  ticked: boolean;
  isOldest: boolean;
  waiting: boolean;
};

const RequestRow = ({ slug, list, row, columns, ticked, isOldest, waiting }: RowProps) => {
  const { t } = usePage();
  const path = `/${slug}/console/richieste/${row.id}`;
  const erased = row.erasedAt !== null;
  const name = erased ? t('console:erased.name') : `${row.familyName} ${row.givenName}`;
  const label = (column: string) => t(`console:table.columns.${column}`);
  return (
    <tr
      class={isOldest ? 'ec-row ec-row--oldest' : 'ec-row'}
      data-row
      data-live-key={row.id}
      data-live-mark={markOf([row, isOldest])}
    >
      {columns.includes('choose') ? (
        <td class="ec-row__choose ec-no-print" data-label={t('quick:many.column')}>
          {isDecidable(row) ? (
            <input
              type="checkbox"
              name="id"
              value={row.id}
              form={manyForm}
              checked={ticked}
              aria-label={t('quick:many.select', { reference: row.reference, name })}
            />
          ) : null}
        </td>
      ) : null}
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
        <a href={withList(path, list)}>{row.reference}</a>
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
          {isDecidable(row) ? (
            <div class="ec-decisions ec-decisions--compact">
              <DispatchButton
                action={`${path}/invia`}
                label={t('console:table.send')}
                fullName={t('console:table.sendFor', { reference: row.reference, name })}
                list={list}
                fromTable
              />
              <DiscardButton
                action={`${path}/elimina`}
                label={t('console:table.bin')}
                fullName={t('console:table.binFor', { reference: row.reference, name })}
                list={list}
                fromTable
              />
            </div>
          ) : null}
        </td>
      ) : null}
    </tr>
  );
};
