import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';

/** The signs a person writes in a telephone number; letters («333 CASA») are a mistake, not a number. */
const writtenNumber = /^[+0-9()./\s-]{4,30}$/;

/** An Italian mobile number of ten digits, however it is spaced, with or without +39: almost all that are ever written. */
const plainMobile = /^(?:\+39|0039)?(3\d{9})$/;

/**
 * Reads a telephone number as it is written in Italy and gives it in E.164 (`+393331234567`).
 * Italian fixed lines keep their leading zero. Undefined where no such number can exist.
 */
export function parseTelephone(typed: string): string | undefined {
  if (!writtenNumber.test(typed.trim())) return undefined;
  // What the library would find too, a hundred times faster: a file has 100,000 of them.
  const mobile = plainMobile.exec(typed.replace(/[ .-]/g, ''))?.[1];
  if (mobile !== undefined) return `+39${mobile}`;
  const number = parsePhoneNumberFromString(typed, 'IT');
  return number?.isPossible() ? number.number : undefined;
}

/** The numbers of an office are written again and again, and reading one anew costs more than all the rest of a fact. */
const formatted = new Map<string, string>();
const mostFormatted = 1_000;

/** E.164 as people read it: `+39 333 123 4567`. What is no number comes back as it is. */
export function formatTelephone(e164: string): string {
  const known = formatted.get(e164);
  if (known !== undefined) return known;
  const written = parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
  if (formatted.size >= mostFormatted) formatted.clear();
  formatted.set(e164, written);
  return written;
}

export const telephone = z.string({ error: 'validation.required' }).transform((typed, context) => {
  if (typed.trim() === '') {
    context.addIssue({ code: 'custom', message: 'validation.required' });
    return z.NEVER;
  }
  const number = parseTelephone(typed);
  if (number === undefined) {
    context.addIssue({ code: 'custom', message: 'validation.telephone' });
    return z.NEVER;
  }
  return number;
});
