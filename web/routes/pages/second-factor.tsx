import { type Context, Hono } from 'hono';
import { findMunicipalitiesOf } from '../../../src/db/operators.ts';
import { profilePath } from '../../components/profile-paths.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { type PasswordStep, PasswordStepPage, RecoveryCodesPage, SetUpPage } from '../../pages/second-factor-pages.tsx';
import { readFormBody } from './form-body.ts';
import { readLocalPath } from './local-path.ts';
import { forwardCookies, requireSignedIn, type SignedInEnv } from './require-signed-in.ts';

/** The key as base32, as the app takes it; what the form sends back is only ever shown again. */
const secretShape = /^[A-Z2-7]{16,128}$/;

/** «Verifica in due passaggi»: turning it on, its recovery codes, turning it off. */
export function createSecondFactorPages(deps: WebDependencies) {
  const { db, now } = deps;
  const { secondFactor } = deps.signIn;
  const provider = deps.signIn.provider?.label;
  return new Hono<SignedInEnv>()
    .get('/', requireSignedIn, async (c) => {
      const returnTo = readLocalPath(c.req.query('ritorno'));
      if (c.var.session.secondFactor) return c.redirect(returnTo ?? profilePath);
      const municipalities = await findMunicipalitiesOf(db, c.var.session.userId);
      const required = municipalities.some(({ secondFactorRequired }) => secondFactorRequired);
      const proof = await secondFactor.askFor(c.var.session);
      const page = (
        <PasswordStepPage step="start" person={c.var.session} {...{ proof, provider, returnTo, required }} />
      );
      return renderPage(c, page, { now: now() });
    })
    .post('/', requireSignedIn, async (c) => {
      const form = await readFormBody(c);
      const returnTo = readLocalPath(form.text('ritorno'));
      const outcome = await secondFactor.start(c.var.session, form.text('password'), c.req.raw.headers);
      switch (outcome.kind) {
        case 'started': {
          const secret = new URL(outcome.uri).searchParams.get('secret') ?? '';
          const page = <SetUpPage person={c.var.session} secret={secret} uri={outcome.uri} returnTo={returnTo} />;
          return renderPage(c, page, { now: now() });
        }
        case 'already_on':
          return c.redirect(returnTo ?? profilePath, 303);
        default:
          return askAgain(c, 'start', outcome, returnTo);
      }
    })
    .post('/conferma', requireSignedIn, async (c) => {
      const person = c.var.session;
      const form = await readFormBody(c);
      const returnTo = readLocalPath(form.text('ritorno'));
      const outcome = await secondFactor.confirm(person, form.text('code'), c.req.raw.headers);
      const secret = form.text('secret');
      if (outcome.kind === 'on') {
        forwardCookies(c, outcome.cookies);
        const page = (
          <RecoveryCodesPage person={person} codes={outcome.recoveryCodes} reason="on" returnTo={returnTo} />
        );
        return renderPage(c, page, { now: now() });
      }
      if (outcome.kind === 'not_started' || !secretShape.test(secret)) {
        if (person.secondFactor) return c.redirect(returnTo ?? profilePath, 303);
        const proof = await secondFactor.askFor(person);
        const page = <PasswordStepPage step="start" {...{ person, proof, provider, returnTo }} over />;
        return renderPage(c, page, { status: 409, now: now() });
      }
      const { retryAfterSeconds } = outcome.kind === 'limited' ? outcome : {};
      if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
      const wrong = [{ name: 'code', message: textsOf(c)('account:secondFactor.wrongCode') }];
      const page = (
        <SetUpPage
          person={person}
          secret={secret}
          uri={writeUri(textsOf(c)('citizen:site.name'), person.email, secret)}
          returnTo={returnTo}
          errors={outcome.kind === 'refused' ? wrong : []}
          retryAfterSeconds={retryAfterSeconds}
        />
      );
      return renderPage(c, page, { status: outcome.kind === 'refused' ? 422 : 429, now: now() });
    })
    .get('/codici', requireSignedIn, (c) => ask(c, 'renew'))
    .post('/codici', requireSignedIn, async (c) => {
      if (!c.var.session.secondFactor) return c.redirect(profilePath, 303);
      const password = (await readFormBody(c)).text('password');
      const outcome = await secondFactor.renewRecoveryCodes(c.var.session, password, c.req.raw.headers);
      if (outcome.kind !== 'renewed') return askAgain(c, 'renew', outcome);
      const page = (
        <RecoveryCodesPage person={c.var.session} codes={outcome.recoveryCodes} reason="renewed" returnTo={undefined} />
      );
      return renderPage(c, page, { now: now() });
    })
    .get('/disattiva', requireSignedIn, (c) => ask(c, 'off'))
    .post('/disattiva', requireSignedIn, async (c) => {
      if (!c.var.session.secondFactor) return c.redirect(profilePath, 303);
      const password = (await readFormBody(c)).text('password');
      const outcome = await secondFactor.turnOff(c.var.session, password, c.req.raw.headers);
      if (outcome.kind !== 'off') return askAgain(c, 'off', outcome);
      forwardCookies(c, outcome.cookies);
      return c.redirect(`${profilePath}?esito=off`, 303);
    });

  /** For what only who has a second factor can do; the others have nothing to renew or turn off. */
  async function ask(c: Context<SignedInEnv>, step: PasswordStep): Promise<Response> {
    const person = c.var.session;
    if (!person.secondFactor) return c.redirect(profilePath);
    const proof = await secondFactor.askFor(person);
    return await renderPage(c, <PasswordStepPage {...{ step, person, proof, provider }} />, { now: now() });
  }

  async function askAgain(
    c: Context<SignedInEnv>,
    step: PasswordStep,
    outcome: { kind: 'wrong_password' | 'sign_in_again' } | { kind: 'limited'; retryAfterSeconds: number },
    returnTo?: string,
  ): Promise<Response> {
    const retryAfterSeconds = outcome.kind === 'limited' ? outcome.retryAfterSeconds : undefined;
    if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
    const wrong = [{ name: 'password', message: textsOf(c)('account:secondFactor.wrongPassword') }];
    const page = (
      <PasswordStepPage
        step={step}
        person={c.var.session}
        proof={await secondFactor.askFor(c.var.session)}
        provider={provider}
        returnTo={returnTo}
        errors={outcome.kind === 'wrong_password' ? wrong : []}
        retryAfterSeconds={retryAfterSeconds}
      />
    );
    const status = { wrong_password: 422, sign_in_again: 403, limited: 429 } as const;
    return await renderPage(c, page, { status: status[outcome.kind], now: now() });
  }
}

/** As better-auth writes it (Key Uri Format), for a page that is made again. */
function writeUri(issuer: string, account: string, secret: string): string {
  const query = new URLSearchParams({ secret, issuer, digits: '6', period: '30' });
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${query}`;
}
