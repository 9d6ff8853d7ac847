import type { Municipality } from '../../src/db/municipalities.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import type { VolunteerRow } from '../../src/domain/volunteer-view.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { VolunteerMarks } from './volunteer-badges.tsx';
import { volunteerPath } from './volunteer-filters.ts';

type Props = { municipality: Municipality; rows: VolunteerRow[]; more: boolean; today: string };

/** Who was found, each with the button that puts them in, or what keeps them from being asked. */
export const VolunteersToPutIn = ({ municipality, rows, more, today }: Props) => {
  const { t } = usePage();
  return (
    <>
      <ul class="ec-by-hand">
        {rows.map((row) => {
          const name = `${row.familyName} ${row.givenName}`;
          const full = row.openOffers >= row.maxOpenOffers;
          const paused = row.pausedUntil !== null && row.pausedUntil > today;
          return (
            <li class="ec-by-hand__found">
              <span>
                <a href={volunteerPath(municipality.slug, row.id)}>{name}</a>{' '}
                <span class="ec-quiet">
                  {formatTelephone(row.telephone)} ·{' '}
                  {t('console:byHand.load', { open: row.openOffers, cap: row.maxOpenOffers })}
                </span>
              </span>
              {full || paused || row.emailInvalidAt !== null ? (
                <span class="ec-badges">
                  <VolunteerMarks {...row} today={today} />
                  {full ? <span class="ec-badge">{t('volunteers:table.full')}</span> : null}
                </span>
              ) : (
                <button type="submit" name="volunteer" value={row.id} class="btn btn-primary btn-sm">
                  <Icon name="it-plus-circle" size="sm" /> {t('console:byHand.include')}
                  <span class="visually-hidden"> {name}</span>
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {more ? <p class="ec-hint">{t('console:byHand.more')}</p> : null}
    </>
  );
};
