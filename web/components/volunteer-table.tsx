import type { Municipality } from '../../src/db/municipalities.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import type { VolunteerRow } from '../../src/domain/volunteer-view.ts';
import { usePage } from './page-context.tsx';
import { ApprovalBadge, VolunteerMarks } from './volunteer-badges.tsx';
import { volunteerPath } from './volunteer-filters.ts';
import { When } from './when.tsx';

type Props = { municipality: Municipality; rows: VolunteerRow[]; today: string };

const columns = ['name', 'approval', 'skills', 'zones', 'load', 'lastOffer'] as const;

/** The volunteers by name; on a narrow screen each row is a card. */
export const VolunteerTable = ({ municipality, rows, today }: Props) => {
  const { t } = usePage();
  return (
    <table class="ec-table ec-table--volunteers">
      <caption class="visually-hidden">{t('volunteers:table.caption')}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{t(`volunteers:table.columns.${column}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row municipality={municipality} row={row} today={today} />
        ))}
      </tbody>
    </table>
  );
};

const Row = ({ municipality, row, today }: { municipality: Municipality; row: VolunteerRow; today: string }) => {
  const { t } = usePage();
  const label = (column: (typeof columns)[number]) => t(`volunteers:table.columns.${column}`);
  const full = row.openOffers >= row.maxOpenOffers;
  return (
    <tr class="ec-row">
      <th scope="row" data-label={label('name')}>
        <a class="ec-row__name" href={volunteerPath(municipality.slug, row.id)}>
          {row.familyName} {row.givenName}
        </a>
        <span class="ec-row__more">{formatTelephone(row.telephone)}</span>
      </th>
      <td data-label={label('approval')}>
        <span class="ec-badges">
          <ApprovalBadge {...row} />
          <VolunteerMarks {...row} today={today} />
        </span>
      </td>
      <td data-label={label('skills')}>
        <ShortList codes={row.skills} list={withRetired(municipality).skills} none={t('volunteers:table.noSkills')} />
      </td>
      <td data-label={label('zones')}>
        <ShortList codes={row.zones} list={withRetired(municipality).zones} none={t('volunteers:table.noZones')} />
      </td>
      <td data-label={label('load')}>
        <span class="ec-load">{t('volunteers:table.load', { open: row.openOffers, cap: row.maxOpenOffers })}</span>
        {full ? <span class="ec-row__more">{t('volunteers:table.full')}</span> : null}
      </td>
      <td data-label={label('lastOffer')}>
        {row.lastOfferedAt === null ? (
          <span class="ec-quiet">{t('volunteers:table.never')}</span>
        ) : (
          <When at={row.lastOfferedAt} focusable={false} />
        )}
      </td>
    </tr>
  );
};

/** More would make a row too tall to scan; the volunteer's page has them all. */
const mostShown = 3;

const ShortList = ({ codes, list, none }: { codes: string[]; list: Listed[]; none: string }) => {
  const { t } = usePage();
  if (codes.length === 0) return <span class="ec-quiet">{none}</span>;
  if (codes.length === list.length && list.length > 1) return <span>{t('volunteers:table.allOfThem')}</span>;
  const labels = list.filter(({ code }) => codes.includes(code)).map(({ label }) => label);
  const rest = labels.slice(mostShown);
  return (
    <span>
      {labels.slice(0, mostShown).join(', ')}
      {rest.length === 0 ? null : (
        <span class="ec-quiet" title={rest.join(', ')}>
          {' '}
          {t('volunteers:table.others', { count: rest.length })}
        </span>
      )}
    </span>
  );
};
