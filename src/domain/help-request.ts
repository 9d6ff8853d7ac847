import type { DecisionKind, DecisionOutcome, DiscardReason, Hold } from './decision.ts';
import type { Information, InformationMark } from './information.ts';
import type { EmailKind, EmailState } from './mail.ts';
import type { OfferReasons, OfferState } from './offer.ts';
import type { RequestRequirements } from './requirements.ts';
import type { Status } from './status.ts';
import type { Channel, PreferredTime, Requester } from './submission.ts';
import type { TimelineEvent } from './timeline.ts';

/** A code of the Comune's lists with what people read. */
export type Listed = { code: string; label: string };

/** A row of the operators' table. */
export type HelpRequestRow = {
  id: string;
  reference: string;
  status: Status;
  channel: Channel;
  givenName: string;
  familyName: string;
  telephone: string;
  need: Listed;
  zone: Listed;
  submittedAt: Date;
  /** Since when nobody decided it although the Comune's limit has passed. */
  lateAt: Date | null;
  /** Since when nobody could be told: still awaiting, marked. */
  noVolunteersAt: Date | null;
  closedAt: Date | null;
  /** When who asked withdrew it. */
  withdrawnAt: Date | null;
  /** Whether it waits for what an operator asked of who made it, or has got it. */
  informationMark: InformationMark | null;
  /** Since when nothing of the person is left: names, telephone, address and description are empty. */
  erasedAt: Date | null;
};

export type DecisionView = {
  id: string;
  kind: DecisionKind;
  reason: DiscardReason | null;
  note: string | null;
  /** The request that this one says the same as, where that is the reason. */
  duplicateOf: { id: string; reference: string } | null;
  /** Null where who asked withdrew the request. */
  by: string | null;
  at: Date;
  outcome: DecisionOutcome | null;
  /** While it can be undone. */
  hold: Hold | null;
};

/** The link to the requester's contacts that a volunteer's email carried, and how often they looked. */
export type ContactsView = { withdrawnAt: Date | null; looks: number; lastLookAt: Date | null };

export type OfferView = {
  rank: number;
  /** Null, as the name, where the volunteer has left. */
  volunteerId: string | null;
  volunteerName: string | null;
  state: OfferState;
  reasons: OfferReasons;
  /** Null where the contacts stood in the email, or no email has been written yet. */
  contacts: ContactsView | null;
};

export type EmailView = {
  kind: EmailKind;
  /** The person's id, as in the ledger; the name stands beside it for people. */
  recipient: string;
  /** Null where the person is gone: a volunteer who has left, a requester whose data were erased. */
  recipientName: string | null;
  state: EmailState;
  attempts: number;
  messageId: string;
  sentAt: Date | null;
};

export type TimelineView = {
  at: Date;
  event: TimelineEvent;
  by: string | null;
  /** Whose offer it is about; null where it is about none, or the volunteer has left. */
  volunteer: string | null;
  /** The reference of the other of two duplicates, where it is about one. */
  other: string | null;
};

/** All there is to know of one request, as its page shows it. */
export type HelpRequestDetail = HelpRequestRow & {
  version: number;
  requester: Requester;
  preferredTime: PreferredTime | null;
  description: string;
  submittedBy: string | null;
  /** The name of the key that the Comune's portal sent it with. */
  submittedByKey: string | null;
  importedAt: Date | null;
  importedBy: string | null;
  /** The decision that stands: in hand, or the last that had an effect. */
  decision: DecisionView | null;
  requirements: RequestRequirements;
  offers: OfferView[];
  emails: EmailView[];
  timeline: TimelineView[];
  /** What operators asked of who made it, oldest first. */
  information: Information[];
};
