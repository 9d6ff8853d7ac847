import { z } from 'zod';
import type { Listed } from './help-request.ts';
import { listCode } from './submission.ts';

/** Whether a volunteer must speak one of the languages that are asked for, or all of them. */
export const languagesMatches = ['any', 'all'] as const;
export type LanguagesMatch = (typeof languagesMatches)[number];

/** What an operator changes of what a volunteer must meet; what is absent stays as it is. */
export const requirementChanges = z.object({
  skills: z.array(listCode, { error: 'validation.choose' }).max(50).optional(),
  vehicle: z.boolean({ error: 'validation.choose' }).optional(),
  languages: z.array(listCode, { error: 'validation.choose' }).max(50).optional(),
  languagesMatch: z.enum(languagesMatches, { error: 'validation.choose' }).optional(),
  /** Whether only those are asked who are free at the preferred time; without one it says nothing. */
  timeRequired: z.boolean({ error: 'validation.choose' }).optional(),
});
export type RequirementChanges = z.infer<typeof requirementChanges>;

/** What a volunteer must meet to be asked for a request, beside covering its zone. */
export type RequestRequirements = {
  /** All of them. */
  skills: Listed[];
  vehicle: boolean;
  languages: Listed[];
  languagesMatch: LanguagesMatch;
  timeRequired: boolean;
};
