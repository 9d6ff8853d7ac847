/** The four statuses of a help request; the workflow alone moves them. */
export const statuses = ['submitted', 'awaiting_operator', 'dispatched', 'discarded'] as const;
export type Status = (typeof statuses)[number];

/**
 * Where a request can go from each status. One that nobody has imported can be withdrawn; a discarded request can be
 * restored; a dispatched one is final.
 */
const transitions: Record<Status, readonly Status[]> = {
  submitted: ['awaiting_operator', 'discarded'],
  awaiting_operator: ['dispatched', 'discarded'],
  dispatched: [],
  discarded: ['awaiting_operator'],
};

export function canMove(from: Status, to: Status): boolean {
  return transitions[from].includes(to);
}

/** The statuses from which a request may arrive at `to`: what a guarded UPDATE lists in its WHERE. */
export function statusesBefore(to: Status): Status[] {
  return statuses.filter((from) => canMove(from, to));
}

/** The status that an answer about a decision shows: one whose import is still on its way is as good as in the table. */
export function shownStatus(status: Status): Exclude<Status, 'submitted'> {
  return status === 'submitted' ? 'awaiting_operator' : status;
}
