import { type Context, Hono } from 'hono';
import { findMunicipalitiesOf } from '../../../src/db/operators.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { profilePath } from '../../components/profile-paths.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { ChangePasswordPage } from '../../pages/change-password-page.tsx';
import { type ProfileFlash, ProfilePage, readProfileFlash } from '../../pages/profile-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';
import { requireSignedIn, type SignedInEnv } from './require-signed-in.ts';

/** «Il mio profilo»: password and sessions of whoever is signed in. */
export function createProfilePages(deps: WebDependencies) {
  const { db, now } = deps;
  const { account, secondFactor } = deps.signIn;
  return new Hono<SignedInEnv>()
    .get('/', requireSignedIn, async (c) => {
      const person = c.var.session;
      const page = (
        <ProfilePage
          person={person}
          municipalities={await findMunicipalitiesOf(db, person.userId)}
          sessions={await account.listSessions(person)}
          hasPassword={await account.hasPassword(person.userId)}
          recoveryCodes={await secondFactor.countRecoveryCodes(person.userId)}
          flash={readProfileFlash(c.req.query('esito'))}
        />
      );
      return renderPage(c, page, { now: now() });
    })
    .post('/sessioni/chiudi', requireSignedIn, async (c) => {
      // One that is over already is closed all the same: who pressed the button wanted that.
      await account.endSession(c.var.session, (await readFormBody(c)).text('id'));
      return back(c, 'session');
    })
    .post('/sessioni/chiudi-altre', requireSignedIn, async (c) => {
      await account.endOtherSessions(c.var.session);
      return back(c, 'sessions');
    })
    .get('/password', requireSignedIn, async (c) => {
      // Who comes through a provider has none, and the profile says so.
      if (!(await account.hasPassword(c.var.session.userId))) return c.redirect(profilePath);
      return renderPage(c, <ChangePasswordPage person={c.var.session} />, { now: now() });
    })
    .post('/password', requireSignedIn, async (c) => {
      const person = c.var.session;
      const form = await readFormBody(c);
      const [current, next] = [form.text('current'), form.text('next')];
      if (next !== form.text('repeated')) {
        return refuse(c, [{ name: 'repeated', message: textsOf(c)('account:password.differs') }]);
      }
      const municipalities = (await findMunicipalitiesOf(db, person.userId)).map(({ name }) => name);
      const outcome = await account.changePassword(person, { current, next, municipalities }, c.req.raw.headers);
      switch (outcome.kind) {
        case 'changed':
          return back(c, 'password');
        case 'wrong_password':
          return refuse(c, [{ name: 'current', message: textsOf(c)('account:password.wrong') }]);
        case 'rejected':
          return refuse(c, [{ name: 'next', message: textsOf(c)(`account:password.problem.${outcome.problem}`) }]);
        case 'limited': {
          const { retryAfterSeconds } = outcome;
          c.header('Retry-After', String(retryAfterSeconds));
          const page = <ChangePasswordPage person={person} retryAfterSeconds={retryAfterSeconds} />;
          return renderPage(c, page, { status: 429, now: now() });
        }
      }
    });

  function back(c: Context<SignedInEnv>, flash: ProfileFlash): Response {
    return c.redirect(`${profilePath}?esito=${flash}`, 303);
  }

  function refuse(c: Context<SignedInEnv>, errors: FormErrors): Response | Promise<Response> {
    return renderPage(c, <ChangePasswordPage person={c.var.session} errors={errors} />, { status: 422, now: now() });
  }
}
