import { defineSignal } from '@temporalio/workflow';
import type { MailPolicy, Policy } from '../src/domain/policy.ts';

/** The one task queue: web starts and signals, every worker serves all of it. */
export const taskQueue = 'easycare';

/** The workflow's type, as Temporal knows it. */
export const workflowType = 'helpRequest';

/** One durable workflow a request; the same id for each of its runs. */
export function workflowIdOf(requestId: string): string {
  return `help-request:${requestId}`;
}

/** Ids and policies only: nothing of a person goes into Temporal. */
export type HelpRequestInput = {
  municipalityId: string;
  requestId: string;
  /** Where the story begins: `awaiting_operator` for a restored request, or one whose run was lost. */
  resumeFrom: 'submitted' | 'awaiting_operator';
  /** The requester's receipt in the mail ledger, where they gave an address. */
  receiptEmailId?: string;
  policy: Policy;
};

/** The workflow of one email to a volunteer that is about no request: its type, its id and what it is started with. */
export const letterType = 'letter';

export function letterIdOf(emailId: string): string {
  return `letter:${emailId}`;
}

export type LetterInput = { municipalityId: string; emailId: string; policy: MailPolicy };

/** The workflow that erases what is kept too long, and the Schedule that starts it. */
export const retentionType = 'retention';
export const retentionScheduleId = 'retention';

/** How many requests an activity erases at once, and how many batches a run asks for at most; the next day goes on. */
export type RetentionInput = { batchSize: number; mostBatches: number };

/**
 * A decision that was taken, already committed as a row. `undoForMs`: how much longer it can be undone, as the row's own
 * clock says when the signal is sent; without it the decision is carried out at once.
 */
export type DecisionSignal = { decisionId: string; kind: 'dispatch' | 'discard'; undoForMs?: number };

/** A decision that was undone while it could be. The row says so already: this only ends the waiting. */
export type UndoneSignal = { decisionId: string };

export const importedSignal = defineSignal('imported');
export const decidedSignal = defineSignal<[DecisionSignal]>('decided');
export const undoneSignal = defineSignal<[UndoneSignal]>('undone');
