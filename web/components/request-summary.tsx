import type { TFunction } from 'i18next';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { formatDay } from './dates.ts';
import { usePage } from './page-context.tsx';
import { RequestRequirements } from './request-requirements.tsx';
import { Telephone } from './telephone.tsx';
import { When } from './when.tsx';

/** Who asks for what, to be read at a glance: what is needed first, then how to reach the person. */
export const RequestSummary = ({ request }: { request: HelpRequestDetail }) => {
  const { language, t } = usePage();
  const { requester, preferredTime } = request;
  const label = (field: string) => t(`console:request.fields.${field}`);
  if (request.erasedAt !== null) return <ErasedSummary request={request} />;
  return (
    <dl class="ec-facts">
      <div class="ec-facts__wide">
        <dt>{label('description')}</dt>
        <dd class="ec-facts__text">{request.description}</dd>
      </div>
      <div>
        <dt>{label('need')}</dt>
        <dd>
          <strong>{request.need.label}</strong>
        </dd>
      </div>
      <div>
        <dt>{label('preferredTime')}</dt>
        <dd>
          {preferredTime === null
            ? t('console:request.noPreference')
            : `${formatDay(language, preferredTime.date)}, ${t(`domain:dayPart.${preferredTime.part}`)}`}
        </dd>
      </div>
      <div>
        <dt>{label('name')}</dt>
        <dd>
          <strong>
            {requester.givenName} {requester.familyName}
          </strong>
        </dd>
      </div>
      <div>
        <dt>{label('telephone')}</dt>
        <dd>
          <Telephone number={requester.telephone} />
        </dd>
      </div>
      <div>
        <dt>{label('address')}</dt>
        <dd>
          {requester.address}, {request.zone.label}
        </dd>
      </div>
      <div>
        <dt>{label('email')}</dt>
        <dd>{requester.email ?? t('console:request.noEmail')}</dd>
      </div>
      <div class="ec-facts__wide">
        <dt>{t('console:request.requirementsTitle')}</dt>
        <dd>
          <RequestRequirements request={request} />
        </dd>
      </div>
      <Submitted request={request} />
    </dl>
  );
};

/** What is left of a request whose personal data were erased. */
const ErasedSummary = ({ request }: { request: HelpRequestDetail }) => {
  const { t } = usePage();
  return (
    <dl class="ec-facts">
      <div>
        <dt>{t('console:request.fields.need')}</dt>
        <dd>
          <strong>{request.need.label}</strong>
        </dd>
      </div>
      <div>
        <dt>{t('console:request.fields.zone')}</dt>
        <dd>{request.zone.label}</dd>
      </div>
      <div>
        <dt>{t('console:request.fields.name')}</dt>
        <dd>{t('console:erased.name')}</dd>
      </div>
      <Submitted request={request} />
    </dl>
  );
};

const Submitted = ({ request }: { request: HelpRequestDetail }) => {
  const { t } = usePage();
  return (
    <div class="ec-facts__wide">
      <dt>{t('console:request.fields.submitted')}</dt>
      <dd>
        <When at={request.submittedAt} />, {saySender(t, request)}
      </dd>
    </div>
  );
};

/** By which way a request came: a clerk, the portal of the Comune with its key, or our own form. */
function saySender(t: TFunction, { submittedBy, submittedByKey }: HelpRequestDetail): string {
  if (submittedBy !== null) return t('console:request.byOffice', { name: submittedBy });
  if (submittedByKey !== null) return t('console:request.byKey', { name: submittedByKey });
  return t('console:request.byCitizen');
}
