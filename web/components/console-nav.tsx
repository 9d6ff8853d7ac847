import type { Role } from '../../src/domain/role.ts';
import { mayUse } from '../access.ts';
import { usePage } from './page-context.tsx';

/** The parts of the console, each with its address; `entered` and `dispatched` are for who has no table of all. */
const sections = [
  { name: 'requests', path: '' },
  { name: 'entered', path: '/inserite' },
  { name: 'dispatched', path: '/inviate' },
  { name: 'volunteers', path: '/volontari' },
  { name: 'erasures', path: '/cancellazioni' },
  { name: 'statistics', path: '/statistiche' },
  { name: 'settings', path: '/impostazioni' },
  { name: 'people', path: '/persone' },
] as const;
export type ConsoleSection = (typeof sections)[number]['name'];

function sectionsOf(role: Role) {
  return sections.filter(({ path }) => mayUse(role, `GET /:comune/console${path}`));
}

/** Where somebody begins to work: the first part of the console that their role may see. */
export function consoleHome(slug: string, role: Role): string {
  return `/${slug}/console${sectionsOf(role)[0]?.path ?? ''}`;
}

/** The way from one part of the console to another, in the same place on every page of it. */
export const ConsoleNav = ({ slug, current = 'requests' }: { slug: string; current?: ConsoleSection | undefined }) => {
  const { t, role } = usePage();
  if (role === undefined) return null;
  return (
    <nav class="ec-nav ec-no-print" aria-label={t('volunteers:nav.label')}>
      <ul class="container-xxl">
        {sectionsOf(role).map(({ name, path }) => (
          <li>
            <a href={`/${slug}/console${path}`} aria-current={name === current ? 'true' : undefined}>
              {t(`volunteers:nav.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
