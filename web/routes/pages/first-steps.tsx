import { Hono } from 'hono';
import { readFirstSteps } from '../../../src/db/first-steps.ts';
import { sendTestEmail } from '../../../src/members/send-test-email.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { FirstStepsPage, firstStepsFlashes } from '../../pages/first-steps-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** «Primi passi», with the email of trial. */
export function createFirstStepsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const page = (
        <FirstStepsPage
          municipality={municipality}
          operator={operator}
          steps={await readFirstSteps(deps.db, operator)}
          flash={firstStepsFlashes.find((one) => one === c.req.query('esito'))}
        />
      );
      return await renderPage(c, page, { now: deps.now() });
    })
    .post('/email-di-prova', ...signedIn, async (c) => {
      const outcome = await sendTestEmail(deps, c.var.operator);
      return c.redirect(`${settingsPath(c.var.municipality.slug, 'firstSteps')}?esito=${outcome}`, 303);
    });
}
