import type { PropsWithChildren } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import { confirmDays } from '../../src/db/registrations.ts';
import type { UselessLink } from '../../src/db/volunteer-links.ts';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { RatingSection } from '../components/rating-section.tsx';
import { Telephone } from '../components/telephone.tsx';

type Props = { municipality: Municipality };

const Frame = ({ municipality, title, children }: PropsWithChildren<Props & { title: string }>) => (
  <Document title={title} municipality={municipality}>
    <div class="container-xxl ec-page ec-page--narrow">
      <h1>{title}</h1>
      {children}
    </div>
  </Document>
);

/** The answer to the form, the same whether the Comune knows the address or not. */
export const RegistrationSentPage = ({ municipality }: Props) => {
  const { t } = usePage();
  return (
    <Frame municipality={municipality} title={t('volunteer:sent.title')}>
      <p class="lead">{t('volunteer:sent.lead')}</p>
      <p>{t('volunteer:sent.valid', { days: confirmDays })}</p>
      <p>
        {t('volunteer:sent.nothing')} <Telephone number={municipality.officeTelephone} />
      </p>
      <p class="ec-back">
        <a href={`/${municipality.slug}/volontari`}>{t('volunteer:sent.again')}</a>
      </p>
    </Frame>
  );
};

/** What the link in the email shows; a program that follows it presses no button. */
export const ConfirmPage = ({ municipality, secret }: Props & { secret: string }) => {
  const { t } = usePage();
  return (
    <Frame municipality={municipality} title={t('volunteer:confirm.title')}>
      <p class="lead">{t('volunteer:confirm.lead')}</p>
      <form method="post" action={`/${municipality.slug}/volontari/conferma`}>
        <input type="hidden" name="chiave" value={secret} />
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary ec-form__submit">
            {t('volunteer:confirm.submit')} <Icon name="it-check" />
          </button>
          <p class="ec-hint">{t('volunteer:confirm.notYou')}</p>
        </div>
      </form>
    </Frame>
  );
};

export const ConfirmedPage = ({ municipality, rated }: Props & { rated: boolean }) => {
  const { t } = usePage();
  return (
    <Frame municipality={municipality} title={t('volunteer:confirm.doneTitle')}>
      <p class="lead">{t('volunteer:confirm.done')}</p>
      <Questions municipality={municipality} />
      <RatingSection action={`/${municipality.slug}/volontari/valutazione`} done={rated} />
      <p class="ec-back">
        <a href={`/${municipality.slug}`}>{t('volunteer:confirm.toService')}</a>
      </p>
    </Frame>
  );
};

/** A link that confirms nothing, why, and what to do. */
export const UselessConfirmPage = ({ municipality, why }: Props & { why: UselessLink }) => {
  const { t } = usePage();
  return (
    <Frame municipality={municipality} title={t(`volunteer:confirm.${why}Title`)}>
      <p class="lead">{t(`volunteer:confirm.${why}`, { days: confirmDays })}</p>
      {why === 'used' ? null : (
        <p>
          <a class="btn btn-primary" href={`/${municipality.slug}/volontari`}>
            {t('volunteer:confirm.toForm')}
          </a>
        </p>
      )}
      <Questions municipality={municipality} />
    </Frame>
  );
};

const Questions = ({ municipality }: Props) => {
  const { t } = usePage();
  return (
    <p>
      {t('volunteer:confirm.questions')} <Telephone number={municipality.officeTelephone} />
    </p>
  );
};
