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
  return hasApostrophe.test(cell) ? cell.slice(1) : cell;
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
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell) ?? [];
  const iso = year === undefined ? cell : `${year}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? undefined : iso;
}

/** @param day `YYYY-MM-DD` */
export function writeDay(day: string): string {
  return day.split('-').toReversed().join('/');
}
