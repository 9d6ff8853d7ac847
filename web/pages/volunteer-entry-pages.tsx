import type { Municipality } from '../../src/db/municipalities.ts';
import type { UselessLink } from '../../src/db/volunteer-links.ts';
import { Alert } from '../components/alert.tsx';
import { formatPause } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { Telephone } from '../components/telephone.tsx';
import { TextField } from '../components/text-field.tsx';
import { areaPath } from '../volunteer-session.ts';

export type AskNotice = { kind: 'signed_out' | 'session_over' } | { kind: 'limited'; retryAfterSeconds: number };

type AskProps = { municipality: Municipality; email: string; errors: FormErrors; notice?: AskNotice };

/** Where a volunteer asks for the link to their own page. */
export const AskLinkPage = ({ municipality, email, errors, notice }: AskProps) => {
  const { t } = usePage();
  return (
    <Document title={t('volunteerArea:ask.title')} wrong={errors.length > 0} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--form">
        <h1>{t('volunteerArea:ask.title')}</h1>
        <AskMessage notice={notice} />
        <ErrorSummary errors={errors} labelOf={() => t('volunteerArea:ask.email')} />
        <p class="lead">{t('volunteerArea:ask.lead')}</p>
        <form class="ec-form" method="post" action={areaPath(municipality.slug)} novalidate>
          <TextField
            name="email"
            label={t('volunteerArea:ask.email')}
            error={errorOf(errors, 'email')}
            type="email"
            inputmode="email"
            autocomplete="email"
            value={email}
            required
          />
          <button type="submit" class="btn btn-primary">
            {t('volunteerArea:ask.submit')}
          </button>
        </form>
        <p class="ec-back">
          {t('volunteerArea:ask.notYet')}{' '}
          <a href={`/${municipality.slug}/volontari`}>{t('volunteerArea:ask.register')}</a>
        </p>
      </div>
    </Document>
  );
};

const AskMessage = ({ notice }: { notice: AskNotice | undefined }) => {
  const { language, t } = usePage();
  switch (notice?.kind) {
    case undefined:
      return null;
    case 'signed_out':
      return (
        <Alert kind="success" takesFocus>
          <p>{t('volunteerArea:ask.signedOut')}</p>
        </Alert>
      );
    case 'session_over':
      return (
        <Alert kind="warning" title={t('volunteerArea:ask.sessionOverTitle')} takesFocus>
          <p>{t('volunteerArea:ask.sessionOver')}</p>
        </Alert>
      );
    case 'limited':
      return (
        <Alert kind="warning" title={t('volunteerArea:ask.limitedTitle')} takesFocus>
          <p>{t('volunteerArea:ask.limited', { pause: formatPause(language, notice.retryAfterSeconds) })}</p>
        </Alert>
      );
  }
};

/** The same whether anybody of that address volunteers or not. */
export const LinkSentPage = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <Document title={t('volunteerArea:sent.title')} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{t('volunteerArea:sent.title')}</h1>
        <p class="lead">{t('volunteerArea:sent.text')}</p>
        <p>{t('volunteerArea:sent.valid')}</p>
        <p>
          {t('volunteerArea:sent.nothing')} <Telephone number={municipality.officeTelephone} />
        </p>
        <p class="ec-back">
          <a href={areaPath(municipality.slug)}>{t('volunteerArea:sent.again')}</a>
        </p>
      </div>
    </Document>
  );
};

/** What the link in the email shows; a program that follows it presses no button. */
export const EnterPage = ({ municipality, secret }: { municipality: Municipality; secret: string }) => {
  const { t } = usePage();
  return (
    <Document title={t('volunteerArea:enter.title')} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{t('volunteerArea:enter.title')}</h1>
        <p class="lead">{t('volunteerArea:enter.lead')}</p>
        <form method="post" action={`/${municipality.slug}/volontari/entra`}>
          <input type="hidden" name="chiave" value={secret} />
          <button type="submit" class="btn btn-primary ec-form__submit">
            {t('volunteerArea:enter.submit')} <Icon name="it-arrow-right" />
          </button>
        </form>
      </div>
    </Document>
  );
};

/** A link that opens nothing, why, and how to get one that does. */
export const UselessLinkPage = ({ municipality, why }: { municipality: Municipality; why: UselessLink }) => {
  const { t } = usePage();
  const title = t(`volunteerArea:enter.${why}Title`);
  const area = areaPath(municipality.slug);
  return (
    <Document title={title} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <p class="lead">{t(`volunteerArea:enter.${why}`)}</p>
        <p>
          <a class="btn btn-primary" href={area}>
            {t('volunteerArea:enter.again')}
          </a>
        </p>
        {why === 'used' ? (
          <p>
            <a href={area}>{t('volunteerArea:enter.already')}</a>
          </p>
        ) : null}
      </div>
    </Document>
  );
};
