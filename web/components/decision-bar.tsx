import type { NextRequest } from '../../src/db/next-request.ts';
import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { CarriedList, DiscardButton } from './decision-buttons.tsx';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { isInProgress, progressTitle } from './request-banners.tsx';
import { withList } from './table-address.ts';

type Props = {
  request: HelpRequestDetail;
  path: string;
  slug: string;
  /** The form that «Invia» sends along, so that corrections not yet saved are not lost. */
  formId: string;
  /** How many volunteers would be told now. */
  chosen: number;
  /** The table that the operator came from: where it is, and as a request's pages carry it. */
  tablePath: string;
  list: string;
  /** What waits longest there, once this one is decided. */
  next: NextRequest | undefined;
};

/** What can be decided, always in the same place: send on the left, bin on the right, or what follows a decision. */
export const DecisionBar = (props: Props) => {
  const { t } = usePage();
  const { request, slug } = props;
  return (
    <section class="ec-bar ec-no-print" aria-label={t('console:decide.bar')}>
      {isInProgress(request) ? (
        <div class="ec-bar__only">
          <p>{progressTitle(t, request)}</p>
          <NextLink {...props} />
        </div>
      ) : request.status === 'awaiting_operator' ? (
        <Awaiting {...props} />
      ) : request.status === 'submitted' ? (
        <ImportFirst slug={slug} />
      ) : (
        <Decided {...props} />
      )}
    </section>
  );
};

const Awaiting = ({ path, formId, chosen, list }: Props) => {
  const { t } = usePage();
  return (
    <div class="ec-decisions">
      <div>
        <button
          type="submit"
          class="btn btn-danger ec-decision"
          form={formId}
          formaction={withList(`${path}/invia`, list)}
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
        <DiscardButton action={`${path}/elimina`} label={t('console:decide.discard')} list={list} />
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

const NextLink = ({ slug, list, next }: Pick<Props, 'slug' | 'list' | 'next'>) => {
  const { t } = usePage();
  return next === undefined ? null : (
    <a class="btn btn-primary" href={withList(`/${slug}/console/richieste/${next.id}`, list)}>
      {t('quick:next', { reference: next.reference })} <Icon name="it-arrow-right" size="sm" />
    </a>
  );
};

const Decided = (props: Props) => {
  const { t } = usePage();
  const { request, path, list } = props;
  return (
    <div class="ec-bar__only">
      <NextLink {...props} />
      <a class={`btn ${props.next === undefined ? 'btn-primary' : 'btn-outline-primary'}`} href={props.tablePath}>
        {t('console:request.toTable')}
      </a>
      {request.erasedAt !== null ? null : request.status === 'discarded' ? (
        <form method="post" action={withList(`${path}/ripristina`, list)}>
          <button type="submit" class="btn btn-outline-primary">
            <Icon name="it-restore" size="sm" /> {t('console:decide.restore')}
          </button>
        </form>
      ) : request.closedAt === null ? (
        <form method="get" action={`${path}/concludi`}>
          <CarriedList list={list} />
          <button type="submit" class="btn btn-outline-primary">
            <Icon name="it-check-circle" size="sm" /> {t('console:decide.close')}
          </button>
        </form>
      ) : null}
    </div>
  );
};
