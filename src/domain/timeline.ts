/** What can have happened to a request, newest first on its page. */
export const timelineEvents = [
  'submitted',
  'announced',
  'announced_late',
  'imported',
  'corrected',
  'volunteer_excluded',
  'volunteer_included',
  'choice_taken_back',
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
  'undone',
  'withdrawn',
  'information_asked',
  'information_given',
  'closed',
  'erased',
  'contacts_seen',
  'contacts_withdrawn',
  'contacts_given_back',
  'marked_duplicate',
  'has_duplicate',
] as const;
export type TimelineEvent = (typeof timelineEvents)[number];

/** What only who made the request does, on its page. */
export function isByRequester(event: TimelineEvent): boolean {
  return event === 'withdrawn' || event === 'information_given';
}
