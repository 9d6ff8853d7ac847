import { type TabName, tablePath } from './console-tabs.tsx';
import { usePage } from './page-context.tsx';
import { SearchForm } from './search-form.tsx';

type Props = { slug: string; tab: TabName; q: string };

/** Looks among all requests: who telephones does not know in which list theirs is. The tabs then narrow it. */
export const TableSearch = ({ slug, tab, q }: Props) => {
  const { t } = usePage();
  return (
    <SearchForm
      path={`/${slug}/console`}
      q={q}
      label={t('console:table.search')}
      button={t('console:table.searchButton')}
      hidden={{ name: 'stato', value: 'tutte' }}
    >
      {q === '' ? null : (
        <p class="ec-search__found">
          {tab === 'all'
            ? t('console:table.found', { q })
            : t('console:table.foundIn', { q, tab: t(`console:table.tab.${tab}`) })}{' '}
          <a href={tablePath(slug, { tab: 'awaiting_operator' })}>{t('console:table.searchClear')}</a>
        </p>
      )}
    </SearchForm>
  );
};
