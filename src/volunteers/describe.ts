import type { TFunction } from 'i18next';
import type { StoredProblem } from '../db/volunteer-imports.ts';
import { usualLanguage } from '../domain/language.ts';
import { textsIn } from '../i18n/i18n.ts';
import type { CellError } from './csv/columns.ts';

/** Why a file can't be read, as people are told. */
export function describeProblem(t: TFunction, { code, ...words }: StoredProblem): string {
  return t(`volunteerImport:problem.${code}`, words);
}

export function describeWhy(t: TFunction, { why }: CellError): string {
  return t(`volunteerImport:why.${why}`);
}

export function describeColumn(t: TFunction, { column }: CellError): string {
  return column ?? t('volunteerImport:column.row');
}

/** One line about one cell, for the terminal: where, what stands there, why it can't be taken. */
export function describeCellError(row: number, error: CellError): string {
  const t = textsIn(usualLanguage);
  const value = error.value === '' ? '' : ` «${error.value.replace(/\s+/g, ' ')}»`;
  return `Riga ${row}, ${describeColumn(t, error)}${value}: ${describeWhy(t, error)}.`;
}
