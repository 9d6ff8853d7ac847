/** What the HTTP layer itself refuses, and the answers of a decision that are refusals to whoever asked over HTTP. */
export type WebErrorCode =
  | 'malformed_body'
  | 'idempotency_key_required'
  | 'sign_in_required'
  | 'sign_in_failed'
  | 'code_refused'
  | 'code_expired'
  | 'second_factor_required'
  | 'mail_token_required'
  | 'api_key_refused'
  | 'api_key_not_allowed'
  | 'not_your_municipality'
  | 'forbidden'
  | 'foreign_origin'
  | 'not_found'
  | 'method_not_allowed'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'already_decided'
  | 'not_imported'
  | 'not_discarded'
  | 'not_dispatched'
  | 'request_erased'
  | 'original_missing'
  | 'undo_too_late'
  | 'nothing_to_undo'
  | 'not_a_notification'
  | 'unexpected';

/** What an answer adds: members for programs, and what the Italian sentence inserts. */
type Details = { more?: Record<string, string>; words?: Record<string, string> };

/** A refusal with its machine code; `web/app.ts` gives it a status and `api.json` its words. */
export class WebError extends Error {
  readonly code: WebErrorCode;
  readonly details: Details;

  constructor(code: WebErrorCode, { more, words, ...options }: Details & ErrorOptions = {}) {
    super(code, options);
    this.name = 'WebError';
    this.code = code;
    this.details = { ...(more && { more }), ...(words && { words }) };
  }
}
