import type { Municipality } from '../../src/db/municipalities.ts';
import type { VolunteerCounts, VolunteerFilter } from '../../src/db/volunteer-table.ts';
import type { Listed } from '../../src/domain/help-request.ts';
import { Count } from './count.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { SearchForm } from './search-form.tsx';
import { approvalTabs, type FilterChanges, toQuery, volunteersPath } from './volunteer-filters.ts';

type Props = { municipality: Municipality; filter: VolunteerFilter; counts: VolunteerCounts };

/** The tabs by approval, whom no proposal reaches, and what a volunteer can do and where: all links. */
export const VolunteerFilters = ({ municipality, filter, counts }: Props) => {
  const { t } = usePage();
  const { slug, skills, zones } = municipality;
  const path = (changes: FilterChanges) => volunteersPath(slug, { ...filter, ...changes });
  const toggles = [
    { name: 'paused', changes: { paused: !filter.paused }, on: filter.paused, count: counts.paused },
    {
      name: 'emailInvalid',
      changes: { emailInvalid: !filter.emailInvalid },
      on: filter.emailInvalid,
      count: counts.emailInvalid,
    },
  ] as const;
  return (
    <>
      <nav class="ec-tabs" aria-label={t('volunteers:filters.approval')}>
        <ul>
          <li>
            <a href={path({ approval: undefined })} aria-current={filter.approval === undefined ? 'page' : undefined}>
              {t('volunteers:tab.all')} <Count count={counts.all} />
            </a>
          </li>
          {approvalTabs.map(({ approval }) => (
            <li>
              <a href={path({ approval })} aria-current={filter.approval === approval ? 'page' : undefined}>
                {t(`volunteers:tab.${approval}`)} <Count count={counts[approval]} />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <nav class="ec-filters" aria-label={t('volunteers:filters.more')}>
        <span class="ec-filters__title">
          <Icon name="it-funnel" size="sm" /> {t('volunteers:filters.title')}
        </span>
        {toggles.map(({ name, changes, on, count }) => (
          <a class="ec-filter" href={path(changes)} aria-current={on ? 'true' : undefined}>
            {on ? <Icon name="it-check" size="sm" /> : null}
            {t(`volunteers:filters.${name}`)} <Count count={count} />
          </a>
        ))}
        <ListFilter name="skill" list={skills} chosen={filter.skill} path={(skill) => path({ skill })} />
        <ListFilter name="zone" list={zones} chosen={filter.zone} path={(zone) => path({ zone })} />
        {toQuery({ ...filter, approval: undefined }).length === 0 ? null : (
          <a class="ec-filters__clear" href={volunteersPath(slug, { approval: filter.approval })}>
            {t('volunteers:filters.clear')}
          </a>
        )}
      </nav>
    </>
  );
};

type ListFilterProps = {
  name: 'skill' | 'zone';
  list: Listed[];
  chosen: string | undefined;
  path: (code: string | undefined) => string;
};

/** One of a list, folded away until it is opened. */
const ListFilter = ({ name, list, chosen, path }: ListFilterProps) => {
  const { t } = usePage();
  if (list.length === 0) return null;
  const label = list.find(({ code }) => code === chosen)?.label;
  return (
    <details class="ec-filter-list">
      <summary class={label === undefined ? 'ec-filter' : 'ec-filter ec-filter--on'}>
        {label === undefined ? t(`volunteers:filters.${name}`) : t(`volunteers:filters.${name}Is`, { label })}
        <Icon name="it-expand" size="sm" />
      </summary>
      <ul>
        {label === undefined ? null : (
          <li>
            <a href={path(undefined)}>{t('volunteers:filters.any')}</a>
          </li>
        )}
        {list.map((one) => (
          <li>
            <a href={path(one.code)} aria-current={one.code === chosen ? 'true' : undefined}>
              {one.label}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
};

/** Looks among all volunteers, whatever the filters: who telephones does not know in which list they are. */
export const VolunteerSearch = ({ slug, q }: { slug: string; q: string }) => {
  const { t } = usePage();
  return (
    <SearchForm
      path={volunteersPath(slug)}
      q={q}
      label={t('volunteers:search.label')}
      button={t('volunteers:search.button')}
    >
      {q === '' ? null : <p class="ec-search__found">{t('volunteers:search.found', { q })}</p>}
    </SearchForm>
  );
};
