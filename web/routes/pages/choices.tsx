import { type Context, Hono } from 'hono';
import { chooseByHand, type NewChoice, takeBackChoice } from '../../../src/db/request-choices.ts';
import { listVolunteers } from '../../../src/db/volunteer-table.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { choiceNote } from '../../../src/domain/selection.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import type { VolunteerDetail } from '../../../src/domain/volunteer-view.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { isInProgress } from '../../components/request-banners.tsx';
import { readFilter } from '../../components/volunteer-filters.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { type ChoiceProblem, ExcludePage, type Found, IncludePage } from '../../pages/choice-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { WebError } from '../../web-error.ts';
import { readVersion } from './correction-values.ts';
import { type FormBody, readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { loadRequest, requestPath } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { loadVolunteer } from './volunteer-view.tsx';

/** Whoever is looked for by name or telephone is among these, or the search says too little. */
const mostFound = 10;

type Given = { note: string; errors: FormErrors; problem?: ChoiceProblem };
const nothingTyped: Given = { note: '', errors: [] };

/** Taking one of the five out by hand, putting another in, and taking either back. */
export function createChoicePages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/metti', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      if (!canChoose(request)) return c.redirect(requestPath(c, request));
      return await renderInclude(c, request, c.req.query('q') ?? '', nothingTyped);
    })
    .post('/metti', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const form = await readFormBody(c);
      const volunteer = await loadVolunteer(deps, c, form.text('volunteer'));
      const choice = { kind: 'included', volunteer, form } as const;
      return await choose(c, request, choice, (now, given, status) =>
        renderInclude(c, now, form.text('q'), given, status),
      );
    })
    .get('/:volunteer/togli', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const volunteer = await loadVolunteer(deps, c, c.req.param('volunteer'));
      if (!canChoose(request)) return c.redirect(requestPath(c, request));
      return await renderExclude(c, request, volunteer, nothingTyped);
    })
    .post('/:volunteer/togli', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const volunteer = await loadVolunteer(deps, c, c.req.param('volunteer'));
      const choice = { kind: 'excluded', volunteer, form: await readFormBody(c) } as const;
      return await choose(c, request, choice, (now, given, status) => renderExclude(c, now, volunteer, given, status));
    })
    .post('/:volunteer/annulla', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const { id } = await loadVolunteer(deps, c, c.req.param('volunteer'));
      const outcome = await takeBackChoice(deps.db, c.var.operator, request.id, id);
      switch (outcome) {
        case 'request_not_found':
          throw new DomainError('request_not_found');
        case 'already_decided':
          return c.redirect(requestPath(c, request, 'choice_too_late'), 303);
        case 'taken_back':
        case 'not_chosen':
          return c.redirect(requestPath(c, request, outcome), 303);
      }
    });

  /** Stores a choice with its note; `again` answers with the page it came from, where it can't be. */
  async function choose(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    { kind, volunteer, form }: { kind: NewChoice['kind']; volunteer: VolunteerDetail; form: FormBody },
    again: (request: HelpRequestDetail, given: Given, status: 409 | 422) => Promise<Response>,
  ): Promise<Response> {
    if (!canChoose(request)) return c.redirect(requestPath(c, request, 'choice_too_late'), 303);
    const note = form.text('note');
    const parsed = choiceNote.safeParse(note);
    const found = (parsed.error?.issues ?? []).map(({ message }) => ({ path: 'note', message }));
    const errors = tellByField(textsOf(c), found, { order: ['note'], lists: [] }, form);
    if (!parsed.success || errors.length > 0) return await again(request, { note, errors }, 422);
    const outcome = await chooseByHand(deps.db, c.var.operator, request.id, {
      volunteerId: volunteer.id,
      kind,
      note: parsed.data,
      seen: readVersion(form) ?? -1,
    });
    switch (outcome) {
      case 'chosen':
        return c.redirect(requestPath(c, request, `volunteer_${kind}`), 303);
      case 'already_decided':
        return c.redirect(requestPath(c, request, 'choice_too_late'), 303);
      case 'request_not_found':
        throw new DomainError('request_not_found');
      case 'volunteer_not_found':
        throw new WebError('not_found');
      case 'stale':
      case 'already_asked':
      case 'can_not_be_asked':
        // With the version of now: whoever has read what changed may press again.
        return await again(await loadRequest(deps, c), { note, errors, problem: outcome }, 409);
    }
  }

  async function renderExclude(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    volunteer: VolunteerDetail,
    given: Given,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const page = <ExcludePage {...{ municipality, operator, request, volunteer }} {...given} />;
    return await renderPage(c, page, { status, now: deps.now() });
  }

  async function renderInclude(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    typed: string,
    given: Given,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const now = deps.now();
    const { q = '' } = readFilter((name) => (name === 'q' ? typed : undefined), municipality);
    const found = q === '' ? undefined : await find(municipality.id, q, dayInItaly(now));
    const page = <IncludePage {...{ municipality, operator, request, q, found }} {...given} />;
    return await renderPage(c, page, { status, now });
  }

  async function find(municipalityId: string, q: string, today: string): Promise<Found> {
    const query = { municipalityId, approval: 'approved', q, today, limit: mostFound } as const;
    const { items, next } = await listVolunteers(deps.db, query);
    return { rows: items, more: next !== null, today };
  }
}

function canChoose(request: HelpRequestDetail): boolean {
  return request.status === 'awaiting_operator' && !isInProgress(request);
}
