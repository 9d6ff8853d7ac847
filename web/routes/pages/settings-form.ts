import type { Context } from 'hono';
import type { TFunction } from 'i18next';
import { type ListKind, listKinds } from '../../../src/domain/comune-lists.ts';
import type { FieldError } from '../../../src/domain/errors.ts';
import type { FormErrors } from '../../components/error-summary.tsx';
import { settingsPages } from '../../components/settings-frame.tsx';
import { WebError } from '../../web-error.ts';
import { readVersion } from './correction-values.ts';
import type { FormBody } from './form-body.ts';
import { tellByField } from './form-errors.ts';

/**
 * Which list the path's `:lista` names.
 * @throws WebError not_found
 */
export function readKind(c: Context): ListKind {
  const path = c.req.param('lista');
  const name = settingsPages.find((one) => one.path === path)?.name;
  const kind = listKinds.find((one) => one === name);
  if (kind === undefined) throw new WebError('not_found');
  return kind;
}

/** The version a form was made at; one without is as old as can be, so that it is never taken for the current one. */
export function readSeenVersion(form: FormBody): number {
  return readVersion(form) ?? 0;
}

/** The errors by the form's own fields, in its order, in words, one a field. */
export function toSettingsErrors(t: TFunction, errors: FieldError[], order: readonly string[]): FormErrors {
  return tellByField(t, errors, { order, lists: [] });
}

/** Fields that came twice or as a file: no browser sends that from our forms. */
export function findTwisted(form: FormBody, names: readonly string[]): FieldError[] {
  return names.filter((name) => form.isTwisted(name)).map((path) => ({ path, message: 'validation.invalid' }));
}
