import { z } from 'zod';
import { paragraph } from './text.ts';
import type { Approval } from './volunteer.ts';

/** What an operator decides of a volunteer. */
export const volunteerChoiceKinds = ['approve', 'refuse', 'suspend'] as const;
export type VolunteerChoiceKind = (typeof volunteerChoiceKinds)[number];

/** What an operator's form sends; the version is the one that its page showed. */
export const volunteerChoice = z.object({
  kind: z.enum(volunteerChoiceKinds),
  /** For the office: the volunteer does not read it. */
  note: paragraph(2000).optional(),
  version: z.int().positive(),
});
export type VolunteerChoice = z.infer<typeof volunteerChoice>;

/** Where each choice leads. */
export const approvalAfter = {
  approve: 'approved',
  refuse: 'refused',
  suspend: 'suspended',
} as const satisfies Record<VolunteerChoiceKind, Approval>;

const choices: Record<Approval, readonly VolunteerChoiceKind[]> = {
  pending: ['approve', 'refuse'],
  // Who helps already is suspended first: refusing is an answer to somebody who asks.
  approved: ['suspend'],
  suspended: ['approve', 'refuse'],
  refused: ['approve'],
};

/** What can be decided of a volunteer who stands here, the usual choice first. */
export function choicesFor(approval: Approval): readonly VolunteerChoiceKind[] {
  return choices[approval];
}
