/**
 * When two requests of a Comune may be one that was sent twice: the same telephone, or a near-equal name at a near-equal
 * address, at most these days apart.
 */
export const duplicateWithinDays = 14;

/** Why they may be one. */
export type DuplicateReason = 'telephone' | 'name_and_address';

/**
 * Shares of common trigrams (`similarity` of pg_trgm) from which two texts are taken for one. A name with a slip in it,
 * «Rossi Maria» and «Rosi Maria», is at 0.77; an address may be abbreviated, «Via» and «V.», where its number is the same.
 */
export const nearEqualName = 0.6;
export const nearEqualAddress = 0.5;

/**
 * The first number of an address, empty where it has none. Near-equal addresses with different numbers are neighbours,
 * not one; and by it an index finds them. The column `house_number` is made the same way.
 */
export function readHouseNumber(address: string): string {
  return /[0-9]+/.exec(address)?.[0] ?? '';
}
