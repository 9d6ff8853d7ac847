import { announceRequest } from './announce-request.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { discardRequest } from './discard-request.ts';
import { eraseDueRequests } from './erase-due-requests.ts';
import { openForDecision } from './open-for-decision.ts';
import { replaceVolunteer } from './replace-volunteer.ts';
import { reportNoVolunteers } from './report-no-volunteers.ts';
import { selectVolunteers } from './select-volunteers.ts';
import { sendEmail } from './send-email.ts';

/** Every activity of the worker, with what it needs. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    announceRequest: announceRequest(dependencies),
    discardRequest: discardRequest(dependencies),
    eraseDueRequests: eraseDueRequests(dependencies),
    openForDecision: openForDecision(dependencies),
    replaceVolunteer: replaceVolunteer(dependencies),
    reportNoVolunteers: reportNoVolunteers(dependencies),
    selectVolunteers: selectVolunteers(dependencies),
    sendEmail: sendEmail(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
