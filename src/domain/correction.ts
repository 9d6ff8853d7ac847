import { z } from 'zod';
import { requirementChanges } from './requirements.ts';
import { listCode, preferredTime, requester } from './submission.ts';
import { paragraph } from './text.ts';

/**
 * What an operator changes while verifying. Only what is present changes; `null` takes an optional value away.
 * `version` is the one the operator saw: a correction of an older one is refused.
 */
export const correction = z.object({
  version: z.int({ error: 'validation.required' }),
  need: listCode.optional(),
  requester: requester.partial().extend({ email: requester.shape.email.nullable() }).optional(),
  preferredTime: preferredTime.nullable().optional(),
  description: paragraph(1000).optional(),
  requirements: requirementChanges.optional(),
});
export type Correction = z.infer<typeof correction>;
