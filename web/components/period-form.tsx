import { namePeriod, type Period, type PeriodName, periodNames } from '../../src/domain/period.ts';
import { dayInItaly } from '../../src/domain/submission.ts';
import { usePage } from './page-context.tsx';
import { TextField } from './text-field.tsx';

export function statisticsPath(slug: string, { from, to }: Period, rest = '', more: Record<string, string> = {}) {
  return `/${slug}/console/statistiche${rest}?${new URLSearchParams({ ...more, dal: from, al: to })}`;
}

/** The periods with a name, as links, and any other by its first and last day. */
export const PeriodForm = ({ slug, period }: { slug: string; period: Period }) => {
  const { t, now } = usePage();
  const today = dayInItaly(now);
  const isShown = (name: PeriodName) => {
    const { from, to } = namePeriod(name, today);
    return from === period.from && to === period.to;
  };
  return (
    <section class="ec-no-print" aria-label={t('statistics:period.title')}>
      <nav class="ec-tabs" aria-label={t('statistics:period.title')}>
        <ul>
          {periodNames.map((name) => (
            <li>
              <a href={statisticsPath(slug, namePeriod(name, today))} aria-current={isShown(name) ? 'page' : undefined}>
                {t(`statistics:period.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form class="ec-period" method="get" action={`/${slug}/console/statistiche`}>
        <TextField name="dal" label={t('statistics:period.from')} type="date" value={period.from} width="short" />
        <TextField name="al" label={t('statistics:period.to')} type="date" value={period.to} width="short" />
        <button type="submit" class="btn btn-outline-primary">
          {t('statistics:period.choose')}
        </button>
      </form>
    </section>
  );
};
