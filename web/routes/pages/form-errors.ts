import type { TFunction } from 'i18next';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import type { FormBody } from './form-body.ts';

type FormFields = {
  /** The names of the form's fields, as they stand on the page. */
  order: readonly string[];
  /** Those among them that may come several times, as lists of checkboxes do. */
  lists: readonly string[];
  /** Fields whose name in the form is not the last part of their path. */
  namesByPath?: Record<string, string>;
};

/**
 * The errors by the form's own fields, in its order, in words, one a field; twisted fields are among them.
 * What belongs to no field of the form is told of the form as a whole.
 */
export function tellByField(
  t: TFunction,
  errors: FieldError[],
  { order, lists, namesByPath = {} }: FormFields,
  form?: FormBody,
): FormErrors {
  const byName = new Map<string, string>();
  const tell = (name: string, message: string) => {
    if (!byName.has(name)) byName.set(name, message);
  };
  for (const name of order) if (!lists.includes(name) && form?.isTwisted(name)) tell(name, t('validation:invalid'));
  for (const { path, message, excess } of errors) {
    const name = namesByPath[path] ?? fieldOfPath(path);
    tell(order.includes(name) ? name : 'form', sayMessage(t, message, excess));
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
function sayMessage(t: TFunction, message: string, excess: FieldError['excess']): string {
  const key = message.replace('.', ':');
  return excess === undefined ? t([key, 'validation:invalid']) : t(`${key}By`, excess);
}
