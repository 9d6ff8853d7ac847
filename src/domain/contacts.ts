/**
 * Where a volunteer finds who asked and how to reach them: in the email, or on a page that the email's link opens and
 * that tells who looked. The Comune's to choose; an offer keeps what held when it was made.
 */
export const contactPlaces = ['email', 'page'] as const;
export type ContactPlace = (typeof contactPlaces)[number];
