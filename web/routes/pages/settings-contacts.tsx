import { type Context, Hono } from 'hono';
import { readContactPlace, saveContactPlace } from '../../../src/db/contact-settings.ts';
import { contactPlaces } from '../../../src/domain/contacts.ts';
import { settingsPath } from '../../components/settings-frame.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { SettingsContactsPage } from '../../pages/settings-contacts-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';
import { readSeenVersion } from './settings-form.ts';

/** «Contatti»: whether volunteers find the requester's contacts in the email or on a page. */
export function createContactSettingsPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await renderContacts(c, { saved: c.req.query('esito') === 'saved' }))
    .post('/', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const place = contactPlaces.find((one) => one === form.text('place'));
      // The page's radios have no other value.
      if (place === undefined) throw new WebError('malformed_body');
      const seen = { municipalityId: c.var.municipality.id, version: readSeenVersion(form) };
      const { kind } = await saveContactPlace(deps.db, seen, place);
      if (kind === 'stale') return await renderContacts(c, { stale: true });
      return c.redirect(`${settingsPath(c.var.municipality.slug, 'contacts')}?esito=saved`, 303);
    });

  async function renderContacts(c: Context<OperatorEnv>, { saved = false, stale = false }) {
    const { municipality, operator } = c.var;
    const stored = await readContactPlace(deps.db, municipality.id);
    const page = <SettingsContactsPage {...{ municipality, operator, stored, saved, stale }} />;
    return await renderPage(c, page, { status: stale ? 409 : 200, now: deps.now() });
  }
}
