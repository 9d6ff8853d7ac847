import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { DiscardButton } from './decision-buttons.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { isInProgress, progressTitle } from './request-banners.tsx';

type Props = {
  request: HelpRequestDetail;
  path: string;
  slug: string;
  /** The form that «Invia» sends along, so that corrections not yet saved are not lost. */
  formId: string;
  /** How many volunteers would be told now. */
  chosen: number;
};

/** What can be decided, always in the same place: send on the left, bin on the right, or what follows a decision. */
export const DecisionBar = ({ request, path, slug, formId, chosen }: Props) => {
  const { t } = usePage();
  return (
    <section class="ec-bar ec-no-print" aria-label={t('console:decide.bar')}>
      {isInProgress(request) ? (
        <p class="ec-bar__only">{progressTitle(t, request)}</p>
      ) : request.status === 'awaiting_operator' ? (
        <Awaiting path={path} formId={formId} chosen={chosen} />
      ) : request.status === 'submitted' ? (
        <ImportFirst slug={slug} />
      ) : (
        <Decided request={request} path={path} slug={slug} />
      )}
    </section>
  );
};

const Awaiting = ({ path, formId, chosen }: Pick<Props, 'path' | 'formId' | 'chosen'>) => {
  const { t } = usePage();
  return (
    <div class="ec-decisions">
      <div>
        <button
          type="submit"
          class="btn btn-danger ec-decision"
          form={formId}
          formaction={`${path}/invia`}
          aria-describedby="send-hint"
        >
          <Icon name="ec-send" /> {t('console:decide.dispatch')}
        </button>
        <p class="ec-hint" id="send-hint">
          {chosen === 0 ? t('console:decide.dispatchNobody') : t('console:decide.dispatchHint', { count: chosen })}{' '}
          {t('console:decide.savesCorrections')}
        </p>
      </div>
      <div>
        <DiscardButton action={`${path}/elimina`} label={t('console:decide.discard')} />
        <p class="ec-hint">{t('console:decide.discardHint')}</p>
      </div>
    </div>
  );
};

const ImportFirst = ({ slug }: { slug: string }) => {
  const { t } = usePage();
  return (
    <form class="ec-bar__only" method="post" action={`/${slug}/console/importa`}>
      <button type="submit" class="btn btn-primary">
        <Icon name="it-download" size="sm" /> {t('console:table.import')}
      </button>
    </form>
  );
};

const Decided = ({ request, path, slug }: Pick<Props, 'request' | 'path' | 'slug'>) => {
  const { t } = usePage();
  return (
    <div class="ec-bar__only">
      <a class="btn btn-primary" href={`/${slug}/console`}>
        {t('console:request.toTable')}
      </a>
      {request.erasedAt !== null ? null : request.status === 'discarded' ? (
        <form method="post" action={`${path}/ripristina`}>
          <button type="submit" class="btn btn-outline-primary">
            <Icon name="it-restore" size="sm" /> {t('console:decide.restore')}
          </button>
        </form>
      ) : request.closedAt === null ? (
        <form method="get" action={`${path}/concludi`}>
          <button type="submit" class="btn btn-outline-primary">
            <Icon name="it-check-circle" size="sm" /> {t('console:decide.close')}
          </button>
        </form>
      ) : null}
    </div>
  );
};
