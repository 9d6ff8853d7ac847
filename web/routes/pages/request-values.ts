import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { type RequestFieldValues, requestFields } from '../../components/request-fields.tsx';
import { requirementFields } from '../../components/requirement-fields.tsx';
import type { FormBody } from './form-body.ts';

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

/** Fields that may come any number of times. */
const lists = new Set(['skills', 'languages']);

/**
 * The errors by the form's own fields, in its order, in words, one a field; twisted fields are among them.
 * What belongs to no field of the form is told of the form as a whole.
 */
export function toFormErrors(t: TFunction, errors: FieldError[], form?: FormBody): FormErrors {
  const byName = new Map<string, string>();
  const tell = (name: string, message: string) => {
    if (!byName.has(name)) byName.set(name, message);
  };
  const order: readonly string[] = [...requestFields, 'privacyNoticeRead', ...requirementFields, 'reason', 'note'];
  for (const name of order) if (!lists.has(name) && form?.isTwisted(name)) tell(name, t('validation:invalid'));
  for (const { path, message } of errors) {
    const name = namesByPath[path] ?? fieldOfPath(path);
    tell(order.includes(name) ? name : 'form', sayMessage(t, message));
  }
  const position = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...byName].map(([name, message]) => ({ name, message })).sort((a, b) => position(a.name) - position(b.name));
}

/** `requester.telephone` is the form's `telephone`; `requirements.skills.0` its `skills`. */
function fieldOfPath(path: string): string {
  const parts = path.split('.').filter((part) => !/^\d+$/.test(part));
  return parts.at(-1) ?? '';
}

/** A message is a key like `validation.required`; one that is none says no more than that it is wrong. */
function sayMessage(t: TFunction, message: string): string {
  return t([message.replace('.', ':'), 'validation:invalid']);
}
