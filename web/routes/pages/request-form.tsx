import { type Context, Hono } from 'hono';
import { DomainError } from '../../../src/domain/errors.ts';
import { dayInItaly, submission } from '../../../src/domain/submission.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import { submitRequest } from '../../../src/requests/submit.ts';
import { officeForm } from '../../access.ts';
import { clientAddress } from '../../client-address.ts';
import { findSignedInOperator, lacksSecondFactor, loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { RequestFormPage, type RequestFormProps } from '../../pages/request-form-page.tsx';
import { signInPath } from '../../sign-in-path.ts';
import { WebError } from '../../web-error.ts';
import { type FormBody, readFormBody } from './form-body.ts';
import {
  emptyRequestValues,
  nonBlank,
  readRequestValues,
  toFieldErrors,
  toFormErrors,
  toPreferredTime,
} from './request-values.ts';

/** As the form makes it, so that a key of somebody's own making can't be mistaken for another's. */
const formKey = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The form, for citizens and, as `?inserimento=ufficio`, for clerks. */
export function createRequestFormPages(deps: WebDependencies) {
  const t = textsIn('it');

  return new Hono<WebEnv>()
    .get('/', loadMunicipality(deps), findSignedInOperator(deps), (c) => {
      const { municipality, operator, session } = c.var;
      const office = c.req.query('inserimento') === 'ufficio';
      if (office && session === undefined) return c.redirect(signInPath(c));
      if (office) assertOfficeAllowed(c);
      // An empty form may be kept by the browser that asked, and so its key: going back to it and sending it again
      // is then the same request, not a second one.
      c.header('Cache-Control', 'private, no-cache');
      return renderForm(c, {
        ...(office && operator ? { clerk: operator } : {}),
        offerOffice:
          !office && operator !== undefined && officeForm.includes(operator.role) && municipality.officeChannel,
      });
    })
    .post('/', loadMunicipality(deps), findSignedInOperator(deps), async (c) => {
      const { municipality, operator } = c.var;
      const form = await readFormBody(c);
      const office = form.text('channel') === 'office';
      if (office) assertOfficeAllowed(c);
      const filledIn = {
        values: readRequestValues(form),
        privacyNoticeRead: form.has('privacyNoticeRead'),
        ...(office && operator ? { clerk: operator } : {}),
      };

      const idempotencyKey = form.text('idempotencyKey');
      if (!formKey.test(idempotencyKey)) {
        const errors = [{ name: 'form', message: t('citizen:form.keyMissing') }];
        return renderForm(c, { ...filledIn, errors }, 422);
      }

      const parsed = submission.safeParse(toSubmission(form));
      const errors = toFormErrors(t, parsed.error ? toFieldErrors(parsed.error) : [], form);
      if (!parsed.success || errors.length > 0) {
        return renderForm(c, { ...filledIn, idempotencyKey, errors }, 422);
      }

      const { requester } = parsed.data;
      const address = clientAddress(c, deps.config.trustedProxies);
      const isLimited = operator === undefined && deps.config.submitLimit > 0;
      const outcome = await submitRequest(deps, {
        municipality,
        submission: parsed.data,
        idempotencyKey,
        ...(office && operator ? { submittedBy: operator } : {}),
        ...(isLimited && { allow: () => deps.submissionLimit({ address, telephone: requester.telephone }) }),
      });
      switch (outcome.kind) {
        case 'submitted':
        case 'repeated':
          return c.redirect(statusPath(municipality.slug, outcome.request), 303);
        case 'invalid':
          return renderForm(c, { ...filledIn, idempotencyKey, errors: toFormErrors(t, outcome.errors) }, 422);
        case 'limited':
          c.header('Retry-After', String(outcome.retryAfterSeconds));
          return renderForm(c, { ...filledIn, idempotencyKey, notice: outcome }, 429);
        case 'key_reused': {
          const { reference } = outcome.request;
          const path = statusPath(municipality.slug, outcome.request);
          // A fresh key goes with it: pressed again, what is on the page is a second request.
          return renderForm(c, { ...filledIn, notice: { kind: 'key_reused', reference, statusPath: path } }, 422);
        }
      }
    });

  function renderForm(c: Context<WebEnv>, form: Partial<RequestFormProps>, status: 200 | 422 | 429 = 200) {
    const now = deps.now();
    const props: RequestFormProps = {
      municipality: c.var.municipality,
      idempotencyKey: crypto.randomUUID(),
      values: emptyRequestValues,
      privacyNoticeRead: false,
      errors: [],
      firstDay: dayInItaly(now),
      ...form,
    };
    return renderPage(c, <RequestFormPage {...props} />, { status, now });
  }
}

/** @throws WebError, DomainError where nobody, or nobody of this Comune who may, is signed in, or the Comune wants no clerks */
function assertOfficeAllowed(c: Context<WebEnv>): void {
  if (c.var.session === undefined) throw new WebError('sign_in_required');
  if (c.var.operator === undefined) throw new WebError('not_your_municipality');
  if (!officeForm.includes(c.var.operator.role)) throw new WebError('forbidden');
  if (lacksSecondFactor(c.var.municipality, c.var.session)) throw new WebError('second_factor_required');
  if (!c.var.municipality.officeChannel) throw new DomainError('office_not_allowed');
}

/** The form's flat fields in the shape of the JSON call, for the one schema to judge. */
function toSubmission(form: FormBody): unknown {
  const values = readRequestValues(form);
  const { givenName, familyName, telephone, address, zone } = values;
  return {
    need: values.need,
    requester: { givenName, familyName, telephone, email: nonBlank(values.email), address, zone },
    preferredTime: toPreferredTime(values),
    description: values.description,
    privacyNoticeRead: form.text('privacyNoticeRead') === 'yes',
    channel: form.text('channel') === '' ? 'citizen' : form.text('channel'),
  };
}

function statusPath(slug: string, request: { reference: string; secret: string }): string {
  return `/${slug}/richiesta/${request.reference}?chiave=${encodeURIComponent(request.secret)}`;
}
