import type { EmailView } from './help-request.ts';
import type { OfferState } from './offer.ts';
import type { Approval, Characteristics, VolunteerEvent } from './volunteer.ts';

/** A row of the operators' table of volunteers; skills and zones are codes in no order. */
export type VolunteerRow = {
  id: string;
  givenName: string;
  familyName: string;
  telephone: string;
  email: string;
  approval: Approval;
  confirmedAt: Date | null;
  skills: string[];
  zones: string[];
  openOffers: number;
  maxOpenOffers: number;
  lastOfferedAt: Date | null;
  /** The first day on which they can be asked again, or `infinity`; a day that has come is no pause any more. */
  pausedUntil: string | null;
  emailInvalidAt: Date | null;
};

/** A proposal that a volunteer has had, with the request it was for. */
export type OfferOfVolunteer = {
  id: string;
  requestId: string;
  reference: string;
  need: string;
  state: OfferState;
  /** Whether its time is over; the state of one that nobody closed stays `open`. */
  expired: boolean;
  at: Date;
};

export type EmailOfVolunteer = Pick<EmailView, 'kind' | 'state' | 'attempts' | 'sentAt'> & {
  id: string;
  createdAt: Date;
  request: { id: string; reference: string } | null;
};

export type VolunteerEventView = {
  id: string;
  at: Date;
  event: VolunteerEvent;
  note: string | null;
  by: string | null;
};

/** All there is to know of one volunteer, as the operators' page shows it. */
export type VolunteerDetail = Omit<VolunteerRow, 'skills' | 'zones' | 'maxOpenOffers'> & {
  version: number;
  birthDate: string | null;
  createdAt: Date;
  characteristics: Characteristics;
  offers: OfferOfVolunteer[];
  emails: EmailOfVolunteer[];
  events: VolunteerEventView[];
};
