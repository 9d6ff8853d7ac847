import type { Municipality } from '../../src/db/municipalities.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { RequestSummary } from '../components/request-summary.tsx';

/** What can be done now: erase, discard and erase at once, or only wait for what has to come first. */
export type EraseStep = 'decided' | 'still_open' | 'not_imported' | 'in_progress';

type Props = {
  municipality: Municipality;
  operator: { name: string };
  request: HelpRequestDetail;
  step: EraseStep;
};

/** The step before «Cancella i dati»: whose, what stays, that it can't be undone; or what has to come first. */
export const EraseStepPage = ({ municipality, operator, request, step }: Props) => {
  const { t } = usePage();
  const path = `/${municipality.slug}/console/richieste/${request.id}`;
  const title = t('erasure:step.title', { reference: request.reference });
  const ready = step === 'decided' || step === 'still_open';
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console">
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        {step === 'decided' ? null : (
          <Alert kind="warning" title={t(`erasure:step.${step}.title`)} takesFocus>
            <p>{t(`erasure:step.${step}.text`)}</p>
          </Alert>
        )}
        {ready ? <p class="lead">{t('erasure:step.lead')}</p> : null}
        <section class="ec-panel">
          <RequestSummary request={request} />
        </section>
        {ready ? <EraseForm action={`${path}/cancella-dati`} withdraw={step === 'still_open'} /> : null}
        <p class="ec-back">
          <a href={path}>{t('erasure:step.cancel')}</a>
        </p>
      </div>
    </Document>
  );
};

/** The button says all that it does: a request that was restored meanwhile is not discarded by a page that didn't say so. */
const EraseForm = ({ action, withdraw }: { action: string; withdraw: boolean }) => {
  const { t } = usePage();
  return (
    <form class="ec-form" method="post" action={action}>
      {withdraw ? <input type="hidden" name="withdraw" value="yes" /> : null}
      <div class="ec-form__end">
        <button type="submit" class="btn btn-primary">
          <Icon name="it-delete" size="sm" /> {t(withdraw ? 'erasure:step.withdrawButton' : 'erasure:step.button')}
        </button>
      </div>
    </form>
  );
};
