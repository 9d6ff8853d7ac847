import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';

/**
 * Why the provider has named nobody: the person turned back there; it does not answer; or its answer, or what came with
 * the browser, is not right. `reason` is a code for the log: the provider's own or the library's.
 */
export type ProviderFailure =
  | { kind: 'cancelled' }
  | { kind: 'unavailable' | 'failed'; reason: string | undefined; error: unknown };

/** The library's codes for an answer that is none: the wrong status, a page of a proxy, nothing in time. */
const noAnswer = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_TIMEOUT',
]);

/** Errors of an authorization that tell of the provider's own state (RFC 6749, 4.1.2.1). */
const ownTrouble = new Set(['server_error', 'temporarily_unavailable']);

/** @throws what is no failure of the provider's, but a mistake of ours */
export function asFailure(error: unknown): ProviderFailure {
  if (error instanceof AuthorizationResponseError) {
    if (error.error === 'access_denied') return { kind: 'cancelled' };
    const kind = ownTrouble.has(error.error) ? 'unavailable' : 'failed';
    return { kind, reason: readReason(error.error), error };
  }
  if (error instanceof ResponseBodyError) return { kind: 'failed', reason: readReason(error.error), error };
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  // Not all of the library's errors are of a class that it exports.
  if (error instanceof ClientError || code?.startsWith('OAUTH_')) {
    return { kind: noAnswer.has(code ?? '') ? 'unavailable' : 'failed', reason: readReason(code), error };
  }
  // What fetch throws where nobody answers has the system's error as its cause; mistakes of ours have none.
  if (error instanceof TypeError && error.cause instanceof Error)
    return { kind: 'unavailable', reason: 'fetch', error };
  throw error;
}

/** The provider writes its code itself, so it may be anything. */
function readReason(code: string | undefined): string | undefined {
  return code !== undefined && /^\w{1,60}$/.test(code) ? code : undefined;
}
