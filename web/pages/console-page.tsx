import type { Municipality } from '../../src/db/municipalities.ts';
import { usualPage } from '../../src/db/page-limit.ts';
import type { RequestToImport } from '../../src/db/requests-to-import.ts';
import type { HeldDecision } from '../../src/db/undo.ts';
import type { HelpRequestRow } from '../../src/domain/help-request.ts';
import { ConsoleTabs, type TableCounts } from '../components/console-tabs.tsx';
import { sayCount, startUpperCase } from '../components/count.tsx';
import { Document } from '../components/document.tsx';
import { ErasuresDue } from '../components/erasures-due.tsx';
import { type Flash, FlashMessage } from '../components/flash.tsx';
import { Icon } from '../components/icon.tsx';
import { ImportPanel } from '../components/import-panel.tsx';
import { KeyboardHelp } from '../components/keyboard-help.tsx';
import { LiveLine } from '../components/live-line.tsx';
import { ManyBar } from '../components/many-bar.tsx';
import { usePage } from '../components/page-context.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { RequestTable } from '../components/request-table.tsx';
import { RowsPerPage } from '../components/rows-per-page.tsx';
import { settingsPath } from '../components/settings-frame.tsx';
import { canBeDecided, listFilters, type TableAddress, tablePath, writeList } from '../components/table-address.ts';
import { TableEmpty } from '../components/table-empty.tsx';
import { TableFilters } from '../components/table-filters.tsx';
import { TableSearch } from '../components/table-search.tsx';
import { ToImportTable } from '../components/to-import-table.tsx';
import { HeldDecisions, UndoRefresh } from '../components/undo-banner.tsx';
import { When } from '../components/when.tsx';

export type ConsoleProps = {
  municipality: Municipality;
  operator: { name: string };
  address: TableAddress;
  /** Before their import nothing of a person is shown. */
  shown: { kind: 'table'; rows: HelpRequestRow[] } | { kind: 'to_import'; rows: RequestToImport[] };
  counts: TableCounts;
  /** The erasures that citizens asked for and nobody has done, if any. */
  erasures: { count: number; firstDueAt: Date } | undefined;
  /** Where the next rows begin, and whether these are not the first. */
  next: string | null;
  cursor: string | undefined;
  /** The page's own address, without what happened before it. */
  ownPath: string;
  /** Whether all requests of the page that can be decided are ticked. */
  ticked: boolean;
  /** What this operator decided and can undo yet. */
  held: HeldDecision[];
  flash: Flash | undefined;
};

/** The operators' table: how many wait, what is still to import, and the requests by status. */
export const ConsolePage = (props: ConsoleProps) => {
  const { t, role } = usePage();
  const { municipality, operator, address, shown, counts, cursor, held, ownPath, next } = props;
  const { slug } = municipality;
  const { awaiting_operator: waiting } = counts;
  const title = startUpperCase(t('console:table.title', { count: waiting, shown: sayCount(t, waiting) }));
  const isWhole = address.q === '' && listFilters(address.filter).length === 0 && cursor === undefined;
  const oldest = shown.kind === 'table' && address.tab === 'awaiting_operator' && isWhole ? shown.rows[0] : undefined;
  return (
    <Document
      title={title}
      municipality={municipality}
      operatorName={operator.name}
      area="console"
      head={held.length > 0 ? <UndoRefresh holds={held.map(({ hold }) => hold)} /> : undefined}
    >
      <div class="container-xxl ec-console">
        <FlashMessage flash={props.flash} />
        <div data-live-region="held" data-live-mark={held.map(({ id }) => id).join()}>
          <HeldDecisions slug={slug} list={writeList(address)} held={held} />
        </div>
        <div class="ec-console__head">
          <h1 data-live-region="title">{title}</h1>
          <div data-live-region="import" data-live-count={counts.submitted}>
            <ImportPanel slug={slug} waiting={counts.submitted} />
          </div>
          {municipality.officeChannel ? (
            <a class="ec-console__office" href={`/${slug}/richiesta?inserimento=ufficio`}>
              <Icon name="it-plus-circle" size="sm" /> {t('console:table.newOffice')}
            </a>
          ) : null}
        </div>
        {props.erasures === undefined ? null : <ErasuresDue slug={slug} {...props.erasures} />}
        {role === 'administrator' && Object.values(counts).every((count) => count === 0) ? (
          <p>
            {t('settings:firstSteps.fromConsole')}{' '}
            <a href={settingsPath(slug, 'firstSteps')}>{t('settings:firstSteps.open')}</a>
          </p>
        ) : null}
        <LiveLine page={ownPath} news={`/${slug}/console/novita`} />
        <div data-live-region="oldest">{oldest === undefined ? null : <OldestRequest slug={slug} row={oldest} />}</div>
        <div class="ec-console__tools">
          <div data-live-region="tabs">
            <ConsoleTabs slug={slug} address={address} counts={counts} />
          </div>
          <TableSearch slug={slug} address={address} />
        </div>
        <TableFilters municipality={municipality} address={address} />
        <div data-live-list>
          {shown.rows.length === 0 ? (
            <TableEmpty slug={slug} address={address} toImport={counts.submitted > 0} />
          ) : shown.kind === 'to_import' ? (
            <ToImportTable slug={slug} rows={shown.rows} />
          ) : (
            <>
              {canBeDecided(address.tab) ? <ManyBar slug={slug} address={address} cursor={cursor} /> : null}
              <RequestTable
                slug={slug}
                address={address}
                rows={shown.rows}
                ticked={props.ticked}
                oldestId={oldest?.id}
              />
            </>
          )}
        </div>
        <div data-live-region="pages">
          <TablePages {...props} />
          <RowsPerPage slug={slug} address={address} isNeeded={next !== null || address.rows !== usualPage} />
        </div>
        <KeyboardHelp />
      </div>
    </Document>
  );
};

const OldestRequest = ({ slug, row }: { slug: string; row: HelpRequestRow }) => {
  const { t } = usePage();
  const { reference } = row;
  return (
    <section class={row.lateAt === null ? 'ec-oldest' : 'ec-oldest ec-oldest--late'} aria-labelledby="oldest-title">
      <h2 id="oldest-title">
        <Icon name={row.lateAt === null ? 'it-clock' : 'it-warning-circle'} /> {t('console:table.oldestTitle')}
      </h2>
      <p>
        {t('console:table.oldest', {
          name: `${row.familyName} ${row.givenName}`,
          need: row.need.label,
          zone: row.zone.label,
        })}{' '}
        <strong>
          <When at={row.submittedAt} as="lasting" focusable={false} />
        </strong>
        .
      </p>
      <a href={`/${slug}/console/richieste/${row.id}`}>{t('console:table.oldestOpen', { reference })}</a>
    </section>
  );
};

const TablePages = ({ municipality: { slug }, address, next, cursor }: ConsoleProps) => {
  const { t } = usePage();
  return (
    <PageLinks
      label={t('console:table.pages')}
      start={cursor === undefined ? undefined : { href: tablePath(slug, address), text: t('console:table.fromStart') }}
      next={
        next === null ? undefined : { href: tablePath(slug, address, { cursore: next }), text: t('console:table.more') }
      }
    />
  );
};
