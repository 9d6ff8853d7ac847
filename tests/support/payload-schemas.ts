import { z } from 'zod';
import { policy } from '../../src/domain/policy.ts';

// All that may go to Temporal and come back: ids, words of our own and the Comune's settings; strict, so that a field
// more, which might be a person's, is found.

const id = z.uuid();
const request = { municipalityId: id, requestId: id };
const decision = { ...request, decisionId: id };
const offer = z.strictObject({ offerId: id, emailId: id });

/** What the workflow is started and signalled with. */
export const helpRequestInput = z.strictObject({
  ...request,
  resumeFrom: z.enum(['submitted', 'awaiting_operator']),
  receiptEmailId: id.optional(),
  policy: z.strictObject(policy.shape),
});
export const letterInput = z.strictObject({
  municipalityId: id,
  emailId: id,
  policy: z.strictObject(policy.pick({ mailRetryMs: true, mailFirstPauseMs: true, heartbeatMs: true }).shape),
});
export const decisionSignal = z.strictObject({
  decisionId: id,
  kind: z.enum(['dispatch', 'discard']),
  undoForMs: z.int().optional(),
});
export const undoneSignal = z.strictObject({ decisionId: id });

export const retentionInput = z.strictObject({ batchSize: z.int(), mostBatches: z.int() });

/** What each activity is given. */
export const inputs = {
  announceRequest: z.strictObject({ ...request, reason: z.enum(['new', 'late']) }),
  eraseDueRequests: z.strictObject({ limit: z.int() }),
  openForDecision: z.strictObject(request),
  discardRequest: z.strictObject(decision),
  selectVolunteers: z.strictObject({ ...decision, volunteers: z.int() }),
  replaceVolunteer: z.strictObject({ ...request, offerId: id }),
  reportNoVolunteers: z.strictObject(decision),
  sendEmail: z.strictObject({ municipalityId: id, emailId: id, giveUpAfterMs: z.int(), heartbeatMs: z.int() }),
};

/** What each activity answers. */
export const results = {
  announceRequest: z.array(id),
  eraseDueRequests: z.strictObject({ erased: z.int(), more: z.boolean() }),
  openForDecision: z.enum(['open', 'closed']),
  discardRequest: z.enum(['discarded', 'superseded', 'closed']),
  selectVolunteers: z.union([
    z.strictObject({ kind: z.literal('selected'), offers: z.array(offer), leadEmailId: id.nullable() }),
    z.strictObject({ kind: z.enum(['superseded', 'closed']) }),
  ]),
  replaceVolunteer: offer.nullable(),
  reportNoVolunteers: z.array(id),
  sendEmail: z.enum(['accepted', 'failed', 'uncertain']),
};

/** What a night's run answers. */
export const retentionResult = z.strictObject({ erased: z.int() });

/** A call of an activity, as one process tells another. */
export const call = z.discriminatedUnion('step', [
  z.object({ step: z.literal('announceRequest'), input: inputs.announceRequest }),
  z.object({ step: z.literal('eraseDueRequests'), input: inputs.eraseDueRequests }),
  z.object({ step: z.literal('openForDecision'), input: inputs.openForDecision }),
  z.object({ step: z.literal('discardRequest'), input: inputs.discardRequest }),
  z.object({ step: z.literal('selectVolunteers'), input: inputs.selectVolunteers }),
  z.object({ step: z.literal('replaceVolunteer'), input: inputs.replaceVolunteer }),
  z.object({ step: z.literal('reportNoVolunteers'), input: inputs.reportNoVolunteers }),
  z.object({ step: z.literal('sendEmail'), input: inputs.sendEmail }),
]);
