import { createHash } from 'node:crypto';
import type { Activities } from '../../activities/index.ts';

type Step = keyof Activities;

/** One call of an activity: which, and what it was given. */
export type Call = { [S in Step]: { step: S; input: Parameters<Activities[S]>[0] } }[Step];

export type Fakes = {
  activities: Activities;
  /** Every call so far, attempts that failed included. */
  calls: Call[];
  /** The names of the calls so far, in order. */
  steps(): Step[];
  /** The ids of the emails that were sent, or tried, in order. */
  emails(): string[];
};

/** An id that is the same in each run, so that a stored history and a test can name the same thing. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The offer to the volunteer of this rank, and the email that makes it. */
export function offerTo(rank: number): { offerId: string; emailId: string } {
  return { offerId: idOf(`offer ${rank}`), emailId: idOf(`email to volunteer ${rank}`) };
}

export const leadEmailId = idOf('email to the head of operations');

/** What the database answers with `count` volunteers found. */
export function selected(count: number): Awaited<ReturnType<Activities['selectVolunteers']>> {
  const offers = Array.from({ length: count }, (_, index) => offerTo(index + 1));
  return { kind: 'selected', offers, leadEmailId: count === 0 ? null : leadEmailId };
}

/**
 * Activities that remember their calls. Unless a test says otherwise all goes well: nobody else to announce to, five
 * volunteers, every email accepted.
 */
export function createFakes(told: Partial<Activities> = {}): Fakes {
  const calls: Call[] = [];
  const answers: Activities = {
    announceRequest: async () => [],
    eraseDueRequests: async () => ({ erased: 0, more: false }),
    openForDecision: async () => 'open',
    discardRequest: async () => 'discarded',
    selectVolunteers: async ({ volunteers }) => selected(volunteers),
    replaceVolunteer: async () => null,
    reportNoVolunteers: async () => [],
    sendEmail: async () => 'accepted',
    ...told,
  };
  return {
    activities: {
      announceRequest: (input) => remember({ step: 'announceRequest', input }, answers.announceRequest(input)),
      eraseDueRequests: (input) => remember({ step: 'eraseDueRequests', input }, answers.eraseDueRequests(input)),
      openForDecision: (input) => remember({ step: 'openForDecision', input }, answers.openForDecision(input)),
      discardRequest: (input) => remember({ step: 'discardRequest', input }, answers.discardRequest(input)),
      selectVolunteers: (input) => remember({ step: 'selectVolunteers', input }, answers.selectVolunteers(input)),
      replaceVolunteer: (input) => remember({ step: 'replaceVolunteer', input }, answers.replaceVolunteer(input)),
      reportNoVolunteers: (input) => remember({ step: 'reportNoVolunteers', input }, answers.reportNoVolunteers(input)),
      sendEmail: (input) => remember({ step: 'sendEmail', input }, answers.sendEmail(input)),
    },
    calls,
    steps: () => calls.map(({ step }) => step),
    emails: () => calls.flatMap((call) => (call.step === 'sendEmail' ? [call.input.emailId] : [])),
  };

  function remember<T>(call: Call, answer: T): T {
    calls.push(call);
    return answer;
  }
}
