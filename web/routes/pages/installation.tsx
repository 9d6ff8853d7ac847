import { type Context, Hono } from 'hono';
import { listInstalledMunicipalities } from '../../../src/db/installation-administrators.ts';
import { invitation } from '../../../src/domain/invitation.ts';
import { inviteMember } from '../../../src/members/invite.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { languageOf, textsOf } from '../../language.ts';
import {
  administratorFields,
  InstallationPage,
  InviteAdministratorPage,
  installationPath,
} from '../../pages/installation-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';

type AdministratorValues = Parameters<typeof InviteAdministratorPage>[0]['values'];

/** For who administers the installation: its Comuni, and inviting their administrators. */
export function createInstallationPages(deps: WebDependencies) {
  const load = loadMunicipality(deps);

  return new Hono<WebEnv>()
    .get('/', async (c) => {
      const municipalities = await listInstalledMunicipalities(deps.db);
      const invited = c.req.query('esito') === 'invited';
      return renderPage(c, <InstallationPage municipalities={municipalities} invited={invited} />, { now: deps.now() });
    })
    .get('/:comune/invita', load, (c) =>
      renderInvite(c, { name: '', email: '' }, [], { created: c.req.query('esito') === 'created' }),
    )
    .post('/:comune/invita', load, async (c) => {
      const form = await readFormBody(c);
      const values = { name: form.text('name'), email: form.text('email') };
      const parsed = invitation.safeParse({ ...values, role: 'administrator' });
      const found = parsed.error ? toFieldErrors(parsed.error) : [];
      const errors = tellByField(textsOf(c), found, { order: administratorFields, lists: [] }, form);
      if (!parsed.success || errors.length > 0) return await renderInvite(c, values, errors, { status: 422 });
      const by = { municipalityId: c.var.municipality.id, invitedBy: null, language: languageOf(c) };
      const outcome = await inviteMember(deps, { ...by, ...parsed.data });
      if (outcome === 'invited') return c.redirect(`${installationPath}?esito=invited`, 303);
      return await renderInvite(c, values, [{ name: 'email', message: textsOf(c)('validation:alreadyMember') }], {
        status: 422,
      });
    });

  async function renderInvite(
    c: Context<WebEnv>,
    values: AdministratorValues,
    errors: FormErrors,
    { status = 200, created = false }: { status?: 200 | 422; created?: boolean } = {},
  ): Promise<Response> {
    const { municipality } = c.var;
    const page = <InviteAdministratorPage {...{ municipality, values, errors, created }} />;
    return await renderPage(c, page, { status, now: deps.now() });
  }
}
