import { createFakes, type Fakes, idOf, leadEmailId, offerTo } from './fake-activities.ts';

type Outcome = 'dispatched' | 'discarded' | 'no_volunteers' | 'superseded';

export type FakeLedger = Fakes & {
  status: 'submitted' | 'awaiting_operator' | 'dispatched' | 'discarded';
  /** What came of each decision, by its id. */
  outcomes: Map<string, Outcome>;
  /** Emails that left, each once however often it was asked for, in order. */
  sent: Set<string>;
  /** How often volunteers were chosen: once a decision, however often it was asked for. */
  selections: number;
};

/**
 * Activities over a status, decisions and a mail ledger kept in memory, which answer as the database does: each effect
 * once, the first decision wins, the first email to a volunteer moves the status.
 */
export function createFakeLedger({
  volunteers = 5,
  decisions = [],
}: {
  volunteers?: number;
  decisions?: string[];
} = {}): FakeLedger {
  const offers = Array.from({ length: volunteers }, (_, index) => offerTo(index + 1));
  const selectedBy = new Set<string>();
  const ledger: FakeLedger = {
    status: 'submitted',
    outcomes: new Map(),
    sent: new Set(),
    selections: 0,
    ...createFakes({
      announceRequest: async () => [idOf('digest email')],
      async openForDecision() {
        if (isClosed()) return 'closed';
        ledger.status = 'awaiting_operator';
        return 'open';
      },
      async discardRequest({ decisionId }) {
        const outcome = ledger.outcomes.get(decisionId);
        if (outcome === 'discarded') return 'discarded';
        if (outcome !== undefined || isClosed()) return isClosed() ? 'closed' : 'superseded';
        ledger.status = 'discarded';
        settle(decisionId, 'discarded');
        return 'discarded';
      },
      async selectVolunteers({ decisionId }) {
        if (!selectedBy.has(decisionId)) {
          if (isClosed()) return { kind: 'closed' };
          if (ledger.outcomes.has(decisionId)) return { kind: 'superseded' };
          selectedBy.add(decisionId);
          ledger.selections += 1;
        }
        return { kind: 'selected', offers, leadEmailId: volunteers === 0 ? null : leadEmailId };
      },
      async reportNoVolunteers({ decisionId }) {
        settle(decisionId, 'no_volunteers');
        return [idOf('nobody found email')];
      },
      async sendEmail({ emailId }) {
        ledger.sent.add(emailId);
        const decisionId = [...selectedBy].at(-1);
        if (offers.some((offer) => offer.emailId === emailId) && !isClosed() && decisionId !== undefined) {
          ledger.status = 'dispatched';
          settle(decisionId, 'dispatched');
        }
        return 'accepted';
      },
    }),
  };
  return ledger;

  function isClosed(): boolean {
    return ledger.status === 'dispatched' || ledger.status === 'discarded';
  }

  /** All decisions that wait are settled with the one that was carried out. */
  function settle(decisionId: string, outcome: Outcome): void {
    ledger.outcomes.set(decisionId, outcome);
    for (const other of decisions) if (!ledger.outcomes.has(other)) ledger.outcomes.set(other, 'superseded');
  }
}
