import type { Submission } from '../src/domain/submission.ts';

/** What somebody types into the form, all of it but an address for a receipt: the twin sends none. */
export const aSubmission: Submission = {
  need: 'spesa',
  requester: {
    givenName: 'Ada',
    familyName: 'Zorzi',
    telephone: '+393331234567',
    address: 'Via dei Mille 12, interno 4',
    zone: 'centro',
  },
  preferredTime: { date: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10), part: 'morning' },
  description: 'Mi serve la spesa per la settimana: pane, latte, frutta e verdura. Non riesco a uscire di casa.',
  privacyNoticeRead: true,
  channel: 'citizen',
};
