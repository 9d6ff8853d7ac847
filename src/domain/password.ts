import { z } from 'zod';

export const passwordLength = {
  /** Long enough that thirty tries a minute get nowhere; OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15. */
  shortest: 12,
  /** better-auth's own limit, which its sign-in enforces; a phrase fits. */
  longest: 128,
} as const;

/** A password that somebody chooses, and types a second time since it can't be read. */
export const chosenPassword = z
  .object({
    password: z
      .string()
      .min(passwordLength.shortest, 'validation.passwordShort')
      .max(passwordLength.longest, 'validation.tooLong'),
    repeated: z.string(),
  })
  .refine(({ password, repeated }) => password === repeated, {
    path: ['repeated'],
    message: 'validation.passwordRepeated',
    // Said even where the password is too short: both are typed anew.
    when: () => true,
  });
