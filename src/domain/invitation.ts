import { z } from 'zod';
import { emailAddress } from './email-address.ts';
import { roles } from './role.ts';
import { line } from './text.ts';

/** Whom an administrator invites, and as what. */
export const invitation = z.object({
  name: line(100),
  email: emailAddress,
  role: z.enum(roles, { error: 'validation.choose' }),
});
export type Invitation = z.infer<typeof invitation>;
