import type { CitizenView } from '../../src/db/citizen-request.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import { officeForm } from '../access.ts';
import { consoleHome } from '../components/console-nav.tsx';
import { formatExact, formatPause } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { Icon } from '../components/icon.tsx';
import { OpenQuestions } from '../components/open-questions.tsx';
import { OwnDataSection } from '../components/own-data-section.tsx';
import { usePage } from '../components/page-context.tsx';
import { RatingSection } from '../components/rating-section.tsx';
import { citizenFacts, RequestFactsList } from '../components/request-facts.tsx';
import { RequestReference } from '../components/request-reference.tsx';
import { RequestStepper } from '../components/request-stepper.tsx';
import { StatusSteps, stageOf } from '../components/status-steps.tsx';
import { Telephone } from '../components/telephone.tsx';
import type { OwnLinks } from './own-data-pages.tsx';

type Props = {
  municipality: Municipality;
  request: CitizenView;
  operator: { name: string } | undefined;
  links: OwnLinks;
  /** After how long the operators are told again. */
  lateAfterSeconds: number;
  erasureDueAt: Date | null;
  rated: boolean;
};

/** The form's confirmation, then where the request stands: the reference, what happens now and by when, who to call. */
export const RequestStatusPage = (props: Props) => {
  const { municipality, request, operator, links, lateAfterSeconds, erasureDueAt, rated } = props;
  const { language, t, now } = usePage();
  const stage = stageOf(request);
  const waits = stage === 'submitted' || stage === 'awaiting_operator';
  const { email } = request.requester;
  return (
    <Document
      title={`${t('citizen:status.title')} ${request.reference}`}
      municipality={municipality}
      operatorName={operator?.name}
    >
      <Emergency />
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{stage === 'submitted' ? t('citizen:status.received') : t('citizen:status.title')}</h1>
        {stage === 'submitted' ? <RequestStepper current="confirmation" /> : null}
        <RequestReference request={request} receiptPath={links.receipt} />
        <section>
          <h2>{t('citizen:status.nowTitle')}</h2>
          <p class="lead">{t(`citizen:status.now.${stage}`)}</p>
          {waits ? <p>{t('citizen:status.byWhen', { pause: formatPause(language, lateAfterSeconds) })}</p> : null}
          {stage === 'submitted' && email !== undefined ? <p>{t('citizen:status.emailed', { email })}</p> : null}
        </section>
        <OpenQuestions
          information={request.information}
          action={links.information}
          isOpen={stage === 'awaiting_operator'}
        />
        <section>
          <h2>{t('citizen:status.stepsTitle')}</h2>
          <StatusSteps request={request} />
        </section>
        <section class="ec-box">
          <h2>{t('citizen:status.contactsTitle')}</h2>
          <p>{t('citizen:status.contacts')}</p>
          <p class="ec-box__telephone">
            <Icon name="it-telephone" /> <Telephone number={municipality.officeTelephone} />
          </p>
        </section>
        <section>
          <h2>{t('citizen:status.sentTitle')}</h2>
          <RequestFactsList facts={citizenFacts(request)} />
        </section>
        <section class="ec-no-print">
          <h2>{t('citizen:status.keepTitle')}</h2>
          <p>{t('citizen:status.keep')}</p>
        </section>
        {waits || stage === 'dispatched' ? (
          <section class="ec-no-print">
            <h2>{t('withdrawal:section')}</h2>
            <p>{t('withdrawal:text')}</p>
            <p>
              <a href={links.withdrawRequest}>{t('withdrawal:link')}</a>
            </p>
          </section>
        ) : null}
        <OwnDataSection links={links} erasureDueAt={erasureDueAt} />
        {operator === undefined ? <RatingSection action={links.rating} done={rated} /> : null}
        {operator === undefined ? null : <OperatorLinks municipality={municipality} />}
        <p class="ec-only-print">
          {t('citizen:status.printedOn')} {formatExact(language, now)}
        </p>
      </div>
    </Document>
  );
};

const OperatorLinks = ({ municipality }: { municipality: Municipality }) => {
  const { t, role } = usePage();
  if (role === undefined) return null;
  return (
    <p class="ec-back ec-no-print">
      <a href={consoleHome(municipality.slug, role)}>{t('citizen:status.toConsole')}</a>
      {municipality.officeChannel && officeForm.includes(role) ? (
        <a href={`/${municipality.slug}/richiesta?inserimento=ufficio`}>{t('citizen:status.another')}</a>
      ) : null}
    </p>
  );
};
