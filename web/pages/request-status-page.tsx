import type { CitizenView } from '../../src/db/citizen-request.ts';
import type { Municipality } from '../../src/db/municipalities.ts';
import { officeForm } from '../access.ts';
import { consoleHome } from '../components/console-nav.tsx';
import { formatExact } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { Emergency } from '../components/emergency.tsx';
import { Icon } from '../components/icon.tsx';
import { OwnDataSection } from '../components/own-data-section.tsx';
import { usePage } from '../components/page-context.tsx';
import { StatusSteps, stageOf } from '../components/status-steps.tsx';
import { Telephone } from '../components/telephone.tsx';
import type { OwnLinks } from './own-data-pages.tsx';

type Props = {
  municipality: Municipality;
  request: CitizenView;
  operator: { name: string } | undefined;
  links: OwnLinks;
  erasureDueAt: Date | null;
};

/** Where a request stands, for who made it: the reference, what happens now, the steps, and who to call. */
export const RequestStatusPage = ({ municipality, request, operator, links, erasureDueAt }: Props) => {
  const { language, t, now } = usePage();
  return (
    <Document
      title={`${t('citizen:status.title')} ${request.reference}`}
      municipality={municipality}
      operatorName={operator?.name}
    >
      <Emergency />
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{request.status === 'submitted' ? t('citizen:status.received') : t('citizen:status.title')}</h1>
        <section class="ec-reference">
          <h2 class="ec-reference__label">{t('citizen:status.referenceLabel')}</h2>
          <p class="ec-reference__code">{request.reference}</p>
          <p class="ec-reference__note">
            {t('citizen:status.referenceNote')} {t('citizen:status.need')}: <strong>{request.need.label}</strong>.
          </p>
          <button type="button" class="btn btn-outline-primary ec-no-print" data-print hidden>
            <Icon name="it-print" size="sm" /> {t('citizen:status.print')}
          </button>
        </section>
        <section>
          <h2>{t('citizen:status.nowTitle')}</h2>
          <p class="lead">{t(`citizen:status.now.${stageOf(request)}`)}</p>
        </section>
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
        <section class="ec-no-print">
          <h2>{t('citizen:status.keepTitle')}</h2>
          <p>{t('citizen:status.keep')}</p>
        </section>
        <OwnDataSection links={links} erasureDueAt={erasureDueAt} />
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
