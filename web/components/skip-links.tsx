import { usePage } from './page-context.tsx';

/** The first things the keyboard reaches: past the header, to what the page says. */
export const SkipLinks = () => {
  const { t } = usePage();
  return (
    <nav class="skiplinks" aria-label={t('citizen:site.skipLinks')}>
      <a class="visually-hidden-focusable" href="#main-container">
        {t('citizen:site.skipToContent')}
      </a>
      <a class="visually-hidden-focusable" href="#footer">
        {t('citizen:site.skipToFooter')}
      </a>
    </nav>
  );
};
