import type { Delivery } from '../../src/requests/delivery.ts';

/** A delivery that says it has delivered and does nothing, but for what a test puts in its place. */
export function idleDelivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    startLetter: async () => 'delivered',
    recoverLetter: async () => 'started',
    startRun: async () => 'delivered',
    deliverImport: async () => 'delivered',
    deliverDecision: async () => 'delivered',
    deliverUndo: async () => 'delivered',
    recoverRun: async () => 'started',
    ...changes,
  };
}
