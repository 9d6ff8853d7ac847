/** The languages in which people are spoken to, each by its code of ISO 639-1. */
export const languages = ['it', 'en', 'de', 'fr'] as const;
export type Language = (typeof languages)[number];

/** That of the Comuni: where nothing is known of whom a page or an email is for. */
export const usualLanguage: Language = 'it';

/** What dates and numbers look like: English as in Britain, German as in South Tyrol, where January is «Jänner». */
export const localeOf: Record<Language, string> = { it: 'it-IT', en: 'en-GB', de: 'de-IT', fr: 'fr-FR' };

export function isLanguage(text: unknown): text is Language {
  return languages.some((language) => language === text);
}

/** Longer than any browser's: whatever is longer is read no further. */
const longestHeader = 500;

/**
 * The language to speak to whoever sends this `Accept-Language` (RFC 9110, 12.5.4): of ours the one they rank highest,
 * a regional one (`de-AT`) as its language; Italian where they name none of ours, or anything (`*`) before.
 */
export function matchLanguage(acceptLanguage: string | undefined): Language {
  const ranked = (acceptLanguage ?? '')
    .slice(0, longestHeader)
    .split(',')
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    .toSorted((one, other) => other.quality - one.quality);
  const [best] = ranked.flatMap(({ language }) => {
    if (language === '*') return [usualLanguage];
    return isLanguage(language) ? [language] : [];
  });
  return best ?? usualLanguage;
}

/** `de-AT;q=0.8` is German at 0.8; without a number, or with none that is one, it is 1. */
function readRange(range: string): { language: string; quality: number } {
  const [tag = '', ...parameters] = range
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/);
  const [, quality] = parameters.map((one) => /^q=([01](?:\.\d{0,3})?)$/.exec(one) ?? []).find(([all]) => all) ?? [];
  return { language: tag.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) };
}
