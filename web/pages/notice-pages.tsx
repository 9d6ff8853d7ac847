import type { Municipality } from '../../src/db/municipalities.ts';
import type { Retention } from '../../src/domain/retention.ts';
import { Document } from '../components/document.tsx';
import { usePage } from '../components/page-context.tsx';
import { Telephone } from '../components/telephone.tsx';

const privacySections = ['who', 'what', 'basis', 'recipients', 'volunteers', 'retention', 'cookies', 'rights'] as const;

export const PrivacyPage = ({ municipality, retention }: { municipality: Municipality; retention: Retention }) => {
  const { t } = usePage();
  const days = (count: number) => t('citizen:privacy.days', { count });
  const words = {
    municipality: municipality.name,
    discarded: days(retention.discardedDays),
    dispatched: days(retention.dispatchedDays),
  };
  return (
    <Document title={t('citizen:privacy.title')} municipality={municipality} listed>
      <div class="container-xxl ec-page ec-page--narrow ec-read">
        <h1>{t('citizen:privacy.title')}</h1>
        <p class="lead">{t('citizen:privacy.lead', words)}</p>
        {privacySections.map((section) => (
          <section>
            <h2>{t(`citizen:privacy.sections.${section}.title`)}</h2>
            <p>{t(`citizen:privacy.sections.${section}.text`, words)}</p>
            {section === 'who' ? (
              <p>
                <Telephone number={municipality.officeTelephone} />
              </p>
            ) : null}
          </section>
        ))}
        <BackToService municipality={municipality} />
      </div>
    </Document>
  );
};

export const AccessibilityPage = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <Document title={t('citizen:accessibility.title')} municipality={municipality} listed>
      <div class="container-xxl ec-page ec-page--narrow ec-read">
        <h1>{t('citizen:accessibility.title')}</h1>
        <p class="lead">{t('citizen:accessibility.lead')}</p>
        <p>{t('citizen:accessibility.standard')}</p>
        <h2>{t('citizen:accessibility.reportTitle')}</h2>
        <p>{t('citizen:accessibility.report')}</p>
        <p>
          <Telephone number={municipality.officeTelephone} />
        </p>
        <BackToService municipality={municipality} />
      </div>
    </Document>
  );
};

const BackToService = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <p class="ec-back">
      <a href={`/${municipality.slug}`}>{t('citizen:help.back')}</a>
    </p>
  );
};
