import { usePage } from './page-context.tsx';
import { SearchForm } from './search-form.tsx';
import { listFilters, type TableAddress, tablePath } from './table-address.ts';

type Props = { slug: string; address: TableAddress };

/**
 * Looks among all requests, within what narrows the table: who telephones does not know in which list theirs is. The
 * tabs then narrow it.
 */
export const TableSearch = ({ slug, address }: Props) => {
  const { t } = usePage();
  const { tab, q, filter } = address;
  return (
    <SearchForm
      path={`/${slug}/console`}
      q={q}
      label={t('console:table.search')}
      button={t('console:table.searchButton')}
      hidden={[{ name: 'stato', value: 'tutte' }, ...listFilters(filter).map(([, name, value]) => ({ name, value }))]}
    >
      {q === '' ? null : (
        <p class="ec-search__found">
          {tab === 'all'
            ? t('console:table.found', { q })
            : t('console:table.foundIn', { q, tab: t(`console:table.tab.${tab}`) })}{' '}
          <a href={tablePath(slug, { ...address, tab: 'awaiting_operator', q: '' })}>
            {t('console:table.searchClear')}
          </a>
        </p>
      )}
    </SearchForm>
  );
};
