import type { TabName } from './console-tabs.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

type Props = { slug: string; tab: TabName; searched: boolean; toImport: boolean };

/** What an empty table says: that it is right so, and what comes next. */
export const TableEmpty = ({ slug, tab, searched, toImport }: Props) => {
  const { t } = usePage();
  const kind = searched ? 'search' : tab === 'awaiting_operator' && toImport ? 'awaitingToImport' : tab;
  return (
    <div class="ec-empty">
      <Icon name={searched ? 'it-search' : 'it-inbox'} size="xl" />
      <h2>{t(`console:table.empty.${kind}.title`)}</h2>
      <p>{t(`console:table.empty.${kind}.text`)}</p>
      {kind === 'all' ? (
        <p>
          <a href={`/${slug}`}>{t('console:table.empty.formLink')}</a>
        </p>
      ) : null}
    </div>
  );
};
