import { Hono } from 'hono';
import { findMunicipalitiesOf } from '../../../src/db/operators.ts';
import { consoleHome } from '../../components/console-nav.tsx';
import { codePath } from '../../components/profile-paths.ts';
import type { WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { installationPath } from '../../pages/installation-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { ChooseConsolePage, providerNotices, type SignInNotice, SignInPage } from '../../pages/sign-in-page.tsx';
import { readFormBody } from './form-body.ts';
import { readLocalPath } from './local-path.ts';
import { forwardCookies } from './require-signed-in.ts';

/** Where sign-in that names no pause of its own asks to wait: its window is a minute. */
const defaultPauseSeconds = 60;

/** What the page before asks this one to say. */
const notices: ReadonlyMap<string, SignInNotice> = new Map([
  ['uscita', { kind: 'signed_out' }],
  ['scaduta', { kind: 'code_expired' }],
  ...providerNotices.map((why): [string, SignInNotice] => [why, { kind: 'provider', why }]),
]);

export function createSignInPages({ db, signIn, now }: WebDependencies) {
  const provider = signIn.provider?.label;
  return new Hono<WebEnv>()
    .get('/entra', async (c) => {
      const returnTo = readLocalPath(c.req.query('ritorno'));
      const userId = await signIn.findUserId(c.req.raw.headers);
      if (userId !== undefined) {
        if (returnTo !== undefined) return c.redirect(returnTo);
        const municipalities = await findMunicipalitiesOf(db, userId);
        const installation = await signIn.isInstallationAdministrator(userId);
        const [only, ...others] = municipalities;
        if (only === undefined && installation) return c.redirect(installationPath);
        if (only !== undefined && others.length === 0 && !installation)
          return c.redirect(consoleHome(only.slug, only.role));
        return renderPage(c, <ChooseConsolePage municipalities={municipalities} installation={installation} />, {
          now: now(),
        });
      }
      const notice = notices.get(c.req.query('esito') ?? '');
      return renderPage(
        c,
        <SignInPage provider={provider} email="" returnTo={returnTo} {...(notice && { notice })} />,
        { now: now() },
      );
    })
    .post('/entra', async (c) => {
      const form = await readFormBody(c);
      const email = form.text('email').trim();
      const returnTo = readLocalPath(form.text('ritorno'));
      const answer = await signIn.signIn({ email, password: form.text('password') }, c.req.raw.headers);
      if (answer.status === 202) {
        forwardCookies(c, answer.headers.getSetCookie());
        const query = returnTo === undefined ? '' : `?ritorno=${encodeURIComponent(returnTo)}`;
        return c.redirect(`${codePath}${query}`, 303);
      }
      if (answer.ok) {
        forwardCookies(c, answer.headers.getSetCookie());
        // Without a page to return to, /entra finds the console of who is signed in by then.
        return c.redirect(returnTo ?? '/entra', 303);
      }
      if (answer.status === 429) {
        const retryAfterSeconds = readPause(answer);
        c.header('Retry-After', String(retryAfterSeconds));
        const notice = { kind: 'limited' as const, retryAfterSeconds };
        return renderPage(c, <SignInPage provider={provider} email={email} returnTo={returnTo} notice={notice} />, {
          status: 429,
          now: now(),
        });
      }
      if (answer.status >= 500) throw new Error(`sign-in answered ${answer.status}`);
      // The same words whichever of the two was wrong: nobody learns here who is an operator.
      return renderPage(
        c,
        <SignInPage provider={provider} email={email} returnTo={returnTo} notice={{ kind: 'refused' }} />,
        {
          status: 401,
          now: now(),
        },
      );
    })
    .post('/esci', async (c) => {
      forwardCookies(c, (await signIn.signOut(c.req.raw.headers)).headers.getSetCookie());
      return c.redirect('/entra?esito=uscita', 303);
    });
}

function readPause({ headers }: Response): number {
  const seconds = Number(headers.get('Retry-After') ?? headers.get('X-Retry-After'));
  return Number.isInteger(seconds) && seconds > 0 ? seconds : defaultPauseSeconds;
}
