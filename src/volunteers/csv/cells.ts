/**
 * A spreadsheet takes a cell that begins so for a formula, and a formula can send what stands beside it elsewhere (OWASP,
 * «CSV Injection»). An apostrophe before it makes it text.
 */
const formula = /^[=+\-@\t\r]/;
/** What begins like a protected formula is protected too: only so is every text the same when it comes back. */
const needsApostrophe = /^'*[=+\-@\t\r]/;
const hasApostrophe = /^'+[=+\-@\t\r]/;

/** A text as a cell holds it that no spreadsheet computes. */
export function protectCell(text: string): string {
  return needsApostrophe.test(text) ? `'${text}` : text;
}

/** The text of a cell, without the apostrophe that `protectCell` put before it. */
export function unprotectCell(cell: string): string {
  return cell.startsWith("'") && hasApostrophe.test(cell) ? cell.slice(1) : cell;
}

export function isFormula(cell: string): boolean {
  return formula.test(cell);
}

/** Quoted where it must be (RFC 4180, 2.6 and 2.7). */
export function quoteCell(text: string): string {
  return /[";,\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** How words are compared: `Sì`, `SI` and `si` are one. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

/**
 * A day as Italian spreadsheets write it, `28/2/1980`, or as ISO 8601 does, as `YYYY-MM-DD`.
 * @returns undefined where there is no such day
 */
export function readDay(cell: string): string | undefined {
  const [, first, month, last] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell) ?? turn(isoDay.exec(cell));
  if (first === undefined || month === undefined || last === undefined) return undefined;
  const isThere = Number(month) >= 1 && Number(month) <= 12 && Number(first) >= 1;
  if (!isThere || Number(first) > daysIn(Number(month), Number(last))) return undefined;
  return `${last}-${month.padStart(2, '0')}-${first.padStart(2, '0')}`;
}

const isoDay = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Year, month and day in the order of the others. */
function turn(iso: readonly string[] | null): readonly (string | undefined)[] {
  return iso === null ? [] : [iso[0], iso[3], iso[2], iso[1]];
}

function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** @param day `YYYY-MM-DD` */
export function writeDay(day: string): string {
  return day.split('-').toReversed().join('/');
}
