/** A search is at most this long: longer than any name with a telephone number. */
const longestSearch = 100;

/** What was typed to search for, in lower case; empty where it is nothing that could be found. */
export function readSearch(q: string | undefined): string {
  if (q === undefined || !q.isWellFormed() || q.includes('\0')) return '';
  return q.slice(0, longestSearch).normalize('NFC').toLowerCase().trim();
}

/** Its words, with LIKE's own signs taken literally. A telephone may be typed as in the form. */
export function toWords(text: string): string[] {
  const isTelephone = /^\+?[\d\s()./-]{6,}$/.test(text);
  const words = isTelephone ? [text.replace(/[^\d+]/g, '').replace(/^00/, '+')] : text.split(/\s+/);
  return words.filter((word) => word !== '').map((word) => word.replace(/[\\%_]/g, '\\$&'));
}
