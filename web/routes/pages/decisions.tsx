import { type Context, Hono } from 'hono';
import { type DecisionAnswer, discard } from '../../../src/domain/decision.ts';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { type Choice, decide } from '../../../src/requests/decide.ts';
import { undo } from '../../../src/requests/undo.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { isInProgress } from '../../components/request-banners.tsx';
import { tablePath, writeList } from '../../components/table-address.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { CloseStepPage, DiscardStepPage, DispatchStepPage } from '../../pages/decision-step-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { listSince, readVersion } from './correction-values.ts';
import { type FormBody, readFormBody } from './form-body.ts';
import { nonBlank, toFieldErrors, toFormErrors } from './request-values.ts';
import { loadPreview, loadRequest, renderRequest, requestPath, tableOf } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { saveCorrections } from './save-corrections.tsx';

/**
 * What an operator decides. GET only ever shows a step, POST decides. «Invia» on the request's page decides at once:
 * all of it is in sight there; from the table it goes through its step, because an email to five people with
 * somebody's address can't be taken back, and the table shows neither the text nor the five.
 */
export function createDecisionPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/invia', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      if (!canBeDecided(request)) return c.redirect(requestPath(c, request));
      const { municipality, operator } = c.var;
      const choice = await loadPreview(deps, c, request);
      const list = writeList(tableOf(c));
      const step = { municipality, operator, request, list, fromTable: c.req.query('da') === 'tabella' };
      const page = <DispatchStepPage {...step} {...choice} />;
      return renderPage(c, page, { now: deps.now() });
    })
    .post('/invia', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const form = await readFormBody(c);
      // The request's page sends its fields along; the step from the table has none.
      const seen: Seen = { form, version: readVersion(form) };
      if (form.has('givenName')) {
        const saved = await saveCorrections(deps, c, form, request);
        if (saved.kind === 'refused') return saved.answer;
        seen.version = saved.kind === 'not_editable' ? undefined : saved.version;
      }
      const { undoSeconds } = c.var.municipality;
      return await carryOut(c, request, { kind: 'dispatch', undoForSeconds: undoSeconds }, seen);
    })
    .get('/elimina', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      if (!canBeDecided(request)) return c.redirect(requestPath(c, request));
      return renderDiscardStep(c, request, {
        reason: '',
        note: '',
        errors: [],
        fromTable: c.req.query('da') === 'tabella',
      });
    })
    .post('/elimina', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const form = await readFormBody(c);
      if (isStale(form, request)) return await refuseStale(c, form);
      const fromTable = isFromTable(form);
      const typed = { reason: form.text('reason'), note: form.text('note'), fromTable };
      const duplicateOf = nonBlank(form.text('duplicateOf'));
      const parsed = discard.safeParse({ reason: typed.reason, note: nonBlank(typed.note), duplicateOf });
      const errors = toFormErrors(textsOf(c), parsed.error ? toFieldErrors(parsed.error) : [], form);
      if (!parsed.success || errors.length > 0) return renderDiscardStep(c, request, { ...typed, errors }, 422);
      const held = { undoForSeconds: c.var.municipality.undoSeconds };
      const seen = { form, version: readVersion(form) };
      return await carryOut(c, request, { kind: 'discard', ...parsed.data, ...held }, seen);
    })
    .post('/annulla', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const form = await readFormBody(c);
      const asked = { operator: c.var.operator, requestId: request.id, decisionId: form.text('decision') };
      const { kind } = await undo(deps, asked);
      if (!isFromTable(form)) return c.redirect(requestPath(c, request, kind), 303);
      return c.redirect(tablePath(c.var.municipality.slug, tableOf(c), { esito: kind }), 303);
    })
    .post('/ripristina', ...signedIn, async (c) => await carryOut(c, await loadRequest(deps, c), { kind: 'restore' }))
    .get('/concludi', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const closable = request.status === 'dispatched' && request.closedAt === null && request.erasedAt === null;
      if (!closable) return c.redirect(requestPath(c, request));
      const { municipality, operator } = c.var;
      const list = writeList(tableOf(c));
      return renderPage(c, <CloseStepPage {...{ municipality, operator, request, list }} />, { now: deps.now() });
    })
    .post('/concludi', ...signedIn, async (c) => await carryOut(c, await loadRequest(deps, c), { kind: 'close' }));

  async function carryOut(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    choice: Choice,
    seen?: Seen,
  ): Promise<Response> {
    const version = seen?.version;
    const answer = await decide(deps, {
      operator: c.var.operator,
      requestId: request.id,
      choice,
      ...(version !== undefined && { seen: version }),
    });
    if (answer.kind === 'stale') return await refuseStale(c, seen?.form);
    const fromTable = seen !== undefined && isFromTable(seen.form);
    // The table itself says what can be undone yet.
    if (fromTable && answer.kind === 'in_progress' && answer.undoUntil !== undefined) {
      return c.redirect(tablePath(c.var.municipality.slug, tableOf(c)), 303);
    }
    // Back to the next request, where all went well; what needs a look is shown on the request's own page.
    if (fromTable && (answer.kind === 'dispatched' || answer.kind === 'discarded')) {
      return c.redirect(tablePath(c.var.municipality.slug, tableOf(c), { esito: answer.kind }), 303);
    }
    return c.redirect(requestPath(c, request, codeOf(answer)), 303);
  }

  /** The page as it is now, with what has happened since the form was made; nothing was decided. */
  async function refuseStale(c: Context<OperatorEnv>, form: FormBody | undefined): Promise<Response> {
    const current = await loadRequest(deps, c);
    const since = form === undefined ? [] : listSince(form, current);
    return await renderRequest(deps, c, current, { stale: true, since }, 409);
  }

  function renderDiscardStep(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    typed: { reason: string; note: string; errors: FormErrors; fromTable: boolean },
    status: 200 | 422 = 200,
  ) {
    const { municipality, operator } = c.var;
    const list = writeList(tableOf(c));
    const page = <DiscardStepPage {...{ municipality, operator, request, list }} {...typed} />;
    return renderPage(c, page, { status, now: deps.now() });
  }
}

/** Whether a step towards deciding makes sense; what is in hand is shown on the request's page. */
function canBeDecided(request: HelpRequestDetail): boolean {
  return request.status === 'awaiting_operator' && !isInProgress(request);
}
/** What the operator had in sight: the form that came of it, and the version that it now stands for. */
type Seen = { form: FormBody; version: number | undefined };

function isFromTable(form: FormBody): boolean {
  return form.text('da') === 'tabella';
}

/** Whether a step was made of an older version; a request that was decided meanwhile is for `decide` to tell. */
function isStale(form: FormBody, { status, version }: HelpRequestDetail): boolean {
  const seen = readVersion(form);
  return status === 'awaiting_operator' && seen !== undefined && seen !== version;
}

/**
 * What the request's page has to say that its banner does not show by itself: the banner tells what was decided, by
 * whom and when, and «in corso» while the outcome is not known.
 */
function codeOf(answer: Exclude<DecisionAnswer, { kind: 'stale' }>): string | undefined {
  switch (answer.kind) {
    case 'dispatched':
    case 'discarded':
    case 'closed':
    case 'no_volunteers':
    case 'in_progress':
      return undefined;
    case 'restored':
    case 'undone':
    case 'already_decided':
    case 'not_imported':
    case 'not_discarded':
    case 'not_dispatched':
    case 'request_erased':
    case 'original_missing':
      return answer.kind;
  }
}
