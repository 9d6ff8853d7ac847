/** Everything that can go wrong in a way somebody outside must be told. */
export type ErrorCode =
  | 'municipality_not_found'
  | 'request_not_found'
  | 'key_reused'
  | 'invalid_fields'
  | 'office_not_allowed'
  | 'stale_version'
  | 'not_editable'
  | 'too_many_requests'
  | 'database_unavailable'
  | 'temporal_unavailable';

/** An error with a machine code; its message is for logs and never carries personal data. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: { retryAfterSeconds?: number; errors?: FieldError[] };

  constructor(
    code: ErrorCode,
    details: { retryAfterSeconds?: number; errors?: FieldError[] } = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}

/**
 * A field that is wrong: its path in the JSON body and a key of the language files; where the wrong can be counted, how
 * much is allowed and how much is too much.
 */
export type FieldError = { path: string; message: string; excess?: { max: number; count: number } };
