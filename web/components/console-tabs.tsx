import type { Status } from '../../src/domain/status.ts';
import { Count } from './count.tsx';
import { usePage } from './page-context.tsx';
import { type TableAddress, type TabName, tablePath, tabs } from './table-address.ts';

/** How many each view shows, as far as they are counted. */
export type TableCounts = Record<Status, number> & { withoutVolunteers: number };

type Props = { slug: string; address: TableAddress; counts: TableCounts };

/** The views of the table; what is searched for and what narrows it goes along from one to the other. */
export const ConsoleTabs = ({ slug, address, counts }: Props) => {
  const { t } = usePage();
  return (
    <nav class="ec-tabs" aria-label={t('console:table.tabs')}>
      <ul>
        {tabs.map(({ name }) => (
          <li>
            <a
              href={tablePath(slug, { ...address, tab: name })}
              aria-current={name === address.tab ? 'page' : undefined}
            >
              {t(`console:table.tab.${name}`)} <Count count={countOf(name, counts)} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

function countOf(tab: TabName, counts: TableCounts): number {
  switch (tab) {
    case 'to_import':
      return counts.submitted;
    case 'without_volunteers':
      return counts.withoutVolunteers;
    case 'all':
      return counts.awaiting_operator + counts.dispatched + counts.discarded;
    case 'awaiting_operator':
    case 'dispatched':
    case 'discarded':
      return counts[tab];
  }
}
