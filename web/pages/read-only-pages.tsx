import type { Municipality } from '../../src/db/municipalities.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import type { HelpRequestDetail, HelpRequestRow } from '../../src/domain/help-request.ts';
import { officeForm } from '../access.ts';
import { Document } from '../components/document.tsx';
import { Icon } from '../components/icon.tsx';
import { usePage } from '../components/page-context.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { ReadOnlyTable } from '../components/read-only-table.tsx';
import { OfferList } from '../components/request-history.tsx';
import { RequestSummary } from '../components/request-summary.tsx';
import { SearchForm } from '../components/search-form.tsx';
import { StatusBadge } from '../components/status-badge.tsx';

/** What a clerk filled in, or what the head of operations follows, with its address. */
export const readOnlyPaths = { entered: 'inserite', dispatched: 'inviate' } as const;
export type ReadOnlyKind = keyof typeof readOnlyPaths;

type Common = { kind: ReadOnlyKind; municipality: Municipality; operator: { name: string } };

export type ReadOnlyListProps = Common & {
  q: string;
  rows: HelpRequestRow[];
  next: string | null;
  isContinued: boolean;
};

/** The requests that somebody may read who decides nothing, newest first. */
export const ReadOnlyListPage = ({ kind, municipality, operator, q, rows, next, isContinued }: ReadOnlyListProps) => {
  const { t, role } = usePage();
  const { slug } = municipality;
  const path = `/${slug}/console/${readOnlyPaths[kind]}`;
  const title = t(`members:${kind}.title`);
  const fillsIn = municipality.officeChannel && role !== undefined && officeForm.includes(role);
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console" section={kind}>
      <div class="container-xxl ec-console">
        <div class="ec-console__head">
          <h1>{title}</h1>
          {fillsIn ? (
            <a class="ec-console__office" href={`/${slug}/richiesta?inserimento=ufficio`}>
              <Icon name="it-plus-circle" size="sm" /> {t('console:table.newOffice')}
            </a>
          ) : null}
        </div>
        <p>{t(`members:${kind}.lead`)}</p>
        <SearchForm path={path} q={q} label={t('console:table.search')} button={t('console:table.searchButton')}>
          {q === '' ? null : (
            <p class="ec-search__found">
              {t('members:found', { q })} <a href={path}>{t('console:table.searchClear')}</a>
            </p>
          )}
        </SearchForm>
        {rows.length === 0 ? (
          <div class="ec-empty">
            <Icon name={q === '' ? 'it-inbox' : 'it-search'} size="xl" />
            <h2>{q === '' ? t(`members:${kind}.emptyTitle`) : t('console:table.empty.search.title')}</h2>
            <p>{q === '' ? t(`members:${kind}.empty`) : t('console:table.empty.search.text')}</p>
          </div>
        ) : (
          <ReadOnlyTable rows={rows} path={path} caption={title} />
        )}
        <PageLinks
          label={t('console:table.pages')}
          start={isContinued ? { href: addressOf(path, { q }), text: t('console:table.fromStart') } : undefined}
          next={
            next === null ? undefined : { href: addressOf(path, { q, cursore: next }), text: t('console:table.more') }
          }
        />
      </div>
    </Document>
  );
};

function addressOf(path: string, query: Record<string, string>): string {
  const filled = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ''));
  return filled.size === 0 ? path : `${path}?${filled}`;
}

/** One request to read: for the head of operations with who was asked, for a clerk without, since that is not theirs. */
export const ReadOnlyRequestPage = ({
  kind,
  municipality,
  operator,
  request,
}: Common & { request: HelpRequestDetail }) => {
  const { t } = usePage();
  const title = t('console:request.title', { reference: request.reference });
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console" section={kind}>
      <div class="container-xxl ec-console">
        <nav class="ec-console__back ec-no-print" aria-label={t('citizen:site.breadcrumb')}>
          <a href={`/${municipality.slug}/console/${readOnlyPaths[kind]}`}>
            <Icon name="it-arrow-left" size="sm" /> {t(`members:${kind}.title`)}
          </a>
        </nav>
        <div class="ec-request__title">
          <h1>{title}</h1>
          <span class="ec-badges">
            <StatusBadge {...request} />
          </span>
        </div>
        <div class="ec-request__columns">
          <section class="ec-panel" aria-labelledby="who">
            <h2 id="who">{t('console:request.whoTitle')}</h2>
            <RequestSummary request={request} />
          </section>
          {kind === 'dispatched' ? (
            <section class="ec-panel" aria-labelledby="volunteers">
              <h2 id="volunteers">{t('console:request.offersTitle')}</h2>
              {request.offers.length === 0 ? (
                <p class="ec-quiet">{t('console:request.noOffers.dispatched')}</p>
              ) : (
                <OfferList offers={request.offers} lists={withRetired(municipality)} />
              )}
            </section>
          ) : null}
        </div>
      </div>
    </Document>
  );
};
