import type { TFunction } from 'i18next';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { Alert } from './alert.tsx';
import { Due } from './due.tsx';
import { usePage } from './page-context.tsx';
import { withList } from './table-address.ts';
import { UndoBanner } from './undo-banner.tsx';
import { When } from './when.tsx';

/** Something is registered, a decision or the import, that the workflow has not carried out yet. */
export function isInProgress(request: HelpRequestDetail): boolean {
  return isDeciding(request) || (request.status === 'submitted' && request.importedAt !== null);
}

function isDeciding({ decision }: HelpRequestDetail): boolean {
  return decision !== null && decision.outcome === null;
}

/** What is being carried out, as the title of its banner and in the place of the buttons. */
export function progressTitle(t: TFunction, request: HelpRequestDetail): string {
  return t(`console:request.${isDeciding(request) ? 'inProgress' : 'importing'}.title`);
}

type Props = {
  request: HelpRequestDetail;
  path: string;
  /** The table that the operator came from, as a request's pages carry it. */
  list: string;
  /** When an operator last took a volunteer out or put one in by hand. */
  chosenByHandAt?: Date | undefined;
};

/** What must be known of a request before reading on: what was decided, or what keeps it waiting. */
export const RequestBanners = ({ request, path, list, chosenByHandAt }: Props) => {
  const { t } = usePage();
  if (isInProgress(request)) return <InProgress request={request} path={path} list={list} />;
  if (request.status === 'dispatched' || request.status === 'discarded') {
    return (
      <>
        {request.erasedAt === null ? null : <Erased at={request.erasedAt} />}
        <Outcome request={request} path={path} />
      </>
    );
  }
  const { noVolunteersAt } = request;
  // After a choice by hand the next step is to send again, no longer to widen what is required.
  const isChosenSince = noVolunteersAt !== null && chosenByHandAt !== undefined && chosenByHandAt > noVolunteersAt;
  return (
    <>
      {request.status === 'submitted' ? (
        <Alert kind="info">
          <p>{t('console:request.notImported')}</p>
        </Alert>
      ) : null}
      {noVolunteersAt === null ? null : (
        <Alert kind="danger" title={t('console:request.noVolunteers.title')}>
          <p>{t(`console:request.noVolunteers.${isChosenSince ? 'chosenSince' : 'text'}`)}</p>
        </Alert>
      )}
      {request.lateAt === null || request.status !== 'awaiting_operator' ? null : (
        <Alert kind="warning">
          <p>{t('console:request.late')}</p>
        </Alert>
      )}
    </>
  );
};

/** The citizen asked for it: by when, and the way to do it. */
export const ErasureDue = ({ dueAt, path }: { dueAt: Date; path: string }) => {
  const { t } = usePage();
  return (
    <Alert kind="warning" title={t('erasure:banner.title')}>
      <p>
        {t('erasure:banner.due')} <Due at={dueAt} />
      </p>
      <p>
        <a class="btn btn-primary" href={`${path}/cancella-dati`}>
          {t('erasure:banner.button')}
        </a>
      </p>
    </Alert>
  );
};

const Erased = ({ at }: { at: Date }) => {
  const { t } = usePage();
  return (
    <Alert kind="info" title={t('console:erased.title')}>
      <p>
        <When at={at} />. {t('console:erased.text')}
      </p>
    </Alert>
  );
};

const InProgress = ({ request, path, list }: Pick<Props, 'request' | 'path' | 'list'>) => {
  const { t } = usePage();
  const { decision } = request;
  if (decision !== null && decision.hold !== null) {
    const undoPath = withList(`${path}/annulla`, list);
    return (
      <UndoBanner decision={{ ...decision, hold: decision.hold }} reference={request.reference} action={undoPath} />
    );
  }
  return (
    <div data-in-progress>
      <Alert kind="info" title={progressTitle(t, request)}>
        <p>
          {decision === null
            ? t('console:request.importing.text')
            : t('console:request.inProgress.text', {
                decision: t(`domain:decision.${decision.kind}`),
                name: decision.by ?? t('domain:by.requester'),
              })}{' '}
          <a href={withList(path, list)}>{t('console:request.refresh')}</a>
        </p>
      </Alert>
    </div>
  );
};

const Outcome = ({ request: { status, closedAt, withdrawnAt, decision }, path }: Pick<Props, 'request' | 'path'>) => {
  const { t } = usePage();
  const outcome = closedAt === null ? status : 'closed';
  return (
    <Alert kind={status === 'discarded' ? 'info' : 'success'} title={t(`console:request.outcome.${outcome}`)}>
      {decision === null ? null : (
        <p>
          {decision.by === null
            ? `${t('withdrawal:banner')},`
            : t('console:request.outcome.by', {
                decision: t(`domain:decision.${decision.kind}`),
                name: decision.by,
              })}{' '}
          <When at={decision.at} />. {withdrawnAt !== null && closedAt !== null ? t('withdrawal:closedBanner') : null}{' '}
          {decision.duplicateOf === null ? null : (
            <>
              {t('quick:duplicates.decidedAs')}{' '}
              <a href={path.replace(/[^/]+$/, decision.duplicateOf.id)}>{decision.duplicateOf.reference}</a>.{' '}
            </>
          )}
          {decision.reason === null || decision.by === null
            ? null
            : t('console:request.outcome.reason', { reason: t(`domain:discardReason.${decision.reason}`) })}{' '}
          {decision.note === null ? null : t('console:request.outcome.note', { note: decision.note })}
        </p>
      )}
    </Alert>
  );
};
