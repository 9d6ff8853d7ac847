import { type Context, Hono } from 'hono';
import type { HelpRequestDetail } from '../../../src/domain/help-request.ts';
import { informationQuestion } from '../../../src/domain/information.ts';
import { ask } from '../../../src/requests/ask-information.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { isInProgress } from '../../components/request-banners.tsx';
import { findSignedInOperator, loadMunicipality } from '../../context.ts';
import type { WebDependencies } from '../../dependencies.ts';
import { textsOf } from '../../language.ts';
import { AskInformationPage } from '../../pages/ask-information-page.tsx';
import { renderPage } from '../../pages/render-page.tsx';
import { readFormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';
import { toFieldErrors } from './request-values.ts';
import { loadRequest, requestPath } from './request-view.tsx';
import { type OperatorEnv, requireOperatorPage } from './require-operator-page.ts';

/** Asking who made a request for what is missing. */
export function createAskInformationPages(deps: WebDependencies) {
  const signedIn = [loadMunicipality(deps), findSignedInOperator(deps), requireOperatorPage] as const;

  return new Hono<OperatorEnv>()
    .get('/', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      if (request.status !== 'awaiting_operator' || isInProgress(request)) return c.redirect(requestPath(c, request));
      return renderAsking(c, request, { question: '', errors: [] });
    })
    .post('/', ...signedIn, async (c) => {
      const request = await loadRequest(deps, c);
      const form = await readFormBody(c);
      const parsed = informationQuestion.safeParse({ question: form.text('question') });
      const fields = { order: ['question'], lists: [] };
      const errors = tellByField(textsOf(c), parsed.error ? toFieldErrors(parsed.error) : [], fields, form);
      if (!parsed.success || errors.length > 0) {
        return renderAsking(c, request, { question: form.text('question'), errors }, 422);
      }
      const { question } = parsed.data;
      const kind = await ask(deps, { operator: c.var.operator, requestId: request.id, question });
      return c.redirect(requestPath(c, request, kind === 'asked' ? 'information_asked' : kind), 303);
    });

  function renderAsking(
    c: Context<OperatorEnv>,
    request: HelpRequestDetail,
    typed: { question: string; errors: FormErrors },
    status: 200 | 422 = 200,
  ) {
    const { municipality, operator } = c.var;
    const page = <AskInformationPage municipality={municipality} operator={operator} request={request} {...typed} />;
    return renderPage(c, page, { status, now: deps.now() });
  }
}
