import { z } from 'zod';
import type { FormErrors } from './error-summary.tsx';
import { requestFields } from './request-field-names.ts';

/** The screens of the citizen's form, in their order; after them the request is sent. */
export const requestSteps = ['conditions', 'data', 'summary'] as const;
export type RequestStep = (typeof requestSteps)[number];

/** Where a button of the form leads: to a step, or to the request's being sent. */
export const destination = z.enum([...requestSteps, 'send']);
export type Destination = z.infer<typeof destination>;

/** What a step asks; what is wrong with no field of theirs (the form as a whole) is told on the last one. */
const fieldsOf: Record<Exclude<RequestStep, 'summary'>, readonly string[]> = {
  conditions: ['privacyNoticeRead'],
  data: requestFields,
};

function stepOf(field: string): RequestStep {
  if (fieldsOf.conditions.includes(field)) return 'conditions';
  return fieldsOf.data.includes(field) ? 'data' : 'summary';
}

/**
 * The whole of the form's steps: who wants to go somewhere gets there, or as far as the first step before it that has
 * something wrong in it, which is then told; going back tells nothing. Every step is judged each time, whatever
 * earlier answers said, since what comes with the form is all that there is.
 */
export function findLanding(
  wanted: Destination,
  errors: FormErrors,
): { step: RequestStep; errors: FormErrors } | 'send' {
  const passed = wanted === 'send' ? requestSteps : requestSteps.slice(0, requestSteps.indexOf(wanted));
  for (const step of passed) {
    const own = errors.filter(({ name }) => stepOf(name) === step);
    if (own.length > 0) return { step, errors: own };
  }
  return wanted === 'send' ? 'send' : { step: wanted, errors: [] };
}
