import type { StoredProblem } from '../db/volunteer-imports.ts';
import { textsIn } from '../i18n/i18n.ts';
import type { CellError } from './csv/columns.ts';

const t = textsIn('it');

/** Why a file can't be read, as people are told. */
export function describeProblem({ code, ...words }: StoredProblem): string {
  return t(`volunteerImport:problem.${code}`, words);
}

export function describeWhy({ why }: CellError): string {
  return t(`volunteerImport:why.${why}`);
}

export function describeColumn({ column }: CellError): string {
  return column ?? t('volunteerImport:column.row');
}

/** One line about one cell: where, what stands there, why it can't be taken. */
export function describeCellError(row: number, error: CellError): string {
  const value = error.value === '' ? '' : ` «${error.value.replace(/\s+/g, ' ')}»`;
  return `Riga ${row}, ${describeColumn(error)}${value}: ${describeWhy(error)}.`;
}
