import { type Context, Hono } from 'hono';
import { changeMember, findMember, type Member, type MemberChange } from '../../../src/db/members.ts';
import { roles } from '../../../src/domain/role.ts';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { DisablePage, MemberPage } from '../../pages/member-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { backToPeople } from './people.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** One person who works for the Comune: their role, and whether they are let in. */
export function createMemberPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => await render(c, MemberPage, await loadMember(c)))
    .post('/ruolo', ...signedIn, async (c) => {
      const member = await loadMember(c);
      const form = await readFormBody(c);
      const role = roles.find((one) => one === form.text('role'));
      // The page's radios have no other value.
      if (role === undefined) throw new WebError('malformed_body');
      return await change(c, member, { kind: 'role', role }, MemberPage);
    })
    .get('/disattiva', ...signedIn, async (c) => await render(c, DisablePage, await loadMember(c)))
    .post(
      '/disattiva',
      ...signedIn,
      async (c) => await change(c, await loadMember(c), { kind: 'disable' }, DisablePage),
    )
    .post('/riattiva', ...signedIn, async (c) => await change(c, await loadMember(c), { kind: 'enable' }, MemberPage));

  /** @throws WebError not_found */
  async function loadMember(c: Context<OperatorEnv>): Promise<Member> {
    const member = await findMember(deps.db, c.var.municipality.id, c.req.param('id') ?? '');
    if (member === undefined) throw new WebError('not_found');
    return member;
  }

  async function change(
    c: Context<OperatorEnv>,
    member: Member,
    wanted: MemberChange,
    Again: typeof MemberPage,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const outcome = await changeMember(deps.db, { municipalityId: municipality.id, memberId: member.id }, wanted);
    switch (outcome) {
      case 'not_found':
        throw new WebError('not_found');
      case 'last_administrator':
        return await render(c, Again, member, 409);
      case 'unchanged':
      case 'changed':
        // Who took the role from themselves can't see the list any more: /entra knows where they begin now.
        return member.id === operator.id && outcome === 'changed'
          ? c.redirect('/entra', 303)
          : backToPeople(c, wanted.kind === 'role' ? 'changed' : `${wanted.kind}d`);
    }
  }

  async function render(
    c: Context<OperatorEnv>,
    Page: typeof MemberPage,
    member: Member,
    status: 200 | 409 = 200,
  ): Promise<Response> {
    const { municipality, operator } = c.var;
    const page = <Page {...{ municipality, operator, member }} isLast={status === 409} />;
    return await renderPage(c, page, { status, now: deps.now() });
  }
}
