import { condition, patched, setHandler } from '@temporalio/workflow';
import { type DecisionSignal, type UndoneSignal, undoneSignal } from './contract.ts';

type Held = DecisionSignal & { undoForMs: number };

/** Waiting out the time in which a decision can be undone, before anything of it is carried out. */
export type Undo = {
  /** A run that an earlier release took a decision up in carries it out as it did then: at once. */
  isHeld(decision: DecisionSignal): decision is Held;
  /** Waits until it is undone, or can't be any more. The timer is Temporal's: it needs no worker to stay alive. */
  isUndone(decision: Held): Promise<boolean>;
};

export function createUndo(): Undo {
  const undone = new Set<string>();
  setHandler(undoneSignal, ({ decisionId }: UndoneSignal) => void undone.add(decisionId));
  return {
    isHeld: (decision): decision is Held => decision.undoForMs !== undefined && patched('undo'),
    isUndone: ({ decisionId, undoForMs }) => condition(() => undone.has(decisionId), undoForMs),
  };
}
