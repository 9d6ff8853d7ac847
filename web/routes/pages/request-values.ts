import type { TFunction } from 'i18next';
import { z } from 'zod';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { noPreference, type RequestFieldValues, requestFields } from '../../components/request-field-names.ts';
import { requirementFields } from '../../components/requirement-fields.tsx';
import type { FormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';

/** The fields of a request as a form sent them. */
export function readRequestValues(form: FormBody): RequestFieldValues {
  return {
    givenName: form.text('givenName'),
    familyName: form.text('familyName'),
    telephone: form.text('telephone'),
    email: form.text('email'),
    address: form.text('address'),
    zone: form.text('zone'),
    need: form.text('need'),
    description: form.text('description'),
    preferredPart: form.text('preferredPart'),
    preferredDate: form.text('preferredDate'),
  };
}

export const emptyRequestValues: RequestFieldValues = {
  givenName: '',
  familyName: '',
  telephone: '',
  email: '',
  address: '',
  zone: '',
  need: '',
  description: '',
  preferredPart: noPreference,
  preferredDate: '',
};

/** What is left blank and may be, is not there. */
export function nonBlank(text: string): string | undefined {
  return text.trim() === '' ? undefined : text;
}

/**
 * Who says that they have no preference has none, whatever day they had chosen before. A part without its day, or a day
 * of which nothing was said, is left for the schema to refuse.
 */
export function toPreferredTime(values: RequestFieldValues): { date: string; part: string } | undefined {
  const { preferredDate: date, preferredPart: part } = values;
  return part === noPreference || (date === '' && part === '') ? undefined : { date, part };
}

/** The errors of a schema, with paths as JSON has them. */
export function toFieldErrors({ issues }: z.ZodError): FieldError[] {
  return issues.map((issue) => {
    const excess = issue.code === 'custom' ? countable.safeParse(issue.params).data : undefined;
    return { path: issue.path.join('.'), message: issue.message, ...(excess && { excess }) };
  });
}

const countable = z.object({ max: z.int(), count: z.int() });

/** Fields whose name in the form is not the last part of their path in JSON. */
const namesByPath: Record<string, string> = {
  'preferredTime.date': 'preferredDate',
  'preferredTime.part': 'preferredPart',
  preferredTime: 'preferredDate',
};

/** The errors as the pages of a request show them. */
export function toFormErrors(t: TFunction, errors: FieldError[], form?: FormBody): FormErrors {
  const order = [...requestFields, 'privacyNoticeRead', ...requirementFields, 'reason', 'note'];
  return tellByField(t, errors, { order, lists: ['skills', 'languages'], namesByPath }, form);
}
