/**
 * The reference of a help request: seven random characters and a check character, written `K7M4-2XHD`.
 *
 * The alphabet has 29 characters, a prime, without those that are mistaken for one another on the telephone or on
 * paper (0/O, 1/I/L, U/V, Q). The check character makes the weighted sum 0 modulo 29, so every single wrong character
 * and every swap of two characters is noticed, as with ISBN-10.
 */
const alphabet = '23456789ABCDEFGHJKMNPRSTVWXYZ';
const base = alphabet.length;
const randomCharacters = 7;
const length = randomCharacters + 1;

/** Makes a reference from a source of integers in `[0, max)`; 29^7 = 17 thousand million of them. */
export function makeReference(randomInteger: (max: number) => number): string {
  const body = Array.from({ length: randomCharacters }, () => alphabet.charAt(randomInteger(base))).join('');
  return format(body + checkCharacter(body));
}

/**
 * Reads a reference as a person types it: any case, with or without hyphen or spaces.
 * @returns the reference in its written form, or undefined where it is none (also when its check character is wrong)
 */
export function parseReference(typed: string): string | undefined {
  const compact = typed.toUpperCase().replace(/[\s-]/g, '');
  const isReference =
    compact.length === length &&
    [...compact].every((character) => alphabet.includes(character)) &&
    weightedSum(compact) % base === 0;
  return isReference ? format(compact) : undefined;
}

function checkCharacter(body: string): string {
  return alphabet.charAt((base - (weightedSum(body) % base)) % base);
}

/** The weights run from the length down to 1, so that the check character's own weight is 1. */
function weightedSum(characters: string): number {
  return [...characters].reduce((sum, character, i) => sum + alphabet.indexOf(character) * (length - i), 0);
}

function format(compact: string): string {
  return `${compact.slice(0, 4)}-${compact.slice(4)}`;
}
