import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { ErrorSummary, type FormErrors } from '../components/error-summary.tsx';
import { usePage } from '../components/page-context.tsx';
import type { RequestFacts } from '../components/request-facts.tsx';
import type { RequestFieldValues } from '../components/request-field-names.ts';
import { RequestForm } from '../components/request-form.tsx';
import { formVariant, labelField } from '../components/request-form-words.ts';
import { RequestStepper } from '../components/request-stepper.tsx';
import { type Notice, RequestFormNotice } from './request-form-notice.tsx';

/** What of the form is on the screen: a citizen's step, or all of it for the clerk who fills it in for somebody else. */
export type FormView =
  | { kind: 'conditions' | 'data' }
  | { kind: 'summary'; facts: RequestFacts }
  | { kind: 'whole'; clerk: { name: string } };

export type RequestFormProps = {
  municipality: Municipality;
  view: FormView;
  /** Sent back with the form: one key makes one request. */
  idempotencyKey: string;
  values: RequestFieldValues;
  privacyNoticeRead: boolean;
  errors: FormErrors;
  /** What came of an earlier press of the button, where that was no request. */
  notice?: Notice;
  /** Whether to point a signed-in operator to the clerk's variant. */
  offerOffice?: boolean;
  firstDay: string;
};

/** The form: step by step for a citizen, on one page for the clerk to whom somebody telephones. */
export const RequestFormPage = (props: RequestFormProps) => {
  const { t } = usePage();
  const { municipality, view, errors, notice } = props;
  const clerk = view.kind === 'whole' ? view.clerk : undefined;
  const variant = formVariant(t, clerk);
  return (
    <Document
      title={view.kind === 'whole' ? variant.title : `${t(`citizen:form.steps.${view.kind}`)} – ${variant.title}`}
      wrong={errors.length > 0 || notice !== undefined}
      municipality={municipality}
      operatorName={clerk?.name}
      area={clerk === undefined ? 'citizen' : 'console'}
      listed={clerk === undefined}
      crumb={view.kind === 'whole' ? variant.title : t(`citizen:form.steps.${view.kind}`)}
    >
      {clerk === undefined ? <Emergency /> : null}
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{variant.title}</h1>
        {view.kind === 'whole' ? null : <RequestStepper current={view.kind} />}
        <RequestFormNotice municipality={municipality} notice={notice} />
        <ErrorSummary errors={errors} labelOf={(name) => labelField(t, name)} />
        {props.offerOffice ? <OfficeOffer municipality={municipality} /> : null}
        <p class="lead">{t(view.kind === 'whole' ? 'citizen:form.office.lead' : `citizen:form.leads.${view.kind}`)}</p>
        {view.kind === 'summary' ? null : <p>{t('citizen:form.requiredNote')}</p>}
        <RequestForm {...props} />
      </div>
    </Document>
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
