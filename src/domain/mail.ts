/** Every kind of email the system sends. */
export const emailKinds = [
  'new_requests_to_operator',
  'request_to_volunteer',
  'dispatch_to_lead',
  'receipt_to_requester',
  'no_volunteer_to_operator',
] as const;
export type EmailKind = (typeof emailKinds)[number];

/**
 * Where an email stands. `ambiguous`: the server may have taken it before the line or the worker died; it was sent once
 * more, so it may have arrived twice. With a time of sending, that second one was accepted for certain.
 */
export const emailStates = ['queued', 'sending', 'sent', 'failed', 'ambiguous'] as const;
export type EmailState = (typeof emailStates)[number];
