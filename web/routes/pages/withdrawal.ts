import { type Context, Hono } from 'hono';
import { setContactsWithdrawn } from '../../../src/db/contact-links.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { loadRequest, requestPath } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { loadVolunteer } from './volunteer-view.tsx';

/** Taking back the link to the requester's contacts that a volunteer's email carried, and giving it back. */
export function createWithdrawalPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .post('/ritira', ...signedIn, async (c) => await setWithdrawn(c, true))
    .post('/rendi', ...signedIn, async (c) => await setWithdrawn(c, false));

  /** Pressed twice, or by two, it is done once and says the same. */
  async function setWithdrawn(c: Context<OperatorEnv>, withdrawn: boolean): Promise<Response> {
    const request = await loadRequest(deps, c);
    const { id: volunteerId } = await loadVolunteer(deps, c, c.req.param('volunteer') ?? '');
    await setContactsWithdrawn(deps.db, c.var.operator, { requestId: request.id, volunteerId }, withdrawn);
    return c.redirect(requestPath(c, request, withdrawn ? 'contacts_withdrawn' : 'contacts_given_back'), 303);
  }
}
