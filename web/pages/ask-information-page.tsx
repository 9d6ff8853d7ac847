import type { Municipality } from '../../src/db/municipalities.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { Document } from '../components/document.tsx';
import { ErrorSummary, errorOf, type FormErrors } from '../components/error-summary.tsx';
import { usePage } from '../components/page-context.tsx';
import { RequestSummary } from '../components/request-summary.tsx';
import { TextAreaField } from '../components/text-field.tsx';

type Props = {
  municipality: Municipality;
  operator: { name: string };
  request: HelpRequestDetail;
  question: string;
  errors: FormErrors;
};

/** What an operator misses, in their words, and how who made the request hears of it. */
export const AskInformationPage = ({ municipality, operator, request, question, errors }: Props) => {
  const { t } = usePage();
  const path = `/${municipality.slug}/console/richieste/${request.id}`;
  const title = t('information:operator.stepTitle', { reference: request.reference });
  const { email } = request.requester;
  return (
    <Document
      title={title}
      wrong={errors.length > 0}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
    >
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        <ErrorSummary errors={errors} labelOf={() => t('information:operator.question')} />
        <p class="lead">{t('information:operator.lead')}</p>
        <p>{t(`information:operator.${email === undefined ? 'notEmailed' : 'emailed'}`)}</p>
        <section class="ec-panel">
          <RequestSummary request={request} />
        </section>
        <form class="ec-form" method="post" action={`${path}/chiedi`} novalidate>
          <TextAreaField
            name="question"
            label={t('information:operator.question')}
            hint={t('information:operator.questionHint')}
            error={errorOf(errors, 'question')}
            value={question}
            rows={4}
            required
          />
          <div class="ec-form__end">
            <button type="submit" class="btn btn-primary">
              {t('information:operator.button')}
            </button>
          </div>
        </form>
        <p class="ec-back">
          <a href={path}>{t('information:operator.cancel')}</a>
        </p>
      </div>
    </Document>
  );
};
