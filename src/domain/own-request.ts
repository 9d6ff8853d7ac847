import type { HelpRequestDetail } from './help-request.ts';

/** A request as who made it wrote it, with when their data are to be erased, where they asked for it. */
export type OwnRequest = Pick<
  HelpRequestDetail,
  | 'id'
  | 'reference'
  | 'status'
  | 'requester'
  | 'need'
  | 'zone'
  | 'preferredTime'
  | 'description'
  | 'submittedAt'
  | 'information'
> & { erasureDueAt: Date | null };

/** The same as a file: what the person wrote, in their words and the Comune's labels. */
export function toOwnFile(request: OwnRequest) {
  const { reference, status, requester, need, zone, preferredTime, description, submittedAt } = request;
  // Who asked is the Comune's affair; what was asked and told is the person's.
  const information = request.information.map(({ question, askedAt, answer, answeredAt }) => ({
    question,
    askedAt,
    answer,
    answeredAt,
  }));
  const labels = { need: need.label, zone: zone.label };
  return { reference, status, submittedAt, ...labels, requester, preferredTime, description, information };
}
