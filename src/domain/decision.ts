import { z } from 'zod';
import { paragraph } from './text.ts';

/** What an operator can choose for a request. `restore` takes it out of the bin, `close` (conclusa) ends its offers. */
export const decisionKinds = ['dispatch', 'discard', 'restore', 'close'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** What came of it. A decision that came second is `superseded`; one that found nobody to tell leaves the request open. */
export const decisionOutcomes = [
  'dispatched',
  'no_volunteers',
  'discarded',
  'restored',
  'closed',
  'superseded',
] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

export const discardReasons = ['missing_data', 'not_pertinent', 'duplicate', 'withdrawn', 'other'] as const;
export type DiscardReason = (typeof discardReasons)[number];

export const discard = z.object({
  reason: z.enum(discardReasons, { error: 'validation.choose' }),
  note: paragraph(500).optional(),
});
export type Discard = z.infer<typeof discard>;

/** What a program may say with a decision: the version of the request that it was taken on. */
export const seenVersion = z.object({ version: z.int().positive().optional() });

/** What the operator who decided is told. */
export type DecisionAnswer =
  | {
      kind: Exclude<DecisionOutcome, 'superseded'>;
      status: 'awaiting_operator' | 'dispatched' | 'discarded';
      by: string;
      at: Date;
    }
  | { kind: 'in_progress' }
  | { kind: 'already_decided'; decision: DecisionKind; by: string; at: Date }
  | { kind: 'not_imported' }
  | { kind: 'not_discarded' }
  | { kind: 'not_dispatched' }
  /** The request is no longer what the operator had in sight. */
  | { kind: 'stale' }
  /** Nothing is left of who asked for help. */
  | { kind: 'request_erased' };
