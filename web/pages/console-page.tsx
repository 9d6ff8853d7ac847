import type { Municipality } from '../../src/db/municipalities.ts';
import { usualPage } from '../../src/db/page-limit.ts';
import type { HelpRequestRow } from '../../src/domain/help-request.ts';
import type { Status } from '../../src/domain/status.ts';
import { ConsoleTabs, type TabName, tablePath } from '../components/console-tabs.tsx';
import { sayCount, startUpperCase } from '../components/count.tsx';
import { Document } from '../components/document.tsx';
import { ErasuresDue } from '../components/erasures-due.tsx';
import { type Flash, FlashMessage } from '../components/flash.tsx';
import { Icon } from '../components/icon.tsx';
import { ImportPanel } from '../components/import-panel.tsx';
import { LiveLine } from '../components/live-line.tsx';
import { usePage } from '../components/page-context.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { RequestTable } from '../components/request-table.tsx';
import { type RowsChoice, RowsPerPage } from '../components/rows-per-page.tsx';
import { settingsPath } from '../components/settings-frame.tsx';
import { TableEmpty } from '../components/table-empty.tsx';
import { TableSearch } from '../components/table-search.tsx';
import { When } from '../components/when.tsx';

export type ConsoleProps = {
  municipality: Municipality;
  operator: { name: string };
  tab: TabName;
  q: string;
  rows: HelpRequestRow[];
  counts: Record<Status, number>;
  /** The erasures that citizens asked for and nobody has done, if any. */
  erasures: { count: number; firstDueAt: Date } | undefined;
  /** Where the next rows begin, and whether these are not the first. */
  next: string | null;
  isContinued: boolean;
  /** How many rows at most. */
  limit: RowsChoice;
  /** The page's own address, without what happened before it. */
  ownPath: string;
  flash: Flash | undefined;
};

/** The operators' table: how many wait, what is still to import, and the requests by status. */
export const ConsolePage = (props: ConsoleProps) => {
  const { t, role } = usePage();
  const { municipality, operator, tab, q, rows, counts, isContinued, limit, ownPath, next } = props;
  const { slug } = municipality;
  const { awaiting_operator: waiting } = counts;
  const title = startUpperCase(t('console:table.title', { count: waiting, shown: sayCount(t, waiting) }));
  const oldest = tab === 'awaiting_operator' && q === '' && !isContinued ? rows[0] : undefined;
  return (
    <Document title={title} municipality={municipality} operatorName={operator.name} area="console">
      <div class="container-xxl ec-console">
        <FlashMessage flash={props.flash} />
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
            <ConsoleTabs slug={slug} current={tab} q={q} rows={limit} counts={counts} />
          </div>
          <TableSearch slug={slug} tab={tab} q={q} />
        </div>
        <div data-live-list>
          {rows.length === 0 ? (
            <TableEmpty slug={slug} tab={tab} searched={q !== ''} toImport={counts.submitted > 0} />
          ) : (
            <RequestTable slug={slug} tab={tab} rows={rows} oldestId={oldest?.id} />
          )}
        </div>
        <div data-live-region="pages">
          <TablePages {...props} />
          <RowsPerPage slug={slug} tab={tab} q={q} current={limit} isNeeded={next !== null || limit !== usualPage} />
        </div>
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

const TablePages = ({ municipality: { slug }, tab, q, next, isContinued, limit }: ConsoleProps) => {
  const { t } = usePage();
  return (
    <PageLinks
      label={t('console:table.pages')}
      start={
        isContinued ? { href: tablePath(slug, { tab, q, rows: limit }), text: t('console:table.fromStart') } : undefined
      }
      next={
        next === null
          ? undefined
          : { href: tablePath(slug, { tab, q, rows: limit, cursor: next }), text: t('console:table.more') }
      }
    />
  );
};
