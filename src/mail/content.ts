import type { Language } from '../domain/language.ts';
import type { Role } from '../domain/role.ts';
import type { PreferredTime } from '../domain/submission.ts';

export type Person = { name: string; address: string };

type Sender = {
  municipality: { name: string; slug: string; officeTelephone: string };
  recipient: Person;
  /** The recipient's. */
  language: Language;
};

type WhatIsAsked = { id: string; reference: string; zone: string; need: string; preferredTime: PreferredTime | null };

type WhoAsked = WhatIsAsked & { name: string; telephone: string; address: string; description: string };

type Lead = { name: string; telephone: string; address: string };

/** What each kind of email says, as the database gave it a moment ago; the templates turn it into words. */
export type EmailContent =
  | (Sender & {
      kind: 'new_requests_to_operator';
      items: { reference: string; need: string; zone: string; submittedAt: Date; late: boolean }[];
      /** How many there are in all; the items are the first of them. */
      total: number;
    })
  | (Sender & { kind: 'request_to_volunteer'; contacts: 'email'; request: WhoAsked; lead: Lead })
  /** Who asked is on a page that the email's link opens, as long as the offer holds. */
  | (Sender & {
      kind: 'request_to_volunteer';
      contacts: 'page';
      request: WhatIsAsked;
      lead: Lead;
      offerId: string;
      expiresAt: Date;
    })
  | (Sender & {
      kind: 'dispatch_to_lead';
      request: WhoAsked;
      volunteers: { name: string; telephone: string; address: string }[];
    })
  | (Sender & { kind: 'receipt_to_requester'; reference: string; need: string; secret: string })
  | (Sender & { kind: 'no_volunteer_to_operator'; requestId: string; reference: string; need: string; zone: string })
  | (Sender & { kind: 'confirm_to_volunteer'; secret: string; expiresAt: Date })
  | (Sender & { kind: 'link_to_volunteer'; secret: string; expiresAt: Date })
  | (Sender & { kind: 'approved_to_volunteer' })
  | (Sender & { kind: 'refused_to_volunteer' })
  | (Sender & { kind: 'suspended_to_volunteer' })
  | (Sender & {
      kind: 'invitation_to_member';
      invitationId: string;
      role: Role;
      /** Null where who administers the installation invites. */
      invitedBy: string | null;
      expiresAt: Date;
    })
  /** Where the audit trail stands: `head` is a SHA-256 in hexadecimal, `day` a `YYYY-MM-DD`. */
  | (Sender & { kind: 'audit_head_to_officer'; day: string; batch: number; head: string })
  | (Sender & { kind: 'test_to_operator' })
  | (Sender & { kind: 'question_to_requester'; reference: string; need: string; secret: string })
  /** To who was told of a request that its requester then withdrew. */
  | (Sender & { kind: 'withdrawn_to_volunteer'; reference: string; need: string; zone: string; lead: Lead })
  | (Sender & { kind: 'withdrawn_to_lead'; reference: string; need: string; zone: string });
