import { type Context, Hono } from 'hono';
import { listErasures } from '../../../src/db/erasure-requests.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { erase } from '../../../src/requests/erase.ts';
import { isInProgress } from '../../components/request-banners.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { type EraseStep, EraseStepPage } from '../../pages/erase-step-page.tsx';
import { ErasuresPage } from '../../pages/erasures-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';
import { loadRequest, requestPath } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** «Cancellazioni da fare». */
export function createErasureListPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;
  return new Hono<OperatorEnv>().get('/', ...signedIn, async (c) => {
    const { municipality, operator } = c.var;
    const duties = await listErasures(deps.db, municipality.id);
    return renderPage(c, <ErasuresPage municipality={municipality} operator={operator} duties={duties} />, {
      now: deps.now(),
    });
  });
}

/** «Cancella i dati» of one request: GET shows the step, POST erases. */
export function createErasePages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;
  return new Hono<OperatorEnv>()
    .get('/cancella-dati', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      if (request.erasedAt !== null) return c.redirect(requestPath(c, request));
      return renderStep(c, request, findStep(request));
    })
    .post('/cancella-dati', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const form = await readFormBody(c);
      const { operator } = c.var;
      const erasure = await erase(deps, { operator, requestId: request.id, withdraw: form.has('withdraw') });
      switch (erasure) {
        case 'erased':
          // After a restore from backup it has to be done again, and the database doesn't know any more.
          deps.log.info({ requestId: request.id }, 'erased by an operator');
          return c.redirect(requestPath(c, request), 303);
        case 'already_erased':
          return c.redirect(requestPath(c, request), 303);
        case 'request_not_found':
          throw new DomainError('request_not_found');
        case 'still_open':
        case 'not_imported':
        case 'in_progress':
          return renderStep(c, await loadRequest(deps, c), erasure, 409);
      }
    });

  function renderStep(c: Context<OperatorEnv>, request: HelpRequestDetail, step: EraseStep, status: 200 | 409 = 200) {
    const { municipality, operator } = c.var;
    const page = <EraseStepPage municipality={municipality} operator={operator} request={request} step={step} />;
    return renderPage(c, page, { status, now: deps.now() });
  }
}

function findStep(request: HelpRequestDetail): EraseStep {
  if (isInProgress(request)) return 'in_progress';
  switch (request.status) {
    case 'submitted':
      return 'not_imported';
    case 'awaiting_operator':
      return 'still_open';
    case 'dispatched':
    case 'discarded':
      return 'decided';
  }
}
