import { listCode } from './submission.ts';

/** As the lists' CHECK has it. */
const longestCode = 40;
/** What stands for a label without a letter or digit of the Latin alphabet: a code can't be empty. */
const nameless = 'voce';

/**
 * The code that a label gets once and for all: its letters without accents, and its digits, joined by hyphens; with a
 * number behind it where the list has that code already.
 * @param taken the codes of the same list, retired ones too
 */
export function makeListCode(label: string, taken: readonly string[]): string {
  const words = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const base = trimHyphens(trimHyphens(words).slice(0, longestCode)) || nameless;
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const code = `${trimHyphens(base.slice(0, longestCode - suffix.length))}${suffix}`;
    if (!taken.includes(code)) return listCode.parse(code);
  }
}

function trimHyphens(text: string): string {
  return text.replace(/^-+|-+$/g, '');
}
