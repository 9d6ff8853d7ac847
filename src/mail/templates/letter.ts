import type { EmailContent, Person } from '../content.ts';

/** The content of one kind of email. */
export type ContentOf<Kind extends EmailContent['kind']> = Extract<EmailContent, { kind: Kind }>;

/** A line of a list: what it is, and what it says. The link, where there is one, does what the value says. */
export type Fact = { label: string; value: string; href?: string };

/**
 * What a letter is made of. Values may hold what people wrote: who renders a part makes it inert. The parts are few so
 * that HTML and plain text can say all of them.
 */
export type Part =
  | { kind: 'paragraph'; text: string }
  /** What to press now: a page, or a telephone number. */
  | { kind: 'action'; label: string; href: string }
  | { kind: 'heading'; text: string }
  | { kind: 'facts'; title?: string; facts: Fact[] }
  /** What a person wrote, over several lines. */
  | { kind: 'quotation'; text: string };

/** One email before it is text or HTML; the next step comes first among its parts. */
export type Letter = { subject: string; greeting: string; replyTo?: Person; parts: Part[] };

/** A letter with who sends it, and the language it is in. */
export type SentLetter = Letter & Pick<EmailContent, 'municipality' | 'language'>;
