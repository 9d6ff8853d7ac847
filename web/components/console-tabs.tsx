import { usualPage } from '../../src/db/page-limit.ts';
import type { Status } from '../../src/domain/status.ts';
import { Count } from './count.tsx';
import { usePage } from './page-context.tsx';

/** The tabs by what stands in the address; the first one has nothing there. */
export const tabs = [
  { name: 'awaiting_operator', query: undefined },
  { name: 'dispatched', query: 'inviate' },
  { name: 'discarded', query: 'eliminate' },
  { name: 'all', query: 'tutte' },
] as const;
export type TabName = (typeof tabs)[number]['name'];

export function readTab(query: string | undefined): TabName {
  return tabs.find((tab) => tab.query === query)?.name ?? 'awaiting_operator';
}

/** The address of the table, with only what differs from its beginning. */
export function tablePath(
  slug: string,
  { tab, q, rows = usualPage, cursor }: { tab: TabName; q?: string; rows?: number; cursor?: string },
): string {
  const query = new URLSearchParams();
  const stato = tabs.find(({ name }) => name === tab)?.query;
  if (stato !== undefined) query.set('stato', stato);
  if (q) query.set('q', q);
  if (rows !== usualPage) query.set('righe', String(rows));
  if (cursor) query.set('cursore', cursor);
  return `/${slug}/console${query.size === 0 ? '' : `?${query}`}`;
}

type Props = { slug: string; current: TabName; q: string; rows: number; counts: Record<Status, number> };

export const ConsoleTabs = ({ slug, current, q, rows, counts }: Props) => {
  const { t } = usePage();
  const all = counts.awaiting_operator + counts.dispatched + counts.discarded;
  return (
    <nav class="ec-tabs" aria-label={t('console:table.tabs')}>
      <ul>
        {tabs.map(({ name }) => (
          <li>
            <a href={tablePath(slug, { tab: name, q, rows })} aria-current={name === current ? 'page' : undefined}>
              {t(`console:table.tab.${name}`)} <Count count={name === 'all' ? all : counts[name]} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
