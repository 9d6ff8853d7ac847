import { z } from 'zod';

/** A whole number as somebody typed it, within these limits; messages are keys of the language files. */
export const wholeNumber = (from: number, to: number, message: string) =>
  z
    .string({ error: 'validation.number' })
    .trim()
    .regex(/^\d{1,9}$/, 'validation.number')
    .transform(Number)
    .refine((number) => number >= from && number <= to, message);
