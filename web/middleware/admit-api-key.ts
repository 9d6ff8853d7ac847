import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { recogniseApiKey } from '../../src/db/api-keys.ts';
import type { ApiKeyScope } from '../../src/domain/api-key.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { WebEnv } from '../context.ts';
import type { WebDependencies } from '../dependencies.ts';
import { WebError } from '../web-error.ts';

/**
 * Looks at the key that a program shows, once the Comune is known. A key counts alone: a session's cookie beside it is
 * not looked at. A scheme other than Bearer is none of ours (a proxy's, perhaps).
 * @param scope what a key must be for to make this call; `none` where no key may
 * @returns whether there is one; it stands in the context then
 * @throws WebError api_key_refused where the Comune has no such key, for whatever reason; api_key_not_allowed
 */
export async function admitKey(
  { db }: Pick<WebDependencies, 'db'>,
  c: Context<WebEnv>,
  scope: ApiKeyScope | 'none',
): Promise<boolean> {
  const shown = /^Bearer\b\s*(.*)$/is.exec(c.req.header('authorization')?.trim() ?? '');
  if (shown === null) return false;
  const apiKey = await recogniseApiKey(db, c.var.municipality.id, shown[1] ?? '');
  if (apiKey === undefined) {
    c.header('WWW-Authenticate', 'Bearer');
    throw new WebError('api_key_refused');
  }
  if (apiKey.scope !== scope) throw new WebError('api_key_not_allowed');
  c.set('apiKey', apiKey);
  return true;
}

/** For the public submission, after `loadMunicipality`: with a key for submitting, or without any, as before. */
export function admitSubmitter(deps: Pick<WebDependencies, 'db'>) {
  return createMiddleware<WebEnv>(async (c, next) => {
    await admitKey(deps, c, 'submit');
    await next();
  });
}

/**
 * Lets a reader pass whom `enforceAccess` has admitted, an operator or a key, and a key within its limit only.
 * @throws DomainError too_many_requests; WebError sign_in_required where nobody was admitted, a second lock
 */
export function requireReader({ apiKeyLimit }: Pick<WebDependencies, 'apiKeyLimit'>) {
  return createMiddleware<WebEnv>(async (c, next) => {
    const { apiKey, operator } = c.var;
    if (apiKey !== undefined) {
      const allowance = await apiKeyLimit(apiKey);
      if (!allowance.allowed) {
        throw new DomainError('too_many_requests', { retryAfterSeconds: allowance.retryAfterSeconds });
      }
    } else if (operator === undefined) throw new WebError('sign_in_required');
    await next();
  });
}
