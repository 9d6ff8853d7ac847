import { usePage } from './page-context.tsx';

/** The parts of the console, each with its address. */
const sections = { requests: '', volunteers: '/volontari', settings: '/impostazioni' } as const;
export type ConsoleSection = keyof typeof sections;

/** The way from one part of the console to another, in the same place on every page of it. */
export const ConsoleNav = ({ slug, current = 'requests' }: { slug: string; current?: ConsoleSection | undefined }) => {
  const { t } = usePage();
  return (
    <nav class="ec-nav ec-no-print" aria-label={t('volunteers:nav.label')}>
      <ul class="container-xxl">
        {(['requests', 'volunteers', 'settings'] as const).map((name) => (
          <li>
            <a href={`/${slug}/console${sections[name]}`} aria-current={name === current ? 'true' : undefined}>
              {t(`volunteers:nav.${name}`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};
