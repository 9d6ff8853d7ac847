import { Hono } from 'hono';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { readFormBody } from './form-body.ts';
import { loadRequest, renderRequest, requestPath } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { saveCorrections } from './save-corrections.tsx';

/** One request: reading it, and correcting it while it awaits. */
export function createConsoleRequestPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderRequest(deps, c, await loadRequest(deps, c)))
    .post('/', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const saved = await saveCorrections(deps, c, await readFormBody(c), request);
      switch (saved.kind) {
        case 'refused':
          return saved.answer;
        case 'unchanged':
          return c.redirect(requestPath(c, request), 303);
        case 'corrected':
        case 'not_editable':
          return c.redirect(requestPath(c, request, saved.kind), 303);
      }
    });
}
