import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { listFilters, type TableAddress, tablePath } from './table-address.ts';

type Props = { slug: string; address: TableAddress; toImport: boolean };

/** What an empty table says: that it is right so, and what comes next. */
export const TableEmpty = ({ slug, address, toImport }: Props) => {
  const { t } = usePage();
  const { filter } = address;
  const kind = findKind(address, toImport);
  return (
    <div class="ec-empty">
      <Icon name={kind === 'search' || kind === 'filtered' ? 'it-search' : 'it-inbox'} size="xl" />
      <h2>{t(`console:table.empty.${kind}.title`)}</h2>
      <p>{t(`console:table.empty.${kind}.text`)}</p>
      {kind === 'all' ? (
        <p>
          <a href={`/${slug}`}>{t('console:table.empty.formLink')}</a>
        </p>
      ) : null}
      {listFilters(filter).length === 0 ? null : (
        <p>
          <a href={tablePath(slug, { ...address, filter: {} })}>{t('quick:filters.clear')}</a>
        </p>
      )}
    </div>
  );
};

function findKind({ tab, q, filter }: TableAddress, toImport: boolean) {
  if (q !== '') return 'search';
  if (listFilters(filter).length > 0) return 'filtered';
  return tab === 'awaiting_operator' && toImport ? 'awaitingToImport' : tab;
}
