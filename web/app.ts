import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isDatabaseUnavailable, isRefusedValue } from '../src/db/availability.ts';
import { describeError } from '../src/describe-error.ts';
import { DomainError, type ErrorCode } from '../src/domain/errors.ts';
import { rememberComune, type WebEnv } from './context.ts';
import type { WebDependencies } from './dependencies.ts';
import { auditCalls } from './middleware/audit-calls.ts';
import { limitBody, requireForm } from './middleware/body.ts';
import { chooseLanguage } from './middleware/choose-language.ts';
import { stampClientAddress } from './middleware/client-address.ts';
import { compressPages } from './middleware/compress-pages.ts';
import { enforceAccess } from './middleware/enforce-access.ts';
import { logRequests } from './middleware/log-requests.ts';
import { requireSameOrigin } from './middleware/same-origin.ts';
import { forbidStoring, setSecurityHeaders } from './middleware/security-headers.ts';
import { renderErrorPage } from './pages/error-page.tsx';
import { answerProblem, type Problem } from './problem.ts';
import { createApi } from './routes/api/index.ts';
import { createAssetRoutes } from './routes/assets.ts';
import { createHealthCalls } from './routes/health.ts';
import { createPages } from './routes/pages/index.ts';
import { WebError, type WebErrorCode } from './web-error.ts';

/** What every code is in HTTP: the only place that says so. */
const statusOf: Record<ErrorCode | WebErrorCode, ContentfulStatusCode> = {
  malformed_body: 400,
  idempotency_key_required: 400,
  sign_in_required: 401,
  sign_in_failed: 401,
  code_refused: 401,
  code_expired: 401,
  mail_token_required: 401,
  api_key_refused: 401,
  api_key_not_allowed: 403,
  not_your_municipality: 403,
  second_factor_required: 403,
  forbidden: 403,
  foreign_origin: 403,
  office_not_allowed: 403,
  not_found: 404,
  municipality_not_found: 404,
  request_not_found: 404,
  method_not_allowed: 405,
  stale_version: 409,
  not_editable: 409,
  already_decided: 409,
  not_imported: 409,
  not_discarded: 409,
  not_dispatched: 409,
  request_erased: 409,
  original_missing: 409,
  undo_too_late: 409,
  nothing_to_undo: 409,
  body_too_large: 413,
  unsupported_media_type: 415,
  key_reused: 422,
  not_a_notification: 422,
  invalid_fields: 422,
  too_many_requests: 429,
  unexpected: 500,
  database_unavailable: 503,
  temporal_unavailable: 503,
};

/** A restart of PostgreSQL or Temporal takes seconds; sooner is no use, later makes people wait. */
const retryAfterSeconds = 5;

/** The whole web: pages, JSON, health and assets, with what holds for all of them. */
export function createApp(deps: WebDependencies) {
  const { config, log } = deps;
  const app = new Hono<WebEnv>();

  app.onError((error, c) => answerError(c, describeProblem(error, c)));
  app.notFound(async (c) => {
    await rememberComune(deps, c);
    return await answerError(c, { status: statusOf.not_found, code: 'not_found' });
  });

  // First, so that it sees every answer and how long it took.
  app.use(logRequests({ log }));
  // Around everything that answers, refusals included.
  app.use(setSecurityHeaders(config), forbidStoring, compressPages);
  // Turns the 404 of a path that is known for other methods into 405.
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  // Before anything of a request is read or believed: who sends it, whether it may, how large it is.
  app.use(stampClientAddress(config.trustedProxies), requireSameOrigin(config), limitBody);
  // In which language it is answered, refusals included.
  app.use(chooseLanguage(deps));
  // Then who may use the route it asks for: web/access.ts says so for every one.
  app.use(enforceAccess(deps));
  // And whose data the answer shows is recorded before it leaves.
  app.use(auditCalls(deps));

  app.route('/', createHealthCalls(deps));
  app.route('/', createAssetRoutes());
  app.route('/', createApi(deps));
  // Last: the Comune's slug, a path's first part, would match whatever is not taken yet.
  app.use(requireForm);
  app.route('/', createPages(deps));
  return app;

  function describeProblem(error: unknown, c: Context<WebEnv>): Problem {
    if (error instanceof DomainError || error instanceof WebError) {
      const status = statusOf[error.code];
      if (status === 503) log.warn({ requestLogId: c.var.requestLogId, error: describeError(error) }, error.code);
      return { status, code: error.code, ...(status === 503 && { retryAfterSeconds }), ...error.details };
    }
    if (error instanceof HTTPException) return describeProblem(new WebError(codeOf(error)), c);
    if (isDatabaseUnavailable(error)) {
      return describeProblem(new DomainError('database_unavailable', {}, { cause: error }), c);
    }
    log.error({ requestLogId: c.var.requestLogId, error: describeError(error) }, 'unexpected');
    // A value of the client's that PostgreSQL refuses should have been found before; all the same it is the client's.
    const code = isRefusedValue(error) ? 'invalid_fields' : 'unexpected';
    return { status: statusOf[code], code };
  }
}

/** As JSON under `/api`, as a page elsewhere; also as JSON where not even the error's own page can be made. */
async function answerError(c: Context<WebEnv>, problem: Problem): Promise<Response> {
  if (c.req.path.startsWith('/api/')) return answerProblem(c, problem);
  const { status, code, retryAfterSeconds } = problem;
  try {
    return await renderErrorPage(c, { status, code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) });
  } catch {
    return answerProblem(c, problem);
  }
}

function refuseMethod(c: Context<WebEnv>, methods: string[]): Promise<Response> {
  c.header('Allow', methods.sort().join(', '));
  return answerError(c, { status: statusOf.method_not_allowed, code: 'method_not_allowed' });
}

/** What hono and its validators refuse by themselves. */
function codeOf({ status }: HTTPException): WebErrorCode {
  if (status === 413) return 'body_too_large';
  if (status === 415) return 'unsupported_media_type';
  return status < 500 ? 'malformed_body' : 'unexpected';
}
