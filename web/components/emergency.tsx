import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';

/** The one number that must never have to be looked for. */
export const Emergency = () => {
  const { t } = usePage();
  return (
    <aside class="ec-emergency" aria-label={t('citizen:emergency.label')}>
      <div class="container-xxl">
        <Icon name="it-warning-circle" />
        <p>
          <strong>
            {t('citizen:emergency.before')} <a href="tel:112">112</a>
          </strong>{' '}
          <span>{t('citizen:emergency.after')}</span>
        </p>
      </div>
    </aside>
  );
};
