import { type Context, Hono } from 'hono';
import { DomainError } from '../../../src/domain/errors.ts';
import { dayInItaly, type Submission } from '../../../src/domain/submission.ts';
import { type SubmittedRequest, submitRequest } from '../../../src/requests/submit.ts';
import { officeForm } from '../../access.ts';
import { clientAddress } from '../../client-address.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { findLanding, type RequestStep } from '../../components/request-steps.ts';
import { findSignedInOperator, lacksSecondFactor, loadMunicipality, type WebEnv } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { languageOf, textsOf } from '../../language.ts';
import { ownLinks } from '../../pages/own-data-pages.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { type FormView, RequestFormPage, type RequestFormProps } from '../../pages/request-form-page.tsx';
import { signInPath } from '../../sign-in-path.ts';
import { WebError } from '../../web-error.ts';
import { readFormBody } from './form-body.ts';
import { readDestination, readSentForm, startValues, toFacts } from './request-form-values.ts';
import { toFormErrors } from './request-values.ts';

/** The form, for citizens step by step and, as `?inserimento=ufficio`, for clerks on one page. */
export function createRequestFormPages(deps: WebDependencies) {
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
        view: office && operator ? { kind: 'whole', clerk: operator } : { kind: 'conditions' },
        values: startValues(municipality, c.req.query('bisogno')),
        privacyNoticeRead: false,
        errors: [],
        offerOffice:
          !office && operator !== undefined && officeForm.includes(operator.role) && municipality.officeChannel,
      });
    })
    .post('/', loadMunicipality(deps), findSignedInOperator(deps), async (c) => {
      const { municipality, operator } = c.var;
      const t = textsOf(c);
      const form = await readFormBody(c);
      const office = form.text('channel') === 'office';
      if (office) assertOfficeAllowed(c);
      const clerk = office ? operator : undefined;
      const sent = readSentForm(t, form, municipality, dayInItaly(deps.now()));

      const { submission, idempotencyKey } = sent;

      const landing = landOn(sent.errors);
      if (landing !== 'send') return show(landing);
      if (submission === undefined || idempotencyKey === undefined) {
        return show({ step: 'summary', errors: [{ name: 'form', message: t('citizen:form.keyMissing') }] });
      }
      const outcome = await send(c, submission, idempotencyKey, clerk);
      switch (outcome.kind) {
        case 'submitted':
        case 'repeated':
          return c.redirect(statusPath(outcome.request), 303);
        case 'invalid': {
          const refused = landOn(toFormErrors(t, outcome.errors));
          return show(refused === 'send' ? { step: 'summary', errors: [] } : refused, { status: 422 });
        }
        case 'limited':
          c.header('Retry-After', String(outcome.retryAfterSeconds));
          return show({ step: 'summary', errors: [] }, { notice: outcome, status: 429 });
        case 'key_reused': {
          const { reference } = outcome.request;
          const notice = {
            kind: outcome.kind,
            reference,
            statusPath: statusPath(outcome.request),
          };
          // A fresh key goes with it: pressed again, what is on the page is a second request.
          return show({ step: 'summary', errors: [] }, { notice, status: 422, idempotencyKey: crypto.randomUUID() });
        }
      }

      function statusPath({ reference, secret }: SubmittedRequest): string {
        return ownLinks(municipality.slug, reference, secret).status;
      }

      /** A clerk has all of the form before them, so they are told all that is wrong in it. */
      function landOn(errors: FormErrors): ReturnType<typeof findLanding> {
        if (clerk === undefined) return findLanding(readDestination(form), errors);
        return errors.length === 0 ? 'send' : { step: 'summary', errors };
      }

      function show(
        { step, errors }: { step: RequestStep; errors: FormErrors },
        { status, ...more }: Pick<Partial<RequestFormProps>, 'notice' | 'idempotencyKey'> & { status?: 422 | 429 } = {},
      ) {
        const { values, privacyNoticeRead } = sent;
        const key = idempotencyKey === undefined ? {} : { idempotencyKey };
        const shown = { view: viewOf(step), values, privacyNoticeRead, errors, ...key, ...more };
        return renderForm(c, shown, status ?? (errors.length > 0 ? 422 : 200));
      }

      function viewOf(step: RequestStep): FormView {
        if (clerk !== undefined) return { kind: 'whole', clerk };
        if (step !== 'summary') return { kind: step };
        // There is nothing to sum up while something is wrong.
        return submission === undefined ? { kind: 'data' } : { kind: step, facts: toFacts(submission, municipality) };
      }
    });

  async function send(
    c: Context<WebEnv>,
    submission: Submission,
    idempotencyKey: string,
    clerk: { id: string } | undefined,
  ) {
    const address = clientAddress(c, deps.config.trustedProxies);
    const isLimited = c.var.operator === undefined && deps.config.submitLimit > 0;
    const { telephone } = submission.requester;
    return await submitRequest(deps, {
      municipality: c.var.municipality,
      submission,
      language: languageOf(c),
      idempotencyKey,
      ...(clerk && { submittedBy: clerk }),
      ...(isLimited && { allow: () => deps.submissionLimit({ address, telephone }) }),
    });
  }

  function renderForm(
    c: Context<WebEnv>,
    form: Omit<RequestFormProps, 'municipality' | 'idempotencyKey' | 'firstDay'> & { idempotencyKey?: string },
    status: 200 | 422 | 429 = 200,
  ) {
    const now = deps.now();
    const props: RequestFormProps = {
      municipality: c.var.municipality,
      idempotencyKey: crypto.randomUUID(),
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
