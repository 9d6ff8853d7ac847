import { type Context, Hono } from 'hono';
import { acceptInvitation, type FollowedInvitation, findInvitation } from '../../../src/db/invitations.ts';
import type { UselessLink } from '../../../src/db/volunteer-links.ts';
import { chosenPassword, judgePassword } from '../../../src/domain/password.ts';
import { consoleHome } from '../../components/console-nav.tsx';
import type { FormErrors } from '../../components/error-summary.tsx';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import {
  type Acceptance,
  InvitationPage,
  invitationPath,
  passwordFields,
  UselessInvitationPage,
} from '../../pages/invitation-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type FormBody, readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';

const statusOfUseless = { used: 410, expired: 410, unknown: 404 } as const;

type FoundAcceptance = { kind: Exclude<Acceptance, 'signed_in'> } | { kind: 'signed_in'; userId: string };

/**
 * Accepting an invitation: a new person chooses a password; whose address has an account already signs in with the
 * password they have, so that a link alone never opens an account that may be another Comune's too.
 */
export function createInvitationPages(deps: WebDependencies) {
  const { db, signIn } = deps;

  return (
    new Hono<WebEnv>()
      // Answers HEAD too: neither changes anything, so a program that follows the links of an email uses none up.
      .get(invitationPath, hideAddress, async (c) => {
        const secret = c.req.query('chiave') ?? '';
        const found = await findInvitation(db, secret);
        if (found.kind !== 'valid') return renderUseless(c, found.kind);
        const { kind } = await findAcceptance(c, found.invitation.email);
        return await renderInvitation(c, found.invitation, secret, kind);
      })
      .post(invitationPath, hideAddress, async (c) => {
        const form = await readFormBody(c);
        const secret = form.text('chiave');
        const found = await findInvitation(db, secret);
        if (found.kind !== 'valid') return renderUseless(c, found.kind);
        const { invitation } = found;
        const acceptance = await findAcceptance(c, invitation.email);
        switch (acceptance.kind) {
          case 'choose_password':
            return await acceptWithPassword(c, invitation, secret, form);
          case 'signed_in':
            return await accept(c, invitation, secret, async () => acceptance.userId);
          case 'sign_in':
            // Pressed twice, it may be the first press that has made the account: who waits for it sees what became of it.
            if (form.has('password')) return await acceptWithPassword(c, invitation, secret, form);
            return await renderInvitation(c, invitation, secret, 'sign_in', [], 409);
          case 'other_account':
            return await renderInvitation(c, invitation, secret, 'other_account', [], 409);
        }
      })
  );

  async function findAcceptance(c: Context<WebEnv>, email: string): Promise<FoundAcceptance> {
    const accountId = await signIn.findAccountId(email);
    if (accountId === undefined) return { kind: 'choose_password' };
    const userId = await signIn.findUserId(c.req.raw.headers);
    if (userId === undefined) return { kind: 'sign_in' };
    return userId === accountId ? { kind: 'signed_in', userId } : { kind: 'other_account' };
  }

  async function acceptWithPassword(
    c: Context<WebEnv>,
    invitation: FollowedInvitation,
    secret: string,
    form: FormBody,
  ): Promise<Response> {
    const { name, email } = invitation;
    const parsed = chosenPassword.safeParse({ password: form.text('password'), repeated: form.text('repeated') });
    const found = parsed.error ? toFieldErrors(parsed.error) : [];
    const errors = tellByField(textsOf(c), found, { order: passwordFields, lists: [] }, form);
    if (!parsed.success || errors.length > 0) {
      return await renderInvitation(c, invitation, secret, 'choose_password', errors, 422);
    }
    const { password } = parsed.data;
    const problem = judgePassword(password, { email, name, municipalities: [invitation.municipality.name] });
    if (problem !== undefined) {
      const guessed = [{ name: 'password', message: textsOf(c)(`account:password.problem.${problem}`) }];
      return await renderInvitation(c, invitation, secret, 'choose_password', guessed, 422);
    }
    const answer = await accept(c, invitation, secret, async () => {
      const { userId, created } = await signIn.createUser({ email, name, password });
      // An account that came in between is its owner's: they sign in with the password it has.
      return created ? userId : undefined;
    });
    if (answer.status !== 303) return answer;
    const signedIn = await signIn.signIn({ email, password }, c.req.raw.headers);
    // Too many wrong passwords from this address: everything is done all the same, and /entra says when to come back.
    if (!signedIn.ok) return c.redirect('/entra', 303);
    for (const cookie of signedIn.headers.getSetCookie()) answer.headers.append('Set-Cookie', cookie);
    return answer;
  }

  /** @returns where the new person begins to work, or the page that says why they don't yet */
  async function accept(
    c: Context<WebEnv>,
    invitation: FollowedInvitation,
    secret: string,
    findUserId: () => Promise<string | undefined>,
  ): Promise<Response> {
    const outcome = await acceptInvitation(db, secret, findUserId);
    switch (outcome) {
      case 'accepted':
        return c.redirect(consoleHome(invitation.municipality.slug, invitation.role), 303);
      case 'refused':
        return await renderInvitation(c, invitation, secret, 'sign_in', [], 409);
      case 'useless': {
        const { kind } = await findInvitation(db, secret);
        return await renderUseless(c, kind === 'valid' ? 'unknown' : kind);
      }
    }
  }

  async function renderInvitation(
    c: Context<WebEnv>,
    invitation: FollowedInvitation,
    secret: string,
    acceptance: Acceptance,
    errors: FormErrors = [],
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> {
    const page = <InvitationPage {...{ invitation, secret, acceptance, errors }} provider={signIn.provider?.label} />;
    return await renderPage(c, page, { status, now: deps.now() });
  }

  async function renderUseless(c: Context<WebEnv>, why: UselessLink): Promise<Response> {
    return await renderPage(c, <UselessInvitationPage why={why} />, { status: statusOfUseless[why], now: deps.now() });
  }
}
