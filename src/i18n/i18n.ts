import { createInstance, type TFunction } from 'i18next';
import account from './it/account.json' with { type: 'json' };
import api from './it/api.json' with { type: 'json' };
import audit from './it/audit.json' with { type: 'json' };
import characteristics from './it/characteristics.json' with { type: 'json' };
import citizen from './it/citizen.json' with { type: 'json' };
import consoleTexts from './it/console.json' with { type: 'json' };
import contacts from './it/contacts.json' with { type: 'json' };
import domain from './it/domain.json' with { type: 'json' };
import email from './it/email.json' with { type: 'json' };
import erasure from './it/erasure.json' with { type: 'json' };
import live from './it/live.json' with { type: 'json' };
import members from './it/members.json' with { type: 'json' };
import settings from './it/settings.json' with { type: 'json' };
import statistics from './it/statistics.json' with { type: 'json' };
import validation from './it/validation.json' with { type: 'json' };
import volunteer from './it/volunteer.json' with { type: 'json' };
import volunteerArea from './it/volunteerArea.json' with { type: 'json' };
import volunteerImport from './it/volunteerImport.json' with { type: 'json' };
import volunteers from './it/volunteers.json' with { type: 'json' };

/** What people read, by the part of the product that says it. */
const italian = {
  account,
  api,
  audit,
  characteristics,
  citizen,
  console: consoleTexts,
  contacts,
  domain,
  email,
  live,
  members,
  erasure,
  settings,
  statistics,
  validation,
  volunteer,
  volunteerArea,
  volunteerImport,
  volunteers,
};

export const languages = ['it'] as const;
export type Language = (typeof languages)[number];

const i18n = createInstance();
await i18n.init({
  lng: 'it',
  resources: { it: italian },
  ns: Object.keys(italian),
  defaultNS: 'domain',
  // Pages and emails escape what they insert; escaped here too, an apostrophe would show as an entity.
  interpolation: { escapeValue: false },
});

/**
 * The texts of a language, those without anything to insert looked up once: a page or an email is made of dozens of them,
 * and looking one up costs more than all else that is done with it.
 */
function rememberTexts(language: Language): TFunction {
  const known = new Map<string, unknown>();
  return new Proxy(i18n.getFixedT(language), {
    apply(texts, self, args: unknown[]) {
      const [key] = args;
      if (args.length !== 1 || typeof key !== 'string') return Reflect.apply(texts, self, args);
      if (!known.has(key)) known.set(key, Reflect.apply(texts, self, args));
      return known.get(key);
    },
  });
}

const texts: Record<Language, TFunction> = { it: rememberTexts('it') };

/** The texts of a language; keys are written `namespace:path.to.key`. */
export function textsIn(language: Language): TFunction {
  return texts[language];
}
