import { createInstance, type FormatterModule, type TFunction } from 'i18next';
import { isLanguage, type Language, languages, localeOf, usualLanguage } from '../domain/language.ts';
import * as german from './de/index.ts';
import * as english from './en/index.ts';
import * as french from './fr/index.ts';
import * as italian from './it/index.ts';
import { completePlurals, type Texts } from './texts.ts';

/** A text that stands in Italian and not in one of these is an error of types. */
export const texts: Record<Language, Texts<typeof italian>> = {
  it: italian,
  en: english,
  de: german,
  fr: french,
};

/** «1.000» in Italian too, whose CLDR data would group from five digits on. */
const numbers: Record<Language, Intl.NumberFormat> = {
  it: makeNumberFormat('it'),
  en: makeNumberFormat('en'),
  de: makeNumberFormat('de'),
  fr: makeNumberFormat('fr'),
};

function makeNumberFormat(language: Language): Intl.NumberFormat {
  return new Intl.NumberFormat(localeOf[language], { useGrouping: 'always' });
}

/** A number as people of this language write it. */
export function formatNumber(language: Language, value: number): string {
  return numbers[language].format(value);
}

/** Writes the numbers in a text as its language does; whatever else is put in is words already. */
const numberFormatter: FormatterModule = {
  type: 'formatter',
  init() {},
  add() {},
  addCached() {},
  format: (value, _, language) =>
    typeof value === 'number' && isLanguage(language) ? formatNumber(language, value) : value,
};

const i18n = createInstance().use(numberFormatter);
await i18n.init({
  lng: usualLanguage,
  fallbackLng: usualLanguage,
  resources: Object.fromEntries(
    languages.map((language) => [language, completePlurals({ ...texts[language] }, language)]),
  ),
  ns: Object.keys(italian),
  defaultNS: 'domain',
  interpolation: {
    // Pages and emails escape what they insert; escaped here too, an apostrophe would show as an entity.
    escapeValue: false,
    alwaysFormat: true,
  },
});

/**
 * The texts of a language, those without anything to insert looked up once: a page or an email is made of dozens of them,
 * and looking one up costs more than all else that is done with it.
 */
function rememberTexts(language: Language): TFunction {
  const known = new Map<string, unknown>();
  return new Proxy(i18n.getFixedT(language), {
    apply(fixed, self, args: unknown[]) {
      const [key] = args;
      if (args.length !== 1 || typeof key !== 'string') return Reflect.apply(fixed, self, args);
      if (!known.has(key)) known.set(key, Reflect.apply(fixed, self, args));
      return known.get(key);
    },
  });
}

const remembered: Record<Language, TFunction> = {
  it: rememberTexts('it'),
  en: rememberTexts('en'),
  de: rememberTexts('de'),
  fr: rememberTexts('fr'),
};

/** The texts of a language; keys are written `namespace:path.to.key`. */
export function textsIn(language: Language): TFunction {
  return remembered[language];
}
