import { type Context, Hono } from 'hono';
import { confirmAddress, findConfirmLink } from '../../../src/db/address-confirmations.ts';
import type { UselessLink } from '../../../src/db/volunteer-links.ts';
import { dayInItaly } from '../../../src/domain/submission.ts';
import { registration } from '../../../src/domain/volunteer.ts';
import { registerVolunteer } from '../../../src/volunteers/register.ts';
import { clientAddress } from '../../client-address.ts';
import { loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { languageOf, textsOf } from '../../language.ts';
import { hideAddress } from '../../middleware/hide-address.ts';
import { renderPage } from '../../pages/render-page.tsx';
import {
  ConfirmedPage,
  ConfirmPage,
  RegistrationSentPage,
  UselessConfirmPage,
} from '../../pages/volunteer-confirm-pages.tsx';
import {
  type IdentityField,
  identityFields,
  VolunteerFormPage,
  type VolunteerFormProps,
} from '../../pages/volunteer-registration-page.tsx';
import {
  emptyCharacteristicValues,
  readCharacteristicValues,
  toCharacteristicErrors,
  toCharacteristics,
} from './characteristic-values.ts';
import { type FormBody, readFormBody } from './form-body.ts';
import { toFieldErrors } from './request-values.ts';

const statusOfUseless = { used: 410, expired: 410, unknown: 404 } as const;

/** «Diventi volontario», and the confirmation of the address that was given there. */
export function createVolunteerRegistrationPages(deps: WebDependencies) {
  const { db, config } = deps;
  const load = loadMunicipality(deps);

  return (
    new Hono<WebEnv>()
      .get('/', load, (c) => renderForm(c, {}))
      .post('/', load, async (c) => {
        const { municipality } = c.var;
        const form = await readFormBody(c);
        const identity = readIdentity((name) => form.text(name));
        const characteristics = readCharacteristicValues(form);
        const filledIn = { identity, characteristics, privacyNoticeRead: form.has('privacyNoticeRead') };
        const toErrors = (found: Parameters<typeof toCharacteristicErrors>[1], from: FormBody = form) =>
          toCharacteristicErrors(textsOf(c), found, from, identityFields, ['privacyNoticeRead']);

        const parsed = registration.safeParse({
          ...identity,
          ...toCharacteristics(characteristics),
          privacyNoticeRead: form.text('privacyNoticeRead') === 'yes',
        });
        const errors = toErrors(parsed.error ? toFieldErrors(parsed.error) : []);
        if (!parsed.success || errors.length > 0) return renderForm(c, { ...filledIn, errors }, 422);

        const from = { address: clientAddress(c, config.trustedProxies), email: parsed.data.email };
        const outcome = await registerVolunteer(deps, {
          municipality,
          registration: parsed.data,
          language: languageOf(c),
          allow: () => deps.entryLimit(from),
        });
        switch (outcome.kind) {
          case 'registered':
            return c.redirect(`/${municipality.slug}/volontari/inviata`, 303);
          case 'invalid':
            return renderForm(c, { ...filledIn, errors: toErrors(outcome.errors) }, 422);
          case 'limited': {
            const { retryAfterSeconds } = outcome;
            c.header('Retry-After', String(retryAfterSeconds));
            return renderForm(c, { ...filledIn, retryAfterSeconds }, 429);
          }
        }
      })
      .get('/inviata', load, (c) =>
        renderPage(c, <RegistrationSentPage municipality={c.var.municipality} />, { now: deps.now() }),
      )
      // Answers HEAD too: neither changes anything, so a program that follows the links of an email confirms nothing.
      .get('/conferma', load, hideAddress, async (c) => {
        const { municipality } = c.var;
        const secret = c.req.query('chiave') ?? '';
        const link = await findConfirmLink(db, municipality.id, secret);
        if (link !== 'valid') return renderUseless(c, link);
        return renderPage(c, <ConfirmPage municipality={municipality} secret={secret} />, { now: deps.now() });
      })
      .post('/conferma', load, hideAddress, async (c) => {
        const { municipality } = c.var;
        const form = await readFormBody(c);
        const outcome = await confirmAddress(db, municipality.id, form.text('chiave'));
        if (outcome !== 'confirmed') return renderUseless(c, outcome);
        return c.redirect(`/${municipality.slug}/volontari/confermata`, 303);
      })
      .get('/confermata', load, (c) => {
        const rated = c.req.query('esito') === 'valutata';
        return renderPage(c, <ConfirmedPage municipality={c.var.municipality} rated={rated} />, { now: deps.now() });
      })
  );

  function renderForm(c: Context<WebEnv>, form: Partial<VolunteerFormProps>, status: 200 | 422 | 429 = 200) {
    const now = deps.now();
    const props: VolunteerFormProps = {
      municipality: c.var.municipality,
      identity: readIdentity(() => ''),
      characteristics: emptyCharacteristicValues,
      privacyNoticeRead: false,
      errors: [],
      today: dayInItaly(now),
      ...form,
    };
    return renderPage(c, <VolunteerFormPage {...props} />, { status, now });
  }

  function renderUseless(c: Context<WebEnv>, why: UselessLink) {
    const page = <UselessConfirmPage municipality={c.var.municipality} why={why} />;
    return renderPage(c, page, { status: statusOfUseless[why], now: deps.now() });
  }
}

function readIdentity(read: (name: IdentityField) => string): Record<IdentityField, string> {
  return {
    givenName: read('givenName'),
    familyName: read('familyName'),
    email: read('email'),
    telephone: read('telephone'),
    birthDate: read('birthDate'),
  };
}
