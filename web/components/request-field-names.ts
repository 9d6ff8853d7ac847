/** The fields of a request, in the form's order; their names are what the form sends. */
export const requestFields = [
  'givenName',
  'familyName',
  'telephone',
  'email',
  'address',
  'zone',
  'need',
  'description',
  'preferredPart',
  'preferredDate',
] as const;
export type RequestField = (typeof requestFields)[number];

/** What was typed, as it was typed. */
export type RequestFieldValues = Record<RequestField, string>;

/** What `preferredPart` holds where no day and no part of it is preferred. */
export const noPreference = 'any';

/** What an operator typed into a form that was refused because a colleague had saved meanwhile. */
export type UnsavedField = { name: RequestField; value: string };

/** The parts of the form and of every page that shows a request, in their order. */
export const requestSections = ['who', 'where', 'what'] as const;
export type RequestSection = (typeof requestSections)[number];

/** The id of a section, where «Modifica» leads. */
export function sectionId(section: RequestSection): string {
  return `sezione-${section}`;
}
