/** What can have happened to a request, newest first on its page. */
export const timelineEvents = [
  'submitted',
  'announced',
  'announced_late',
  'imported',
  'corrected',
  'dispatch_decided',
  'discard_decided',
  'restore_decided',
  'volunteers_selected',
  'volunteer_replaced',
  'volunteer_undeliverable',
  'email_ambiguous',
  'dispatched',
  'no_volunteers',
  'discarded',
  'restored',
  'decision_superseded',
  'closed',
] as const;
export type TimelineEvent = (typeof timelineEvents)[number];
