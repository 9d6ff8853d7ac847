import { z } from 'zod';
import { addDays } from './calendar.ts';
import { emailAddress } from './email-address.ts';
import type { FieldError } from './errors.ts';
import type { Listed } from './help-request.ts';
import { languages } from './language.ts';
import { telephone } from './telephone.ts';
import { line, paragraph } from './text.ts';

export const channels = ['citizen', 'office'] as const;
export type Channel = (typeof channels)[number];

export const dayParts = ['morning', 'afternoon', 'evening'] as const;
export type DayPart = (typeof dayParts)[number];

/** A code from the Comune's own lists (needs, zones, skills). */
export const listCode = z
  .string({ error: 'validation.choose' })
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'validation.choose');

export const requester = z.object(
  {
    givenName: line(100),
    familyName: line(100),
    telephone,
    email: emailAddress.optional(),
    address: line(200),
    zone: listCode,
  },
  { error: 'validation.required' },
);
export type Requester = z.infer<typeof requester>;

/** When the requester would like to be helped: a day of the calendar and a part of it. */
export const preferredTime = z.object(
  {
    date: z.string({ error: 'validation.date' }).min(1, 'validation.dayMissing').pipe(z.iso.date('validation.date')),
    part: z.enum(dayParts, { error: 'validation.dayPart' }),
  },
  { error: 'validation.date' },
);
export type PreferredTime = z.infer<typeof preferredTime>;

/** What the form and its JSON twin send. */
export const submission = z.object({
  need: listCode,
  requester,
  preferredTime: preferredTime.optional(),
  description: paragraph(1000),
  privacyNoticeRead: z.literal(true, { error: 'validation.privacy' }),
  channel: z.enum(channels, { error: 'validation.choose' }).default('citizen'),
});
export type Submission = z.infer<typeof submission>;

/** The JSON twin may say in which language to write to the requester; the form is in one. */
export const spokenSubmission = submission.extend({
  language: z.enum(languages, { error: 'validation.choose' }).optional(),
});

/** Of anything that was sent, what lists and calendar can judge even where the rest is wrong. */
const legible = z
  .object({
    need: listCode.optional().catch(undefined),
    requester: z
      .object({ zone: listCode.optional().catch(undefined) })
      .optional()
      .catch(undefined),
    preferredTime: z.object({ date: z.iso.date() }).optional().catch(undefined),
  })
  .catch({});

/**
 * All that only lists and calendar can tell of a submission, of one too that the schema refuses: who fills in a form
 * then hears of everything at once.
 * @param today the Comune's calendar day, `YYYY-MM-DD`
 */
export function checkLegible(given: unknown, lists: Lists, today: string): FieldError[] {
  return checkAgainstLists(legible.parse(given), lists, today);
}

type Lists = { needs: Listed[]; zones: Listed[]; skills: Listed[]; languages: Listed[] };

/** How far ahead help can be asked for: a year; beyond that a wrong year was typed. */
const longestWaitDays = 366;

/**
 * What only the Comune and the calendar can tell of a submission or a correction: its codes stand in the Comune's
 * lists, and the preferred day is neither past nor over a year ahead.
 * @param today the Comune's calendar day, `YYYY-MM-DD`
 */
export function checkAgainstLists(
  given: {
    need?: string | undefined;
    requester?: { zone?: string | undefined } | undefined;
    preferredTime?: Pick<PreferredTime, 'date'> | null | undefined;
    requirements?: { skills?: string[] | undefined; languages?: string[] | undefined } | undefined;
  },
  lists: Lists,
  today: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const { need, requester, preferredTime, requirements } = given;
  if (need !== undefined && !isListed(need, lists.needs)) errors.push({ path: 'need', message: 'validation.choose' });
  if (requester?.zone !== undefined && !isListed(requester.zone, lists.zones)) {
    errors.push({ path: 'requester.zone', message: 'validation.choose' });
  }
  for (const kind of ['skills', 'languages'] as const) {
    if (requirements?.[kind]?.some((code) => !isListed(code, lists[kind]))) {
      errors.push({ path: `requirements.${kind}`, message: 'validation.choose' });
    }
  }
  if (preferredTime) {
    if (preferredTime.date < today) {
      errors.push({ path: 'preferredTime.date', message: 'validation.dateInThePast' });
    } else if (preferredTime.date > addDays(today, longestWaitDays)) {
      errors.push({ path: 'preferredTime.date', message: 'validation.dateTooFar' });
    }
  }
  return errors;
}

function isListed(code: string, list: Listed[]): boolean {
  return list.some((one) => one.code === code);
}

/** Canada writes a day as ISO 8601 does; making a formatter costs more than all else that a submission is checked for. */
const isoDayInItaly = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' });

/** The calendar day at an instant, where every Comune is. */
export function dayInItaly(instant: Date): string {
  return isoDayInItaly.format(instant);
}
