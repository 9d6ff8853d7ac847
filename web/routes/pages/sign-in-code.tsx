import { Hono } from 'hono';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { SignInCodePage } from '../../pages/sign-in-code-page.tsx';
import { readFormBody } from './form-body.ts';
import { readLocalPath } from './local-path.ts';
import { forwardCookies } from './require-signed-in.ts';

/** The second step of signing in, for who has a second factor. */
export function createSignInCodePages({ signIn, now }: WebDependencies) {
  return new Hono<WebEnv>()
    .get('/', async (c) => {
      const returnTo = readLocalPath(c.req.query('ritorno'));
      if (!(await signIn.isCodeAwaited(c.req.raw.headers))) return c.redirect('/entra');
      return renderPage(c, <SignInCodePage returnTo={returnTo} />, { now: now() });
    })
    .post('/', async (c) => {
      const form = await readFormBody(c);
      const returnTo = readLocalPath(form.text('ritorno'));
      const outcome = await signIn.signInWithCode(form.text('code'), c.req.raw.headers);
      switch (outcome.kind) {
        case 'signed_in':
          forwardCookies(c, outcome.cookies);
          return c.redirect(returnTo ?? '/entra', 303);
        case 'refused':
          return renderPage(c, <SignInCodePage returnTo={returnTo} refused />, { status: 401, now: now() });
        case 'limited': {
          const { retryAfterSeconds } = outcome;
          c.header('Retry-After', String(retryAfterSeconds));
          const page = <SignInCodePage returnTo={returnTo} retryAfterSeconds={retryAfterSeconds} />;
          return renderPage(c, page, { status: 429, now: now() });
        }
        case 'expired': {
          const query = new URLSearchParams({ esito: 'scaduta', ...(returnTo !== undefined && { ritorno: returnTo }) });
          return c.redirect(`/entra?${query}`, 303);
        }
      }
    });
}
