import type { TFunction } from 'i18next';
import type { Municipality } from '../../../src/db/municipalities.ts';
import { checkLegible, type Submission, submission } from '../../../src/domain/submission.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import type { RequestFacts } from '../../components/request-facts.tsx';
import type { RequestFieldValues } from '../../components/request-field-names.ts';
import { type Destination, destination } from '../../components/request-steps.ts';
import type { FormBody } from './form-body.ts';
import {
  emptyRequestValues,
  nonBlank,
  readRequestValues,
  toFieldErrors,
  toFormErrors,
  toPreferredTime,
} from './request-values.ts';

/** What came with a form, hidden fields of other steps and all, judged anew. */
export type SentForm = {
  values: RequestFieldValues;
  privacyNoticeRead: boolean;
  /** Undefined where the form's key is none that we made. */
  idempotencyKey: string | undefined;
  /** What would be sent; undefined where something is wrong. */
  submission: Submission | undefined;
  errors: FormErrors;
};

/** As the form makes it, so that a key of somebody's own making can't be mistaken for another's. */
const formKey = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param today the Comune's calendar day, `YYYY-MM-DD` */
export function readSentForm(t: TFunction, form: FormBody, municipality: Municipality, today: string): SentForm {
  const given = toSubmission(form);
  const parsed = submission.safeParse(given);
  const wrong = [...(parsed.error ? toFieldErrors(parsed.error) : []), ...checkLegible(given, municipality, today)];
  const errors = toFormErrors(t, wrong, form);
  const key = form.text('idempotencyKey');
  return {
    values: readRequestValues(form),
    privacyNoticeRead: form.text('privacyNoticeRead') === 'yes',
    idempotencyKey: formKey.test(key) ? key : undefined,
    submission: errors.length === 0 ? parsed.data : undefined,
    errors,
  };
}

/** Where the pressed button leads. A form without such a button sends; a button of nobody's shows what would be sent. */
export function readDestination(form: FormBody): Destination {
  const goTo = form.text('goTo');
  return goTo === '' ? 'send' : destination.catch('summary').parse(goTo);
}

/** The form before anybody writes in it; a link may choose the need (`?bisogno=spesa`), if the Comune has it. */
export function startValues({ needs }: Municipality, need: string | undefined): RequestFieldValues {
  return { ...emptyRequestValues, need: needs.some(({ code }) => code === need) ? (need ?? '') : '' };
}

/** What is about to be sent, in words: need and zone by their labels. */
export function toFacts({ requester, need, ...rest }: Submission, { needs, zones }: Municipality): RequestFacts {
  const labelIn = (list: Municipality['needs'], code: string) => list.find((one) => one.code === code)?.label ?? code;
  return {
    requester,
    zone: labelIn(zones, requester.zone),
    need: labelIn(needs, need),
    description: rest.description,
    preferredTime: rest.preferredTime ?? null,
  };
}

/** The form's flat fields in the shape of the JSON call, for the one schema to judge. */
function toSubmission(form: FormBody): unknown {
  const values = readRequestValues(form);
  const { givenName, familyName, telephone, address, zone } = values;
  return {
    need: values.need,
    requester: { givenName, familyName, telephone, email: nonBlank(values.email), address, zone },
    preferredTime: toPreferredTime(values),
    description: values.description,
    privacyNoticeRead: form.text('privacyNoticeRead') === 'yes',
    channel: form.text('channel') === '' ? 'citizen' : form.text('channel'),
  };
}
