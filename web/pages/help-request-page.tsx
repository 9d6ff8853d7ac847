import type { Municipality } from '../../src/db/municipalities.ts';
import type { NextRequest } from '../../src/db/next-request.ts';
import type { Preview } from '../../src/db/preview.ts';
import type { ByHand } from '../../src/db/request-choices.ts';
import type { LikelyDuplicate } from '../../src/db/request-duplicates.ts';
import { withRetired } from '../../src/domain/comune-lists.ts';
import type { HelpRequestDetail, TimelineView } from '../../src/domain/help-request.ts';
import type { Narrowing } from '../../src/domain/selection.ts';
import { ChosenByHand, UndoForm } from '../components/chosen-by-hand.tsx';
import { CorrectionFields } from '../components/correction-fields.tsx';
import { DecisionBar } from '../components/decision-bar.tsx';
import { Document } from '../components/document.tsx';
import type { FormErrors } from '../components/error-summary.tsx';
import { type Flash, FlashMessage } from '../components/flash.tsx';
import { Icon } from '../components/icon.tsx';
import { InformationList } from '../components/information-list.tsx';
import { LikelyDuplicates } from '../components/likely-duplicates.tsx';
import { LiveLine } from '../components/live-line.tsx';
import { NarrowingSteps } from '../components/narrowing-steps.tsx';
import { usePage } from '../components/page-context.tsx';
import { ErasureDue, isInProgress, RequestBanners } from '../components/request-banners.tsx';
import type { RequestFieldValues, UnsavedField } from '../components/request-field-names.ts';
import { EmailList, OfferList, TemporalLink, Timeline } from '../components/request-history.tsx';
import { RequestProblems } from '../components/request-problems.tsx';
import { RequestSummary } from '../components/request-summary.tsx';
import { RequirementFields, type RequirementValues } from '../components/requirement-fields.tsx';
import { SeenFields } from '../components/seen-fields.tsx';
import { SelectionPreview } from '../components/selection-preview.tsx';
import { RequestMarks, StatusBadge } from '../components/status-badge.tsx';
import { readList, tablePath, withList } from '../components/table-address.ts';
import { UndoRefresh } from '../components/undo-banner.tsx';
import { markOf } from '../live/mark.ts';

export type HelpRequestPageProps = {
  municipality: Municipality;
  operator: { name: string };
  request: HelpRequestDetail;
  /** Who would be chosen; only while it awaits a decision. */
  preview: Preview | undefined;
  /** The table that the operator came from, and what waits longest in it once this one is decided. */
  list: string;
  next: NextRequest | undefined;
  /** The requests that may be the same as this one; only while it awaits a decision. */
  duplicates: LikelyDuplicate[];
  /** Whom operators took out or put in by hand. */
  choices: ByHand[];
  /** What narrowed the choice when it was sent. */
  narrowedThen: Narrowing | undefined;
  /** The most volunteers the Comune tells of one request. */
  wanted: number;
  /** By when the data are to be erased, where the citizen asked for it. */
  erasureDueAt: Date | null;
  temporalUrl: string | undefined;
  /** What is in the fields: the stored values, or what was typed and refused. */
  typed: { values: RequestFieldValues; requirements: RequirementValues };
  errors: FormErrors;
  /** Somebody else changed the request since the operator opened it. */
  stale: boolean;
  unsaved: UnsavedField[];
  /** What has happened since then. */
  since: TimelineView[];
  flash: Flash | undefined;
  firstDay: string;
};

const formId = 'request-form';

/** One request, from left to right: who and what, who would go and why, the decision, and what has happened. */
export const HelpRequestPage = (props: HelpRequestPageProps) => {
  const { t } = usePage();
  const { municipality, request, preview, errors, stale, list, next } = props;
  const table = tablePath(municipality.slug, readList(list, withRetired(municipality)));
  const path = `/${municipality.slug}/console/richieste/${request.id}`;
  // Without how long it is held yet, which is another at each look.
  const standing = request.decision && { ...request.decision, hold: request.decision.hold?.until };
  const title = t('console:request.title', { reference: request.reference });
  return (
    <Document
      title={title}
      wrong={errors.length > 0 || stale}
      municipality={municipality}
      operatorName={props.operator.name}
      area="console"
      head={isInProgress(request) ? <RefreshWithoutScripts request={request} /> : undefined}
    >
      <div class="container-xxl ec-console">
        <nav class="ec-console__back ec-no-print" aria-label={t('citizen:site.breadcrumb')}>
          <a href={table}>
            <Icon name="it-arrow-left" size="sm" /> {t('console:request.back')}
          </a>
        </nav>
        <LiveLine
          page={withList(path, list)}
          news={`${path}/novita`}
          changedBy={findLastWriter(request, props.operator.name)}
        />
        <div class="ec-request__title">
          <h1>{title}</h1>
          <span class="ec-badges" data-live-region="badges">
            <StatusBadge {...request} />
            <RequestMarks {...request} />
          </span>
        </div>
        <FlashMessage flash={props.flash} />
        <RequestProblems
          errors={errors}
          stale={stale}
          since={props.since}
          unsaved={props.unsaved}
          channel={request.channel}
        />
        <div
          data-live-region="banners"
          data-live-mark={markOf([
            request.version,
            standing,
            request.lateAt,
            request.closedAt,
            request.erasedAt,
            request.withdrawnAt,
            props.erasureDueAt,
            findLatest(props.choices),
            props.duplicates,
          ])}
        >
          {props.erasureDueAt === null ? null : <ErasureDue dueAt={props.erasureDueAt} path={path} />}
          <RequestBanners request={request} path={path} list={list} chosenByHandAt={findLatest(props.choices)} />
          <LikelyDuplicates request={request} duplicates={props.duplicates} slug={municipality.slug} list={list} />
        </div>
        <div class="ec-request">
          <div
            class="ec-request__work"
            data-live-region="work"
            data-live-mark={markOf([
              request.version,
              standing,
              request.information,
              request.closedAt,
              request.offers,
              props.choices,
            ])}
            data-live-hold={errors.length > 0 || stale ? '' : undefined}
          >
            <Work {...props} path={path} />
            {preview === undefined ? null : <UndoForm path={path} />}
            <DecisionBar
              request={request}
              path={path}
              slug={municipality.slug}
              formId={formId}
              chosen={preview?.chosen.length ?? 0}
              tablePath={table}
              list={list}
              next={next}
            />
          </div>
          <section class="ec-panel" aria-labelledby="history" data-live-region="history">
            <h2 id="history">{t('console:request.historyTitle')}</h2>
            {request.offers.length === 0 || preview === undefined ? null : (
              <>
                <h3>{t('console:request.offersTitle')}</h3>
                <OfferList offers={request.offers} lists={withRetired(municipality)} path={path} />
              </>
            )}
            <h3>{t('console:request.emailsTitle')}</h3>
            <EmailList emails={request.emails} />
            <h3>{t('console:request.timelineTitle')}</h3>
            <Timeline timeline={request.timeline} channel={request.channel} />
            <TemporalLink url={props.temporalUrl} />
          </section>
        </div>
      </div>
    </Document>
  );
};

/** The two columns to read and correct. They are one form, so that «Invia» takes unsaved corrections with it. */
const Work = ({ path, request, preview, ...props }: HelpRequestPageProps & { path: string }) => {
  const { t } = usePage();
  const { municipality, typed, errors, stale } = props;
  const editable = preview !== undefined;
  const columns = (
    <>
      <section class="ec-panel" aria-labelledby="who">
        <h2 id="who">{t('console:request.whoTitle')}</h2>
        <RequestSummary request={request} />
        <InformationList information={request.information} />
        {editable ? (
          <p class="ec-no-print">
            <a href={withList(`${path}/chiedi`, props.list)}>{t('information:operator.ask')}</a>
          </p>
        ) : null}
        {request.erasedAt === null ? (
          <p class="ec-no-print">
            <a href={withList(`${path}/cancella-dati`, props.list)}>{t('erasure:link')}</a>
          </p>
        ) : null}
        {editable ? (
          <CorrectionFields
            lists={municipality}
            values={typed.values}
            errors={errors}
            open={errors.length > 0 || stale}
            firstDay={props.firstDay}
          />
        ) : null}
      </section>
      <section class="ec-panel" aria-labelledby="volunteers">
        <h2 id="volunteers">{t(editable ? 'console:request.chosenTitle' : 'console:request.offersTitle')}</h2>
        {editable ? (
          <>
            <RequirementFields
              municipality={municipality}
              request={request}
              values={typed.requirements}
              errors={errors}
            />
            <SelectionPreview
              preview={preview}
              wanted={props.wanted}
              lists={withRetired(municipality)}
              choosing={{ path, choices: props.choices }}
            />
          </>
        ) : request.offers.length === 0 ? (
          <p class="ec-quiet">
            {t(`console:request.noOffers.${isInProgress(request) ? 'in_progress' : request.status}`)}
          </p>
        ) : (
          <OfferList offers={request.offers} lists={withRetired(municipality)} path={path} />
        )}
        {editable ? null : <ChosenByHand choices={props.choices} />}
        {editable || props.narrowedThen === undefined ? null : (
          <>
            <h3>{t('console:request.leftThenTitle')}</h3>
            <NarrowingSteps narrowing={props.narrowedThen} lists={municipality} />
          </>
        )}
      </section>
    </>
  );
  if (!editable) return <div class="ec-request__columns">{columns}</div>;
  return (
    <form
      class="ec-request__columns"
      id={formId}
      method="post"
      action={withList(path, props.list)}
      novalidate
      data-warn-unsaved
    >
      <SeenFields request={request} />
      {columns}
    </form>
  );
};

/** Who did the last thing that people do, if it was somebody else. */
function findLastWriter({ timeline }: HelpRequestDetail, own: string): string | undefined {
  const by = timeline.find((entry) => entry.by !== null)?.by;
  return by === null || by === own ? undefined : by;
}

function findLatest(choices: ByHand[]): Date | undefined {
  return choices.map(({ at }) => at).toSorted((one, other) => other.getTime() - one.getTime())[0];
}

const RefreshWithoutScripts = ({ request: { decision } }: { request: HelpRequestDetail }) =>
  decision !== null && decision.hold !== null ? (
    <UndoRefresh holds={[decision.hold]} />
  ) : (
    <noscript>
      <meta http-equiv="refresh" content="3" />
    </noscript>
  );
