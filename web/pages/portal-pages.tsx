import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { QrCode } from '../components/qr-code.tsx';
import { SettingsFrame, type SettingsProps, settingsPath } from '../components/settings-frame.tsx';
import { Telephone } from '../components/telephone.tsx';

type Props = Omit<SettingsProps, 'version'> & {
  /** The Comune's page, as people type it. */
  url: string;
};

/** «Sul portale»: what whoever keeps the Comune's portal needs so that people find the form. */
export const PortalPage = ({ url, ...frame }: Props) => {
  const { t } = usePage();
  const path = settingsPath(frame.municipality.slug, 'portal');
  const title = t('settings:tab.portal');
  return (
    <SettingsFrame {...frame} title={title} current="portal">
      <h1>{title}</h1>
      <p>{t('settings:portal.lead')}</p>
      <h2>{t('settings:portal.snippetTitle')}</h2>
      <p>{t('settings:portal.snippetText')}</p>
      <label class="ec-label" for="snippet">
        {t('settings:portal.snippetLabel')}
      </label>
      <textarea class="form-control ec-snippet" id="snippet" rows={2} readonly spellcheck={false}>
        {`<a href="${url}">${t('settings:portal.link')}</a>`}
      </textarea>
      <p>
        {t('settings:portal.shown')} <a href={url}>{t('settings:portal.link')}</a>
      </p>
      <h2>{t('settings:portal.qrTitle')}</h2>
      <p>{t('settings:portal.qrText', { url })}</p>
      <QrCode text={url} title={t('settings:portal.qrAlt', { url })} />
      <ul class="ec-portal__files">
        <li>
          <a href={`${path}/qr.svg`} download>
            <Icon name="it-download" size="sm" /> {t('settings:portal.qrDownload')}
          </a>
        </li>
        <li>
          <a href={`${path}/manifesto`}>
            <Icon name="it-print" size="sm" /> {t('settings:portal.poster')}
          </a>
        </li>
      </ul>
    </SettingsFrame>
  );
};

/** A sheet to hang up where people go who have no computer at hand; on paper nothing else is on it. */
export const PosterPage = ({ municipality, operator, url }: Props) => {
  const { t } = usePage();
  const { slug, name, officeTelephone } = municipality;
  return (
    <Document
      title={t('settings:poster.title')}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      section="settings"
    >
      <div class="container-xxl ec-console">
        <p class="ec-no-print">
          <a href={settingsPath(slug, 'portal')}>{t('settings:poster.back')}</a>
        </p>
        <button type="button" class="btn btn-primary ec-no-print" data-print hidden>
          <Icon name="it-print" size="sm" /> {t('settings:poster.print')}
        </button>
        <article class="ec-poster">
          <p class="ec-poster__name">{name}</p>
          <h1>{t('settings:poster.heading')}</h1>
          <p>{t('settings:poster.lead')}</p>
          <p>{t('settings:poster.scan')}</p>
          <QrCode text={url} title={t('settings:portal.qrAlt', { url })} />
          <p class="ec-poster__url">{url.replace(/^https?:\/\//, '')}</p>
          <p>
            {t('settings:poster.call')} <Telephone number={officeTelephone} />
          </p>
          <p>{t('settings:poster.emergency')}</p>
        </article>
      </div>
    </Document>
  );
};
