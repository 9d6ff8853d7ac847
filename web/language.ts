import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { TFunction } from 'i18next';
import { isLanguage, type Language, matchLanguage } from '../src/domain/language.ts';
import { textsIn } from '../src/i18n/i18n.ts';

/** What an address is given to choose a language: `?lingua=de`. */
export const languageParameter = 'lingua';

const plainName = 'easycare.language';
/** Without its prefix where there is no HTTPS, on the machine of who tries the service. */
const names = [`__Host-${plainName}`, plainName];

/** Who chose is not asked again for as long as the browser keeps a choice at all; browsers allow some 400 days. */
const keptSeconds = 365 * 24 * 3600;

/** The language of the answer: what was chosen now or earlier, else what the browser asks for, else Italian. */
export function languageOf(c: Context): Language {
  const chosen: unknown = c.get('language');
  const language = [chosen, ...names.map((name) => getCookie(c, name))].find(isLanguage);
  return language ?? matchLanguage(c.req.header('accept-language'));
}

/** The texts of the answer. */
export function textsOf(c: Context): TFunction {
  return textsIn(languageOf(c));
}

/** Keeps a choice with the browser; nothing of a person stands in it. */
export function rememberLanguage(
  c: Context,
  language: Language,
  { production, publicUrl }: { production: boolean; publicUrl: string },
): void {
  const secure = production || publicUrl.startsWith('https:');
  const [name = plainName] = secure ? names : names.slice(1);
  c.set('language', language);
  setCookie(c, name, language, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: keptSeconds });
}
