import type { Municipality } from '../../src/db/municipalities.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { RequestSummary } from '../components/request-summary.tsx';

type Props = {
  municipality: Municipality;
  operator: { name: string };
  request: HelpRequestDetail;
  /** Why it can't be done now, if so. */
  obstacle: 'still_open' | 'in_progress' | undefined;
};

/** The step before «Cancella i dati»: whose, what stays, that it can't be undone; or what has to be done first. */
export const EraseStepPage = ({ municipality, operator, request, obstacle }: Props) => {
  const { t } = usePage();
  const path = `/${municipality.slug}/console/richieste/${request.id}`;
  const title = t('erasure:step.title', { reference: request.reference });
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console">
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        {obstacle === undefined ? (
          <p class="lead">{t('erasure:step.lead')}</p>
        ) : (
          <Alert kind="warning" title={t(`erasure:step.${obstacle}.title`)} takesFocus>
            <p>{t(`erasure:step.${obstacle}.text`)}</p>
          </Alert>
        )}
        <section class="ec-panel">
          <RequestSummary request={request} />
        </section>
        {obstacle === undefined ? (
          <form class="ec-form" method="post" action={`${path}/cancella-dati`}>
            <div class="ec-form__end">
              <button type="submit" class="btn btn-primary">
                <Icon name="it-delete" size="sm" /> {t('erasure:step.button')}
              </button>
            </div>
          </form>
        ) : null}
        <p class="ec-back">
          <a href={path}>{t('erasure:step.cancel')}</a>
        </p>
      </div>
    </Document>
  );
};
