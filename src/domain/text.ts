import { z } from 'zod';

/**
 * What no text of a person may hold: control characters (a NUL PostgreSQL refuses, a CR or LF would start a new email
 * header) and U+FFFD, the trace of bytes that were not UTF-8. Messages are keys of the language files.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const controlCharacters = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, with tab and line feed allowed
const controlCharactersButLines = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/;

/**
 * Characters that are not seen: zero-width space, word joiner, byte order mark, and those that turn the direction of
 * what follows. They come along with copied text, so they are left out, not refused; the joiners of emoji and of some
 * scripts (U+200C, U+200D) stay.
 */
const invisible = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Characters as a person counts them, surrogate pairs once; PostgreSQL's char_length counts the same. */
const countCharacters = (text: string) => [...text].length;

/** Says with the refusal how many characters are allowed and how many are too many, for a message that helps. */
const refuseLonger = (max: number) => (text: string, context: z.RefinementCtx) => {
  const count = countCharacters(text) - max;
  if (count > 0) context.addIssue({ code: 'custom', message: 'validation.tooLong', params: { max, count } });
};

/** One line of text, trimmed and in Unicode's composed form, between 1 and `max` characters. */
export function line(max: number) {
  return z
    .string({ error: 'validation.required' })
    .refine((text) => text.isWellFormed(), 'validation.characters')
    .transform((text) => text.replace(invisible, '').trim().normalize('NFC'))
    .refine((text) => !controlCharacters.test(text), 'validation.characters')
    .refine((text) => text.length > 0, 'validation.required')
    .superRefine(refuseLonger(max));
}

/** Several lines of text, as `line`, with line ends as a single LF. */
export function paragraph(max: number) {
  return z
    .string({ error: 'validation.required' })
    .refine((text) => text.isWellFormed(), 'validation.characters')
    .transform((text) => text.replace(invisible, '').replace(/\r\n?/g, '\n').trim().normalize('NFC'))
    .refine((text) => !controlCharactersButLines.test(text), 'validation.characters')
    .refine((text) => text.length > 0, 'validation.required')
    .superRefine(refuseLonger(max));
}
