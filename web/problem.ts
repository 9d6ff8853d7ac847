import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { FieldError } from '../src/domain/errors.ts';
import type { WebEnv } from './context.ts';
import { textsOf } from './language.ts';

/** What a client of the JSON API is told when something can't be done. */
export type Problem = {
  status: ContentfulStatusCode;
  code: string;
  errors?: FieldError[];
  retryAfterSeconds?: number;
  /** Members beside the standard ones, such as who decided and when. */
  more?: Record<string, string>;
  /** What the Italian sentence of this code inserts. */
  words?: Record<string, string>;
};

/**
 * Answers with `application/problem+json` (RFC 9457). Its `type` is `about:blank`, so `title` says what the status
 * means; what happened is in `code`, for programs, and `detail`, for people. `instance` is where the log has it.
 */
export function answerProblem(c: Context<WebEnv>, problem: Problem): Response {
  const t = textsOf(c);
  const { status, code, errors, retryAfterSeconds, more, words } = problem;
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
  return c.body(
    JSON.stringify({
      type: 'about:blank',
      title: t(`api:title.${status}`),
      status,
      code,
      detail: t(`api:detail.${code}`, { ...words, count: retryAfterSeconds ?? 0 }),
      instance: `urn:uuid:${c.var.requestLogId}`,
      ...more,
      ...(errors && { errors: errors.map(({ path, message }) => ({ path, message: t(keyOf(message)) })) }),
    }),
    status,
    { 'Content-Type': 'application/problem+json' },
  );
}

/** `validation.required` of the schemas is `validation:required` for i18next. */
function keyOf(message: string): string {
  return message.replace('.', ':');
}
