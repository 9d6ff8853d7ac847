import { usePage } from './page-context.tsx';

/** The parts of the console, and where each begins. */
const sections = [
  { name: 'requests', path: '' },
  { name: 'settings', path: '/impostazioni' },
] as const;
export type ConsoleSection = (typeof sections)[number]['name'];

export const ConsoleNav = ({ slug, current }: { slug: string; current: ConsoleSection }) => {
  const { t } = usePage();
  return (
    <nav class="ec-tabs ec-sections ec-no-print" aria-label={t('console:nav.label')}>
      <ul>
        {sections.map(({ name, path }) => (
          <li>
            <a href={`/${slug}/console${path}`} aria-current={name === current ? 'true' : undefined}>
              {t(`console:nav.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
