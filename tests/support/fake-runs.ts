import { DomainError } from '../../src/domain/errors.ts';
import type { RequestRuns } from '../../src/temporal.ts';
import type { HelpRequestInput, LetterInput } from '../../workflows/contract.ts';

export type FakeRuns = RequestRuns & {
  /** Away, every call says `temporal_unavailable`. */
  isAway: boolean;
  /** The runs under way, by request, with what each was started with. */
  running: Map<string, HelpRequestInput>;
  /** The letters under way, by email. */
  letters: Map<string, LetterInput>;
  /** What reached a run, in order: `imported` or a decision's id. */
  signals: { requestId: string; what: string }[];
  /** How often anything was asked, answered or not. */
  calls: number;
};

/** The runs of requests as Temporal keeps them: one a request, signalled only while it is there. */
export function createFakeRuns(): FakeRuns {
  const runs: FakeRuns = {
    isAway: false,
    running: new Map(),
    letters: new Map(),
    signals: [],
    calls: 0,
    async start(input) {
      answer();
      if (runs.running.has(input.requestId)) return 'running';
      runs.running.set(input.requestId, input);
      return 'started';
    },
    async startLetter(input) {
      answer();
      if (runs.letters.has(input.emailId)) return 'running';
      runs.letters.set(input.emailId, input);
      return 'started';
    },
    signalImported: async (requestId) => signal(requestId, 'imported'),
    signalDecision: async (requestId, { decisionId }) => signal(requestId, decisionId),
    signalUndone: async (requestId, decisionId) => signal(requestId, `undone ${decisionId}`),
    async scheduleRetention() {
      answer();
      return 'created';
    },
    isReachable: async () => !runs.isAway,
    close: async () => undefined,
  };
  return runs;

  function answer(): void {
    runs.calls += 1;
    if (runs.isAway) throw new DomainError('temporal_unavailable');
  }

  function signal(requestId: string, what: string): 'signalled' | 'no_run' {
    answer();
    if (!runs.running.has(requestId)) return 'no_run';
    runs.signals.push({ requestId, what });
    return 'signalled';
  }
}
