import type { Listed } from '../../domain/help-request.ts';
import { fold } from './cells.ts';
import { listSeparator } from './columns.ts';
import { remembered } from './remembered.ts';

/** @returns the codes that a cell names, in the order of the Comune's list; undefined where one is not in it */
export type ListReader = (cell: string) => readonly string[] | undefined;

/**
 * Reads the cells of one list of the Comune's, by code or label whatever the case and the accents. A label that two
 * entries share names neither of them.
 */
export function createListReader(list: readonly Listed[]): ListReader {
  const codes = new Map<string, string | undefined>();
  for (const { code, label } of list) {
    const word = fold(label);
    codes.set(word, codes.has(word) ? undefined : code);
  }
  // Codes last: what is both a code and a label is the code.
  for (const { code } of list) codes.set(fold(code), code);
  return remembered((cell) => readList(cell, codes, list));
}

function readList(
  cell: string,
  codes: ReadonlyMap<string, string | undefined>,
  list: readonly Listed[],
): readonly string[] | undefined {
  const words = cell
    .split(listSeparator)
    .map(fold)
    .filter((word) => word !== '');
  const named = new Set(words.map((word) => codes.get(word)));
  return named.has(undefined) ? undefined : list.flatMap(({ code }) => (named.has(code) ? [code] : []));
}
