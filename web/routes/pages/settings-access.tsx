import { type Context, Hono } from 'hono';
import { listOperatorUsers, readAccess, saveAccess } from '../../../src/db/access-settings.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { SettingsAccessPage } from '../../pages/settings-access-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { readSeenVersion } from './settings-form.ts';

/** «Accesso»: whether the Comune asks its operators for a second factor. */
export function createAccessSettingsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderAccess(c, { saved: c.req.query('esito') === 'saved' }))
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      if (form.isTwisted('secondFactorRequired')) throw new WebError('malformed_body');
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(form) };
      const { kind } = await saveAccess(deps.db, seen, { secondFactorRequired: form.has('secondFactorRequired') });
      if (kind === 'stale') return await renderAccess(c, { stale: true });
      return c.redirect(`${settingsPath(c.var.municipality.slug, 'access')}?esito=saved`, 303);
    });

  async function renderAccess(c: Context<OperatorEnv>, { saved = false, stale = false }) {
    const { municipality, operator, session } = c.var;
    const users = await listOperatorUsers(deps.db, municipality.id);
    const page = (
      <SettingsAccessPage
        municipality={municipality}
        operator={operator}
        access={await readAccess(deps.db, municipality.id)}
        operators={users.length}
        withoutSecondFactor={await deps.signIn.secondFactor.countWithout(users)}
        hasSecondFactor={session?.strong ?? false}
        saved={saved}
        stale={stale}
      />
    );
    return await renderPage(c, page, { status: stale ? 409 : 200, now: deps.now() });
  }
}
