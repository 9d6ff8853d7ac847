import type { OwnLinks } from '../pages/own-data-pages.tsx';
import { formatExact } from './dates.ts';
import { usePage } from './page-context.tsx';

/** What a citizen can do about their own data, on the page of their request. */
export const OwnDataSection = ({ links, erasureDueAt }: { links: OwnLinks; erasureDueAt: Date | null }) => {
  const { language, t } = usePage();
  return (
    <section class="ec-no-print">
      <h2>{t('erasure:own.section')}</h2>
      <p>
        {erasureDueAt === null
          ? t('erasure:own.text')
          : `${t('erasure:own.pending')} ${formatExact(language, erasureDueAt)}.`}
      </p>
      <ul>
        <li>
          <a href={links.data}>{t('erasure:own.see')}</a>
        </li>
        <li>
          <a href={links.erasure}>{t(erasureDueAt === null ? 'erasure:own.ask' : 'erasure:own.change')}</a>
        </li>
      </ul>
    </section>
  );
};
