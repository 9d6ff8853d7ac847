import { z } from 'zod';
import { paragraph } from './text.ts';

/** What an operator can choose for a request. `restore` takes it out of the bin, `close` (conclusa) ends its offers. */
export const decisionKinds = ['dispatch', 'discard', 'restore', 'close'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/**
 * What came of it. A decision that came second is `superseded`; one that found nobody to tell leaves the request open;
 * one that was `undone` in time was never carried out.
 */
export const decisionOutcomes = [
  'dispatched',
  'no_volunteers',
  'discarded',
  'restored',
  'closed',
  'superseded',
  'undone',
] as const;
export type DecisionOutcome = (typeof decisionOutcomes)[number];

export const discardReasons = ['missing_data', 'not_pertinent', 'duplicate', 'withdrawn', 'other'] as const;
export type DiscardReason = (typeof discardReasons)[number];

export const discard = z
  .object({
    reason: z.enum(discardReasons, { error: 'validation.choose' }),
    note: paragraph(500).optional(),
    /** The id of the request that it says the same as, where the reason is `duplicate`. */
    duplicateOf: z.uuid({ error: 'validation.invalid' }).optional(),
  })
  .refine(({ reason, duplicateOf }) => duplicateOf === undefined || reason === 'duplicate', {
    path: ['duplicateOf'],
    message: 'validation.invalid',
  });
export type Discard = z.infer<typeof discard>;

/** The longest that a decision may be held: after a minute nobody remembers what the button was about. */
export const longestUndoSeconds = 60;

/** What of a decision can be held before it is carried out. */
export const held = z.object({ undoForSeconds: z.int().min(0).max(longestUndoSeconds).optional() });

/** A decision that can be undone yet: until when, and how long that is from now, by the database's clock. */
export type Hold = { until: Date; forMs: number };
/** What a program may say with a decision: the version of the request that it was taken on. */
export const seenVersion = z.object({ version: z.int().positive().optional() });

/** What the operator who decided is told. */
export type DecisionAnswer =
  | {
      kind: Exclude<DecisionOutcome, 'superseded'>;
      status: 'awaiting_operator' | 'dispatched' | 'discarded';
      /** Null where who asked withdrew the request. */
      by: string | null;
      at: Date;
    }
  /** `undoUntil` where it can be undone until then; it is carried out after that. */
  | { kind: 'in_progress'; undoUntil?: Date }
  | { kind: 'already_decided'; decision: DecisionKind; by: string | null; at: Date }
  | { kind: 'not_imported' }
  | { kind: 'not_discarded' }
  | { kind: 'not_dispatched' }
  /** The request is no longer what the operator had in sight. */
  | { kind: 'stale' }
  /** Nothing is left of who asked for help. */
  | { kind: 'request_erased' }
  /** The request that it should be a duplicate of can't stand for it: discarded, erased, or none of this Comune. */
  | { kind: 'original_missing' };

/** What the operator who pressed «Annulla» is told. */
export type UndoAnswer =
  | { kind: 'undone'; status: 'awaiting_operator' | 'dispatched' | 'discarded'; by: string; at: Date }
  /** What can't be undone any more: who decided it, and when. */
  | { kind: 'undo_too_late'; decision: DecisionKind; by: string | null; at: Date }
  | { kind: 'nothing_to_undo' };
