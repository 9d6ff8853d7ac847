import type { Municipality } from '../../src/db/municipalities.ts';
import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { Telephone } from '../components/telephone.tsx';
import { areaPath } from '../volunteer-session.ts';

const steps = ['submit', 'verify', 'tell', 'agree'] as const;

/** The Comune's page of the service: one thing to do, and who to call instead. */
export const HelpPage = ({ municipality }: { municipality: Municipality }) => {
  const { t, comuneLang } = usePage();
  return (
    <Document title={t('citizen:help.title')} municipality={municipality} crumb={null} listed>
      <Emergency />
      <section class="ec-hero">
        <div class="container-xxl">
          <h1 data-element="service-title">{t('citizen:help.heading')}</h1>
          <p class="chip chip-simple chip-primary ec-hero__status">
            <span class="chip-label" data-element="service-status">
              {t('site:active')}
            </span>
          </p>
          <p class="ec-hero__lead" data-element="service-description">
            {t('citizen:help.lead')}
          </p>
          <a
            class="btn btn-primary ec-hero__button"
            href={`/${municipality.slug}/richiesta`}
            data-element="service-online-access"
          >
            {t('citizen:help.button')} <Icon name="it-arrow-right" />
          </a>
          <p class="ec-hero__note">{t('citizen:help.buttonNote')}</p>
        </div>
      </section>
      <div class="container-xxl ec-page ec-columns">
        <section>
          <h2>{t('citizen:help.stepsTitle')}</h2>
          <ol class="ec-steps">
            {steps.map((step) => (
              <li>
                <h3>{t(`citizen:help.steps.${step}.title`)}</h3>
                <p>{t(`citizen:help.steps.${step}.text`)}</p>
              </li>
            ))}
          </ol>
        </section>
        <div>
          {municipality.helpText === null ? null : (
            <section class="ec-box">
              <h2>{t('citizen:help.ownTitle')}</h2>
              <p class="ec-lines ec-read" lang={comuneLang}>
                {municipality.helpText}
              </p>
            </section>
          )}
          <section class="ec-box">
            <h2>{t('citizen:help.needsTitle')}</h2>
            <ul class="ec-needs">
              {municipality.needs.map(({ code, label }) => (
                <li>
                  <Icon name="it-check" />
                  <a href={`/${municipality.slug}/richiesta?bisogno=${encodeURIComponent(code)}`} lang={comuneLang}>
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </section>
          <OfficeBox municipality={municipality} />
          <VolunteerBox municipality={municipality} />
        </div>
      </div>
    </Document>
  );
};

const OfficeBox = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <section class="ec-box">
      <h2>{t('citizen:help.telephoneTitle')}</h2>
      <p>{t('citizen:help.telephone')}</p>
      <p class="ec-box__telephone">
        <Icon name="it-telephone" /> <Telephone number={municipality.officeTelephone} />
      </p>
      {municipality.officeChannel ? <p>{t('citizen:help.telephoneOffice')}</p> : null}
    </section>
  );
};

const VolunteerBox = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <section class="ec-box">
      <h2>{t('volunteer:help.title')}</h2>
      <p>{t('volunteer:help.text')}</p>
      <p>
        <a class="btn btn-outline-primary" href={`/${municipality.slug}/volontari`}>
          {t('volunteer:help.link')}
        </a>
      </p>
      <p>
        <a href={areaPath(municipality.slug)}>{t('volunteer:help.area')}</a>
      </p>
    </section>
  );
};
