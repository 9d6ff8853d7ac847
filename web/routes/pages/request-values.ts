import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { type RequestFieldValues, requestFields } from '../../components/request-fields.tsx';
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
    preferredDate: form.text('preferredDate'),
    preferredPart: form.text('preferredPart'),
    description: form.text('description'),
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
  preferredDate: '',
  preferredPart: '',
  description: '',
};

/** What is left blank and may be, is not there. */
export function nonBlank(text: string): string | undefined {
  return text.trim() === '' ? undefined : text;
}

/** A day without its part, or a part without its day, is left for the schema to refuse. */
export function toPreferredTime(values: RequestFieldValues): { date: string; part: string } | undefined {
  const { preferredDate: date, preferredPart: part } = values;
  return date === '' && part === '' ? undefined : { date, part };
}

/** The errors of a schema, with paths as JSON has them. */
export function toFieldErrors({ issues }: z.ZodError): FieldError[] {
  return issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}

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
