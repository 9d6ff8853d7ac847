import type { EmailKind } from '../domain/mail.ts';
import type { Person } from './content.ts';

/** One email to one person, complete. */
export type Message = {
  kind: EmailKind;
  requestId?: string;
  messageId: string;
  to: Person;
  replyTo?: Person;
  subject: string;
  text: string;
  html: string;
};

/**
 * What the mail server made of it. `refused` is final for this email, with `invalidAddress` for every email to that
 * address; `not_now` was certainly not taken and can be
 * tried again; `uncertain` may have been taken: the connection was lost after the server had asked for the body.
 */
export type SendResult =
  | { kind: 'accepted' }
  | { kind: 'refused'; reply: number; invalidAddress?: true }
  | { kind: 'not_now'; reply?: number }
  | { kind: 'uncertain' };

export type Mailer = {
  /** @param stopping ends the conversation early: what was certainly not taken is `not_now`, the rest `uncertain` */
  send(message: Message, stopping?: AbortSignal): Promise<SendResult>;
  /** How many emails it sends at the same time. */
  atOnce: number;
  /** Whether the server answers at all, for readiness. */
  check(): Promise<boolean>;
  close(): Promise<void>;
};
