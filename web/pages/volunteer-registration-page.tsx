import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import {
  CharacteristicFields,
  type CharacteristicValues,
  characteristicFields,
} from '../components/characteristic-fields.tsx';
import { ConfirmField } from '../components/check-field.tsx';
import { formatPause } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { controlId } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { Telephone } from '../components/telephone.tsx';
import { TextField } from '../components/text-field.tsx';
import { areaPath } from '../volunteer-session.ts';

/** Who registers, in the form's order; the names are what the form sends. */
export const identityFields = ['givenName', 'familyName', 'email', 'telephone', 'birthDate'] as const;
export type IdentityField = (typeof identityFields)[number];

export type VolunteerFormProps = {
  municipality: Municipality;
  /** What was typed, as it was typed. */
  identity: Record<IdentityField, string>;
  characteristics: CharacteristicValues;
  privacyNoticeRead: boolean;
  errors: FormErrors;
  /** Seconds to wait, where too many came from the same address. */
  retryAfterSeconds?: number;
  /** The calendar day, `YYYY-MM-DD`. */
  today: string;
};

/** The form *Diventi volontario*. */
export const VolunteerFormPage = (props: VolunteerFormProps) => {
  const { t } = usePage();
  const { municipality, errors, retryAfterSeconds } = props;
  const isCharacteristic = (name: string) => characteristicFields.some((field) => field === name);
  const labelOf = (name: string) =>
    isCharacteristic(name)
      ? t(`characteristics:labels.${name}`)
      : t([`volunteer:register.fields.${name}`, 'volunteer:register.fields.form']);
  return (
    <Document
      title={t('volunteer:register.title')}
      wrong={errors.length > 0 || retryAfterSeconds !== undefined}
      municipality={municipality}
      listed
    >
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{t('volunteer:register.title')}</h1>
        {retryAfterSeconds === undefined ? null : <Limited municipality={municipality} seconds={retryAfterSeconds} />}
        <ErrorSummary errors={errors} labelOf={labelOf} />
        <p class="lead">{t('volunteer:register.lead')}</p>
        <p>
          {t('volunteer:register.already')}{' '}
          <a href={areaPath(municipality.slug)}>{t('volunteer:register.alreadyLink')}</a>
        </p>
        <p>{t('citizen:form.requiredNote')}</p>
        <VolunteerForm {...props} />
      </div>
    </Document>
  );
};

const VolunteerForm = ({ municipality, identity, characteristics, errors, ...rest }: VolunteerFormProps) => {
  const { t } = usePage();
  const field = (name: IdentityField, hint?: string) => ({
    name,
    label: t(`volunteer:register.fields.${name}`),
    error: errorOf(errors, name),
    value: identity[name],
    hint,
    required: true,
  });
  const hint = (name: string) => t(`volunteer:register.hints.${name}`);
  return (
    <form class="ec-form" method="post" action={`/${municipality.slug}/volontari`} novalidate>
      <fieldset class="ec-section">
        <legend>{t('volunteer:register.sections.who')}</legend>
        <div class="ec-pair">
          <TextField {...field('givenName')} autocomplete="given-name" />
          <TextField {...field('familyName')} autocomplete="family-name" />
        </div>
        <TextField {...field('email', hint('email'))} type="email" inputmode="email" autocomplete="email" />
        <TextField
          {...field('telephone', hint('telephone'))}
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          width="half"
        />
        <TextField
          {...field('birthDate', hint('birthDate'))}
          type="date"
          autocomplete="bday"
          max={rest.today}
          width="half"
        />
      </fieldset>
      <CharacteristicFields lists={municipality} values={characteristics} errorOf={(name) => errorOf(errors, name)} />
      <fieldset class="ec-section">
        <legend>{t('volunteer:register.sections.privacy')}</legend>
        <p>
          {t('volunteer:register.privacyBefore')}
          <a href={`/${municipality.slug}/privacy`} target="_blank" rel="noopener">
            {t('volunteer:register.privacyLink')}
          </a>
          .
        </p>
        <ConfirmField
          name="privacyNoticeRead"
          label={t('volunteer:register.fields.privacyNoticeRead')}
          checked={rest.privacyNoticeRead}
          error={errorOf(errors, 'privacyNoticeRead')}
          required
        />
      </fieldset>
      <div class="ec-form__end">
        <button type="submit" class="btn btn-primary ec-form__submit" id={controlId('form')}>
          {t('volunteer:register.submit')} <Icon name="it-arrow-right" />
        </button>
        <p class="ec-hint">{t('volunteer:register.submitNote')}</p>
      </div>
    </form>
  );
};

const Limited = ({ municipality, seconds }: { municipality: Municipality; seconds: number }) => {
  const { language, t } = usePage();
  return (
    <Alert kind="warning" title={t('volunteer:register.limitedTitle')} takesFocus>
      <p>
        {t('volunteer:register.limited', { pause: formatPause(language, seconds) })}{' '}
        <Telephone number={municipality.officeTelephone} />.
      </p>
    </Alert>
  );
};
