/** Emails to a volunteer that are about no request: each is sent by a run of its own. */
export const volunteerLetterKinds = [
  'confirm_to_volunteer',
  'link_to_volunteer',
  'approved_to_volunteer',
  'refused_to_volunteer',
  'suspended_to_volunteer',
] as const;
export type VolunteerLetterKind = (typeof volunteerLetterKinds)[number];

/** Every kind of email the system sends. */
export const emailKinds = [
  'new_requests_to_operator',
  'request_to_volunteer',
  'dispatch_to_lead',
  'receipt_to_requester',
  'no_volunteer_to_operator',
  ...volunteerLetterKinds,
  'invitation_to_member',
  'audit_head_to_officer',
  'test_to_operator',
  // About a request, beside its run or after it: each is sent by a run of its own, too.
  'withdrawn_to_volunteer',
  'withdrawn_to_lead',
  'question_to_requester',
] as const;
export type EmailKind = (typeof emailKinds)[number];

/**
 * Where an email stands. `ambiguous`: the server may have taken it before the line or the worker died; it was sent once
 * more, so it may have arrived twice. With a time of sending, that second one was accepted for certain.
 */
export const emailStates = ['queued', 'sending', 'sent', 'failed', 'ambiguous'] as const;
export type EmailState = (typeof emailStates)[number];
