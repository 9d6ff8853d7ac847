import { z } from 'zod';
import { always } from './availability.ts';
import { emailAddress } from './email-address.ts';
import type { FieldError } from './errors.ts';
import type { Listed } from './help-request.ts';
import { listCode } from './submission.ts';
import { telephone } from './telephone.ts';
import { line } from './text.ts';

/**
 * What the Comune decided of a volunteer. Only the approved are asked; a suspended one may be approved again, and a
 * refused one too.
 */
export const approvals = ['pending', 'approved', 'refused', 'suspended'] as const;
export type Approval = (typeof approvals)[number];

/** What can have happened to a volunteer, newest first on the operators' page. */
export const volunteerEvents = [
  'registered',
  'added',
  'imported',
  'confirmed',
  'approved',
  'refused',
  'suspended',
  'noted',
  'changed',
  'paused',
  'resumed',
  'email_invalid',
  'email_valid',
  'merged',
] as const;
export type VolunteerEvent = (typeof volunteerEvents)[number];

export const mostOpenOffers = 100;
export const usualOpenOffers = 3;
/** Who helps answers for what they do (art. 2 of the Civil Code). */
const adultAge = 18;
/** No longer a life than this was ever lived; beyond it a wrong year was typed. */
const longestLife = 125;

/** What a volunteer can serve, and when: the codes are the Comune's own. */
export const characteristics = z.object({
  skills: z.array(listCode).max(100),
  /** The needs they serve; none named is all of them. */
  needs: z.array(listCode).max(100),
  zones: z.array(listCode).min(1, 'validation.choose').max(1_000),
  languages: z.array(listCode).max(100),
  vehicle: z.boolean(),
  /** A bit for each part of each day of the week, as `toAvailability` gives it. */
  availability: z.int().min(1).max(always),
  maxOpenOffers: z
    .int({ error: 'validation.number' })
    .min(1, 'validation.maxOpenOffers')
    .max(mostOpenOffers, 'validation.maxOpenOffers'),
});
export type Characteristics = z.infer<typeof characteristics>;

/** Who a volunteer is. */
export const volunteerIdentity = z.object({
  givenName: line(100),
  familyName: line(100),
  email: emailAddress,
  telephone,
  birthDate: z.string({ error: 'validation.birthDate' }).pipe(z.iso.date('validation.birthDate')),
});

/** What the form *Diventi volontario* sends. */
export const registration = volunteerIdentity.extend({
  ...characteristics.shape,
  privacyNoticeRead: z.literal(true, { error: 'validation.privacy' }),
});
export type Registration = z.infer<typeof registration>;

export type CharacteristicLists = { needs: Listed[]; zones: Listed[]; skills: Listed[]; languages: Listed[] };

/** What only the Comune's lists can tell: every code stands in them. */
export function checkCharacteristics(given: Partial<Characteristics>, lists: CharacteristicLists): FieldError[] {
  const kinds = ['skills', 'needs', 'zones', 'languages'] as const;
  return kinds.flatMap((kind) => {
    const listed = new Set(lists[kind].map(({ code }) => code));
    const isUnknown = given[kind]?.some((code) => !listed.has(code)) ?? false;
    return isUnknown ? [{ path: kind, message: 'validation.choose' }] : [];
  });
}

/**
 * Whether a day of birth is an adult's.
 * @param today the Comune's calendar day, `YYYY-MM-DD`
 */
export function checkBirthDate(birthDate: string, today: string): FieldError[] {
  const birthdayOf = (age: number) =>
    `${String(Number(birthDate.slice(0, 4)) + age).padStart(4, '0')}${birthDate.slice(4)}`;
  // Whoever was born on 29 February comes of age on 1 March: as text, that day stands between the two.
  if (birthDate > today) return [{ path: 'birthDate', message: 'validation.birthDateInTheFuture' }];
  if (birthdayOf(longestLife) < today) return [{ path: 'birthDate', message: 'validation.birthDate' }];
  if (birthdayOf(adultAge) > today) return [{ path: 'birthDate', message: 'validation.adult' }];
  return [];
}
