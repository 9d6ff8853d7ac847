import { type TabName, tablePath } from './console-tabs.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

type Props = { slug: string; tab: TabName; q: string };

/** Looks among all requests: who telephones does not know in which list theirs is. The tabs then narrow it. */
export const TableSearch = ({ slug, tab, q }: Props) => {
  const { t } = usePage();
  return (
    <search class="ec-search">
      <form method="get" action={`/${slug}/console`}>
        <input type="hidden" name="stato" value="tutte" />
        <label for="q">{t('console:table.search')}</label>
        <span class="ec-search__line">
          <input class="form-control ec-control" type="search" id="q" name="q" value={q} autocomplete="off" />
          <button type="submit" class="btn btn-outline-primary">
            <Icon name="it-search" size="sm" /> {t('console:table.searchButton')}
          </button>
        </span>
      </form>
      {q === '' ? null : (
        <p class="ec-search__found">
          {tab === 'all'
            ? t('console:table.found', { q })
            : t('console:table.foundIn', { q, tab: t(`console:table.tab.${tab}`) })}{' '}
          <a href={tablePath(slug, { tab: 'awaiting_operator' })}>{t('console:table.searchClear')}</a>
        </p>
      )}
    </search>
  );
};
