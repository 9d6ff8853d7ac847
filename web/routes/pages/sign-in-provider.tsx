import { type Context, Hono } from 'hono';
import { findInvitation } from '../../../src/db/invitations.ts';
import { describeError } from '../../../src/describe-error.ts';
import { type Invited, type ProviderOutcome, providerReturnPath } from '../../../src/sign-in.ts';
import { codePath, providerPath } from '../../components/profile-paths.ts';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { invitationPath } from '../../pages/invitation-pages.tsx';
import { WebError } from '../../web-error.ts';
import { readLocalPath } from './local-path.ts';
import { forwardCookies } from './require-signed-in.ts';

/** What /entra is asked to say of a sign-in that came to nothing. */
const esiti = {
  cancelled: 'annullata',
  expired: 'ripartire',
  failed: 'non-riuscita',
  unavailable: 'non-risponde',
  unknown: 'sconosciuto',
  unverified: 'non-verificata',
  other_identity: 'altra-identita',
} as const satisfies Partial<Record<ProviderOutcome['kind'], string>>;

/**
 * To the OpenID provider of the installation and back. Whatever goes wrong is told on the page to sign in, where the
 * other way in is.
 */
export function createProviderPages({ db, log, signIn }: Pick<WebDependencies, 'db' | 'log' | 'signIn'>) {
  const { provider } = signIn;
  return (
    new Hono<WebEnv>()
      // A link and not a form: browsers that hold forms to our own addresses (CSP form-action) follow none elsewhere.
      .get(providerPath, async (c) => {
        if (provider === undefined) throw new WebError('not_found');
        const returnTo = readLocalPath(c.req.query('ritorno'));
        if (isSentByAnotherSite(c)) return c.redirect(signInAgain(undefined, returnTo));
        const begun = await provider.begin({ returnTo, again: c.req.query('di-nuovo') === 'si' });
        if (begun.kind !== 'begun') {
          logFailure(c, begun);
          return c.redirect(signInAgain(esiti[begun.kind], returnTo));
        }
        forwardCookies(c, [begun.cookie]);
        return c.redirect(begun.url);
      })
      .get(providerReturnPath, async (c) => {
        if (provider === undefined) throw new WebError('not_found');
        const query = new URL(c.req.url).searchParams;
        const outcome = await provider.finish(query, c.req.raw.headers, findInvited);
        forwardCookies(c, outcome.cookies);
        // It came back by way of a browser: read again, as if it had been typed.
        const returnTo = readLocalPath(outcome.returnTo);
        switch (outcome.kind) {
          case 'signed_in':
            return c.redirect(returnTo ?? '/entra', 303);
          case 'code_awaited':
            return c.redirect(withQuery(codePath, { ritorno: returnTo }), 303);
          default:
            logFailure(c, outcome);
            return c.redirect(signInAgain(esiti[outcome.kind], returnTo), 303);
        }
      })
  );

  /** Whom the invitation they come from is for, if for this address. */
  async function findInvited(email: string, returnTo: string | undefined): Promise<Invited | undefined> {
    const url = URL.parse(returnTo ?? '', 'http://local.invalid');
    if (url?.pathname !== invitationPath) return undefined;
    const found = await findInvitation(db, url.searchParams.get('chiave') ?? '');
    if (found.kind !== 'valid' || found.invitation.email.toLowerCase() !== email) return undefined;
    return { name: found.invitation.name, email };
  }

  /** Ids and codes only; who it was the provider knows. */
  function logFailure(c: Context<WebEnv>, outcome: ProviderOutcome): void {
    const { kind } = outcome;
    const why = 'error' in outcome ? { reason: outcome.reason, error: describeError(outcome.error) } : {};
    const level = kind === 'failed' || kind === 'unavailable' ? 'warn' : 'info';
    log[level]({ requestLogId: c.var.requestLogId, kind, ...why }, 'nobody signed in through the provider');
  }
}

/**
 * Whether the browser says that another site's page led it here: nobody is signed in without having wanted it, where the
 * provider would ask nothing. One that says nothing is too old to.
 */
function isSentByAnotherSite(c: Context): boolean {
  return ['cross-site', 'same-site'].includes(c.req.header('sec-fetch-site') ?? '');
}

function signInAgain(esito: string | undefined, ritorno: string | undefined): string {
  return withQuery('/entra', { esito, ritorno });
}

function withQuery(path: string, values: Record<string, string | undefined>): string {
  const given = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}
