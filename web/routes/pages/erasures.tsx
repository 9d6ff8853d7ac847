import { type Context, Hono } from 'hono';
import { eraseRequest } from '../../../src/db/erase-request.ts';
import { listErasures } from '../../../src/db/erasure-requests.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { isInProgress } from '../../components/request-banners.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { EraseStepPage } from '../../pages/erase-step-page.tsx';
import { ErasuresPage } from '../../pages/erasures-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { loadRequest, requestPath } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

type Obstacle = 'still_open' | 'in_progress';

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
      return renderStep(c, request, findObstacle(request));
    })
    .post('/cancella-dati', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const { municipality, operator } = c.var;
      const of = { municipalityId: municipality.id, requestId: request.id, byOperator: operator.id };
      const erasure = await eraseRequest(deps.db, of);
      switch (erasure) {
        case 'erased':
        case 'already_erased':
          return c.redirect(requestPath(c, request), 303);
        case 'request_not_found':
          throw new DomainError('request_not_found');
        case 'still_open':
        case 'in_progress':
          return renderStep(c, request, erasure, 409);
      }
    });

  function renderStep(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    obstacle: Obstacle | undefined,
    status: 200 | 409 = 200,
  ) {
    const { municipality, operator } = c.var;
    const step = { municipality, operator, request, obstacle };
    return renderPage(c, <EraseStepPage {...step} />, { status, now: deps.now() });
  }
}

function findObstacle(request: HelpRequestDetail): Obstacle | undefined {
  if (isInProgress(request)) return 'in_progress';
  return request.status === 'submitted' || request.status === 'awaiting_operator' ? 'still_open' : undefined;
}
