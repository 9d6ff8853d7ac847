import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { ConfirmField } from '../components/check-field.tsx';
import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { controlId } from '../components/field.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { type RequestField, RequestFields, type RequestFieldValues } from '../components/request-fields.tsx';
import { formVariant, labelField } from '../components/request-form-words.ts';
import { type Notice, RequestFormNotice } from './request-form-notice.tsx';

export type RequestFormProps = {
  municipality: Municipality;
  /** Sent back with the form: one key makes one request. */
  idempotencyKey: string;
  values: RequestFieldValues;
  privacyNoticeRead: boolean;
  errors: FormErrors;
  /** What came of an earlier press of the button, where that was no request. */
  notice?: Notice;
  /** The clerk who fills it in for somebody else. */
  clerk?: { name: string };
  /** Whether to point a signed-in operator to the clerk's variant. */
  offerOffice?: boolean;
  firstDay: string;
};

/** The form of a citizen, and, with a clerk, the one they fill in for who telephoned. */
export const RequestFormPage = (props: RequestFormProps) => {
  const { t } = usePage();
  const { municipality, errors, clerk, notice } = props;
  const variant = formVariant(t, clerk);
  return (
    <Document
      title={variant.title}
      wrong={errors.length > 0 || notice !== undefined}
      municipality={municipality}
      operatorName={clerk?.name}
      area={clerk === undefined ? 'citizen' : 'console'}
      listed={clerk === undefined}
    >
      {clerk === undefined ? <Emergency /> : null}
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{variant.title}</h1>
        <RequestFormNotice municipality={municipality} notice={notice} />
        <ErrorSummary errors={errors} labelOf={(name) => labelField(t, name)} />
        {props.offerOffice ? <OfficeOffer municipality={municipality} /> : null}
        <p class="lead">{variant.lead}</p>
        <p>{t('citizen:form.requiredNote')}</p>
        <RequestForm {...props} />
      </div>
    </Document>
  );
};

const RequestForm = ({ municipality, idempotencyKey, values, errors, clerk, firstDay, ...rest }: RequestFormProps) => {
  const { t } = usePage();
  const variant = formVariant(t, clerk);
  // An address of its own: a POST makes the browser drop what it keeps of the same address (RFC 9111, 4.4), and going
  // back would then bring a form with another key, that is, a second request.
  const action = `/${municipality.slug}/richiesta?${clerk === undefined ? '' : 'inserimento=ufficio&'}invio=1`;
  const isWrong = (name: RequestField | 'privacyNoticeRead') => errorOf(errors, name);
  return (
    <form class="ec-form" method="post" action={action} novalidate>
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      <input type="hidden" name="channel" value={clerk === undefined ? 'citizen' : 'office'} />
      <RequestFields
        lists={municipality}
        values={values}
        errorOf={isWrong}
        hints={variant.hints}
        labels={variant.labels}
        autofill={clerk === undefined}
        firstDay={firstDay}
      />
      <fieldset class="ec-section">
        <legend>{t('citizen:form.sections.privacy')}</legend>
        <p>
          {t('citizen:form.privacyBefore')}
          <a href={`/${municipality.slug}/privacy`} target="_blank" rel="noopener">
            {t('citizen:form.privacyLink')}
          </a>
          .
        </p>
        <ConfirmField
          name="privacyNoticeRead"
          label={variant.privacyLabel}
          checked={rest.privacyNoticeRead}
          error={isWrong('privacyNoticeRead')}
          required
        />
      </fieldset>
      <div class="ec-form__end">
        <button type="submit" class="btn btn-primary ec-form__submit" id={controlId('form')}>
          {variant.submit} <Icon name="it-arrow-right" />
        </button>
        <p class="ec-hint">{variant.submitNote}</p>
      </div>
    </form>
  );
};

const OfficeOffer = ({ municipality }: { municipality: Municipality }) => {
  const { t } = usePage();
  return (
    <Alert kind="info">
      <p>
        {t('citizen:form.office.offer')}{' '}
        <a href={`/${municipality.slug}/richiesta?inserimento=ufficio`}>{t('citizen:form.office.link')}</a>
      </p>
    </Alert>
  );
};
