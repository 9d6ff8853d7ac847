import { type Context, Hono } from 'hono';
import { listOpenInvitations, withdrawInvitation } from '../../../src/db/invitations.ts';
import { listMembers } from '../../../src/db/members.ts';
import { invitation } from '../../../src/domain/invitation.ts';
import { inviteMember } from '../../../src/members/invite.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { languageOf, textsOf } from '../../language.ts';
import { InvitePage, type InviteValues, inviteFields } from '../../pages/invite-page.tsx';
import { OpenInvitationPage } from '../../pages/member-pages.tsx';
import { type PeopleFlash, PeoplePage, peopleFlashes, peoplePath } from '../../pages/people-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** Back to the list, with the code of what it should say has just happened. */
export function backToPeople(c: Context<OperatorEnv>, flash: PeopleFlash): Response {
  return c.redirect(`${peoplePath(c.var.municipality.slug)}?esito=${flash}`, 303);
}

/** Who works for the Comune, and inviting others. */
export function createPeoplePages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const [members, invitations] = await Promise.all([
        listMembers(deps.db, municipality.id),
        listOpenInvitations(deps.db, municipality.id),
      ]);
      const flash = peopleFlashes.find((one) => one === c.req.query('esito'));
      return renderPage(c, <PeoplePage {...{ municipality, operator, members, invitations, flash }} />, {
        now: deps.now(),
      });
    })
    .get('/invita', ...signedIn, (c) => renderInvite(c, { name: '', email: '', role: '' }, []))
    .post('/invita', ...signedIn, async (c) => {
      const form = await readFormBody(c);
      const values = { name: form.text('name'), email: form.text('email'), role: form.text('role') };
      const parsed = invitation.safeParse(values);
      const found = parsed.error ? toFieldErrors(parsed.error) : [];
      const errors = tellByField(textsOf(c), found, { order: inviteFields, lists: [] }, form);
      if (!parsed.success || errors.length > 0) return await renderInvite(c, values, errors, 422);
      const { municipality, operator } = c.var;
      const by = { municipalityId: municipality.id, invitedBy: operator.id, language: languageOf(c) };
      const outcome = await inviteMember(deps, { ...by, ...parsed.data });
      if (outcome === 'invited') return backToPeople(c, 'invited');
      const taken = [{ name: 'email', message: textsOf(c)('validation:alreadyMember') }];
      return await renderInvite(c, values, taken, 422);
    })
    .get('/inviti/:id', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const shown = { municipality, operator, invitation: await loadInvitation(c) };
      return renderPage(c, <OpenInvitationPage {...shown} />, { now: deps.now() });
    })
    .post('/inviti/:id/rimanda', ...signedIn, async (c) => {
      const { municipality, operator } = c.var;
      const { name, email, role } = await loadInvitation(c);
      const by = { municipalityId: municipality.id, invitedBy: operator.id, language: languageOf(c) };
      const outcome = await inviteMember(deps, { ...by, name, email, role });
      return backToPeople(c, outcome === 'invited' ? 'invited' : 'gone');
    })
    .post('/inviti/:id/ritira', ...signedIn, async (c) => {
      const { id } = await loadInvitation(c);
      const withdrawn = await withdrawInvitation(deps.db, c.var.municipality.id, id);
      return backToPeople(c, withdrawn === undefined ? 'gone' : 'withdrawn');
    });

  /** @throws WebError not_found where nobody waits by this id: accepted, withdrawn, or never there */
  async function loadInvitation(c: Context<OperatorEnv>) {
    const open = await listOpenInvitations(deps.db, c.var.municipality.id);
    const found = open.find(({ id }) => id === c.req.param('id'));
    if (found === undefined) throw new WebError('not_found');
    return found;
  }

  async function renderInvite(
    c: Context<OperatorEnv>,
    values: InviteValues,
    errors: FormErrors,
    status: 200 | 422 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const page = <InvitePage {...{ municipality, operator, values, errors }} />;
    return await renderPage(c, page, { status, now: deps.now() });
  }
}
