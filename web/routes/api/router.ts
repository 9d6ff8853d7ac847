import { OpenAPIHono } from '@hono/zod-openapi';
import { DomainError, type FieldError } from '../../../src/domain/errors.ts';
import type { WebEnv } from '../../context.ts';
import { WebError } from '../../web-error.ts';

/**
 * A router whose calls are checked against what they declare: a path that names no possible request is 404, a missing
 * key 400, and fields that are wrong are all named at once, 422.
 */
export function createApiRouter() {
  return new OpenAPIHono<WebEnv>({
    defaultHook: ({ target, ...result }) => {
      if (result.success) return;
      if (target === 'param') throw new DomainError('request_not_found');
      if (target === 'header') throw new WebError('idempotency_key_required');
      throw new DomainError('invalid_fields', { errors: toFieldErrors(result.error.issues) });
    },
  });
}

type Issue = { path: PropertyKey[]; message: string };

/** Our schemas' messages are keys of the language files; zod's own English ones become «not valid». */
function toFieldErrors(issues: Issue[]): FieldError[] {
  return issues.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message: message.startsWith('validation.') ? message : 'validation.invalid',
  }));
}
