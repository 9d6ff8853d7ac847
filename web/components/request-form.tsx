import type { RequestFormProps } from '../pages/request-form-page.tsx';
import { CarriedFields } from './carried-fields.tsx';
import { errorOf } from './error-summary.tsx';
import { LanguageButtons } from './language-switch.tsx';
import { usePage } from './page-context.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { RequestConditions } from './request-conditions.tsx';
import { RequestFields } from './request-fields.tsx';
import { RequestFormButtons } from './request-form-buttons.tsx';
import { formVariant } from './request-form-words.ts';
import { RequestReview } from './request-review.tsx';

/** The form itself: what the view asks, and what the other steps hold. */
export const RequestForm = (props: RequestFormProps) => {
  const { municipality, view, idempotencyKey, values, privacyNoticeRead } = props;
  const whole = view.kind === 'whole';
  // An address of its own: a POST makes the browser drop what it keeps of the same address (RFC 9111, 4.4), and going
  // back would then bring a form with another key, that is, a second request.
  const action = `/${municipality.slug}/richiesta?${whole ? 'inserimento=ufficio&' : ''}invio=1`;
  return (
    <form class="ec-form" method="post" action={action} novalidate data-in-place={whole ? undefined : true}>
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      <input type="hidden" name="channel" value={whole ? 'office' : 'citizen'} />
      {view.kind === 'whole' ? null : (
        <CarriedFields step={view.kind} values={values} privacyNoticeRead={privacyNoticeRead} />
      )}
      <ViewFields {...props} action={action} />
      <RequestFormButtons view={view} />
      {view.kind === 'whole' ? null : <LanguageButtons action={action} step={view.kind} />}
    </form>
  );
};

const ViewFields = (props: RequestFormProps & { action: string }) => {
  const { view } = props;
  switch (view.kind) {
    case 'conditions':
      return (
        <>
          <RequestConditions />
          <Privacy {...props} />
        </>
      );
    case 'data':
      return <Fields {...props} />;
    case 'summary':
      return <RequestReview facts={view.facts} action={props.action} />;
    case 'whole':
      return (
        <>
          <Fields {...props} />
          <Privacy {...props} />
        </>
      );
  }
};

const Fields = ({ municipality, view, values, errors, firstDay }: RequestFormProps) => {
  const { t } = usePage();
  const { hints, labels } = formVariant(t, view.kind === 'whole' ? view.clerk : undefined);
  return (
    <RequestFields
      lists={municipality}
      values={values}
      errorOf={(name) => errorOf(errors, name)}
      hints={hints}
      labels={labels}
      autofill={view.kind !== 'whole'}
      firstDay={firstDay}
    />
  );
};

const Privacy = ({ municipality, view, privacyNoticeRead, errors }: RequestFormProps) => {
  const { t } = usePage();
  return (
    <PrivacySection
      municipality={municipality}
      label={formVariant(t, view.kind === 'whole' ? view.clerk : undefined).privacyLabel}
      checked={privacyNoticeRead}
      error={errorOf(errors, 'privacyNoticeRead')}
    />
  );
};
