import type { Context } from 'hono';
import { findErasure } from '../../../src/db/erasure-requests.ts';
import { findHelpRequest } from '../../../src/db/help-request-detail.ts';
import { readPolicy } from '../../../src/db/municipalities.ts';
import { findNextRequest } from '../../../src/db/next-request.ts';
import { previewSelection } from '../../../src/db/preview.ts';
import { listChoices } from '../../../src/db/request-choices.ts';
import { findDuplicates } from '../../../src/db/request-duplicates.ts';
import { findSelectionRecord } from '../../../src/db/selection-records.ts';
import { withOwn, withRetired } from '../../../src/domain/comune-lists.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { readFlash } from '../../components/flash.tsx';
import { isInProgress } from '../../components/request-banners.tsx';
import { listField, readList, type TableAddress, withList, writeList } from '../../components/table-address.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { HelpRequestPage, type HelpRequestPageProps } from '../../pages/help-request-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { storedValues } from './correction-values.ts';
import type { OperatorEnv } from './require-operator-page.ts';
import { storedRequirements } from './requirement-values.ts';

/** @throws DomainError request_not_found */
export async function loadRequest(deps: WebDependencies, c: Context<OperatorEnv>): Promise<HelpRequestDetail> {
  const request = await findHelpRequest(deps.db, c.var.municipality.id, c.req.param('id') ?? '');
  if (request === undefined) throw new DomainError('request_not_found');
  return request;
}

/** The table that the operator came from, which a request's pages carry along. */
export function tableOf(c: Context<OperatorEnv>): TableAddress {
  return readList(c.req.query(listField), withRetired(c.var.municipality));
}

/** Where a request's page is, with the table that leads back, and the code of what it should say has just happened. */
export function requestPath(c: Context<OperatorEnv>, request: { id: string }, code?: string): string {
  const path = withList(`/${c.var.municipality.slug}/console/richieste/${request.id}`, writeList(tableOf(c)));
  return code === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}esito=${code}`;
}

/** Who would be chosen, and how many the Comune wants. */
export async function loadPreview(deps: WebDependencies, c: Context<OperatorEnv>, request: HelpRequestDetail) {
  const municipalityId = c.var.municipality.id;
  const [preview, policy] = await Promise.all([
    previewSelection(deps.db, municipalityId, request.id),
    readPolicy(deps.db, municipalityId),
  ]);
  return { preview, wanted: policy.volunteers };
}

type Given = Partial<Pick<HelpRequestPageProps, 'typed' | 'errors' | 'stale' | 'since' | 'unsaved'>>;

/** Answers with the page of a request as it is now; `given` is what an operator typed that was refused, and why. */
export async function renderRequest(
  deps: WebDependencies,
  c: Context<OperatorEnv>,
  request: HelpRequestDetail,
  given: Given = {},
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const now = deps.now();
  const editable = request.status === 'awaiting_operator' && !isInProgress(request);
  const choice = editable ? await loadPreview(deps, c, request) : { preview: undefined, wanted: 0 };
  const record = editable ? undefined : await findSelectionRecord(deps.db, c.var.municipality.id, request.id);
  const erasure = await findErasure(deps.db, c.var.municipality.id, request.id);
  const page = (
    <HelpRequestPage
      municipality={withOwn(c.var.municipality, request)}
      operator={c.var.operator}
      request={request}
      {...choice}
      list={writeList(tableOf(c))}
      next={editable ? undefined : await findNext(deps, c, request)}
      duplicates={editable ? await findDuplicates(deps.db, c.var.municipality.id, request) : []}
      choices={await listChoices(deps.db, c.var.municipality.id, request.id)}
      narrowedThen={record?.narrowing}
      erasureDueAt={erasure?.dueAt ?? null}
      temporalUrl={temporalUrl(deps.config.temporal, request.id)}
      typed={given.typed ?? { values: storedValues(request), requirements: storedRequirements(request) }}
      errors={given.errors ?? []}
      stale={given.stale ?? false}
      since={given.since ?? []}
      unsaved={given.unsaved ?? []}
      flash={status === 200 ? readFlash((name) => c.req.query(name)) : undefined}
      firstDay={dayInItaly(now)}
    />
  );
  return await renderPage(c, page, { status, now });
}

/** What to look at after a decision: the oldest that waits in the table that the operator came from. */
async function findNext(deps: WebDependencies, c: Context<OperatorEnv>, { id }: HelpRequestDetail) {
  const { tab, q, filter } = tableOf(c);
  const withoutVolunteers = tab === 'without_volunteers';
  const given = { municipalityId: c.var.municipality.id, filter, q, withoutVolunteers, except: id };
  return await findNextRequest(deps.db, given);
}

/** The workflow's page in Temporal's own interface; the id is the one that workflows/contract.ts makes. */
function temporalUrl(
  { uiUrl, namespace }: WebDependencies['config']['temporal'],
  requestId: string,
): string | undefined {
  if (uiUrl === undefined) return undefined;
  const workflowId = encodeURIComponent(`help-request:${requestId}`);
  return `${uiUrl.replace(/\/+$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${workflowId}`;
}
