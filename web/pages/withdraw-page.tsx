import type { CitizenView } from '../../src/db/citizen-request.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import { Alert } from '../components/alert.tsx';
import { Document } from '../components/document.tsx';
import { usePage } from '../components/page-context.tsx';
import { stageOf } from '../components/status-steps.tsx';
import { Telephone } from '../components/telephone.tsx';
import type { OwnLinks } from './own-data-pages.tsx';

type Props = {
  municipality: Municipality;
  request: CitizenView;
  links: OwnLinks;
  /** Whether the button was pressed while the request was being sent. */
  inHand?: boolean;
};

/** «Ritira la richiesta»: what follows, by how far the request has come, and one button. */
export const WithdrawPage = ({ municipality, request, links, inHand = false }: Props) => {
  const { t } = usePage();
  const title = t('withdrawal:page.title');
  const stage = stageOf(request);
  const isOpen = stage !== 'discarded' && stage !== 'closed' && stage !== 'withdrawn';
  return (
    <Document title={title} wrong={inHand} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        {inHand ? (
          <Alert kind="warning" title={t('withdrawal:page.inHandTitle')} takesFocus>
            <p>
              {t('withdrawal:page.inHand')} <Telephone number={municipality.officeTelephone} />
            </p>
          </Alert>
        ) : null}
        {isOpen ? (
          <>
            <p class="lead">{t('withdrawal:page.lead')}</p>
            <p>{t(`withdrawal:page.${stage === 'dispatched' ? 'sent' : 'notSent'}`)}</p>
            <form class="ec-form" method="post" action={links.withdrawRequest}>
              <div class="ec-form__end">
                <button type="submit" class="btn btn-primary">
                  {t('withdrawal:page.button')}
                </button>
              </div>
            </form>
          </>
        ) : (
          <p class="lead">{t('withdrawal:page.over')}</p>
        )}
        <p class="ec-back ec-no-print">
          <a href={links.status}>{t('withdrawal:page.back')}</a>
        </p>
      </div>
    </Document>
  );
};
