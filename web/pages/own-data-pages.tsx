import type { Child } from 'hono/jsx';
import type { Municipality } from '../../src/db/municipalities.ts';
import type { OwnRequest } from '../../src/domain/own-request.ts';
import { formatTelephone } from '../../src/domain/telephone.ts';
import { formatDay, formatExact } from '../components/dates.ts';
import { Document } from '../components/document.tsx';
import { usePage } from '../components/page-context.tsx';

type Props = { municipality: Municipality; request: OwnRequest; links: OwnLinks };

/** Where the pages of one request are, each with its secret. */
export type OwnLinks = {
  status: string;
  receipt: string;
  data: string;
  file: string;
  erasure: string;
  /** Takes back that the data be erased. */
  withdrawal: string;
  rating: string;
  /** Withdraws the request itself. */
  withdrawRequest: string;
  /** Takes answers to what was asked. */
  information: string;
};

export function ownLinks(slug: string, reference: string, secret: string): OwnLinks {
  const path = `/${slug}/richiesta/${reference}`;
  const key = `?chiave=${encodeURIComponent(secret)}`;
  return {
    status: `${path}${key}`,
    receipt: `${path}/ricevuta.pdf${key}`,
    data: `${path}/dati${key}`,
    file: `${path}/dati.json${key}`,
    erasure: `${path}/cancellazione${key}`,
    withdrawal: `${path}/cancellazione/ritira${key}`,
    rating: `${path}/valutazione${key}`,
    withdrawRequest: `${path}/ritiro${key}`,
    information: `${path}/informazioni${key}`,
  };
}

const OwnFrame = ({
  municipality,
  links,
  title,
  children,
}: Omit<Props, 'request'> & { title: string; children?: Child }) => {
  const { t } = usePage();
  return (
    <Document title={title} municipality={municipality}>
      <div class="container-xxl ec-page ec-page--narrow">
        <h1>{title}</h1>
        {children}
        <p class="ec-back ec-no-print">
          <a href={links.status}>{t('erasure:own.back')}</a>
        </p>
      </div>
    </Document>
  );
};

/** «I miei dati»: what the person wrote, to read, print or take along. */
export const OwnDataPage = (props: Props) => {
  const { language, t } = usePage();
  const { request, links } = props;
  const { requester, preferredTime } = request;
  const facts: Record<string, string> = {
    reference: request.reference,
    submittedAt: formatExact(language, request.submittedAt),
    name: `${requester.givenName} ${requester.familyName}`,
    telephone: formatTelephone(requester.telephone),
    email: requester.email ?? t('erasure:own.none'),
    address: `${requester.address}, ${request.zone.label}`,
    need: request.need.label,
    preferredTime:
      preferredTime === null
        ? t('erasure:own.none')
        : `${formatDay(language, preferredTime.date)}, ${t(`domain:dayPart.${preferredTime.part}`)}`,
    description: request.description,
  };
  return (
    <OwnFrame {...props} title={t('erasure:own.title')}>
      <p class="lead">{t('erasure:own.lead')}</p>
      <dl class="ec-facts">
        {Object.entries(facts).map(([name, value]) => (
          <div class={name === 'description' ? 'ec-facts__wide' : undefined}>
            <dt>{t(`erasure:own.fields.${name}`)}</dt>
            <dd class={name === 'description' ? 'ec-facts__text' : undefined}>{value}</dd>
          </div>
        ))}
        {request.information.map(({ question, answer }) => (
          <div class="ec-facts__wide">
            <dt>
              {t('information:own.asked')}: {question}
            </dt>
            <dd class="ec-facts__text">
              {t('information:own.answered')}: {answer ?? t('erasure:own.none')}
            </dd>
          </div>
        ))}
      </dl>
      <p class="ec-no-print">
        <a class="btn btn-outline-primary" href={links.file} download>
          {t('erasure:own.download')}
        </a>
      </p>
    </OwnFrame>
  );
};

/** «Chiedi la cancellazione»: what follows, one button; or, where it was asked, until when it will be done. */
export const AskErasurePage = (props: Props) => {
  const { language, t } = usePage();
  const { request, links } = props;
  const { erasureDueAt } = request;
  const open = request.status === 'submitted' || request.status === 'awaiting_operator';
  if (erasureDueAt !== null) {
    return (
      <OwnFrame {...props} title={t('erasure:own.section')}>
        <p class="lead">
          {t('erasure:own.pending')} <strong>{formatExact(language, erasureDueAt)}</strong>.
        </p>
        <form class="ec-form" method="post" action={links.withdrawal}>
          <p>{t('erasure:own.withdrawText')}</p>
          <div class="ec-form__end">
            <button type="submit" class="btn btn-outline-primary">
              {t('erasure:own.withdraw')}
            </button>
          </div>
        </form>
      </OwnFrame>
    );
  }
  return (
    <OwnFrame {...props} title={t('erasure:own.askTitle')}>
      <p class="lead">{t('erasure:own.askLead')}</p>
      {open ? (
        <p>
          <strong>{t('erasure:own.askOpen')}</strong>
        </p>
      ) : null}
      <form class="ec-form" method="post" action={links.erasure}>
        <div class="ec-form__end">
          <button type="submit" class="btn btn-primary">
            {t('erasure:own.button')}
          </button>
        </div>
      </form>
    </OwnFrame>
  );
};
