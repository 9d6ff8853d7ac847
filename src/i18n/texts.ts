import type { Language } from '../domain/language.ts';

/** Texts of the same keys as these. Which forms of a plural there are is each language's own: `_many` may be missing. */
export type Texts<Model> = {
  [Key in keyof Model as Key extends `${string}_many` ? never : Key]: Model[Key] extends string
    ? string
    : Texts<Model[Key]>;
};

/** Texts by key, as deep as the language files have them. */
export type TextTree = { [key: string]: string | TextTree };

/**
 * Gives a plural every form that its language asks for: Italian and French have one of their own for a million, which
 * next to digits reads like any other number, so it need not be written.
 */
export function completePlurals(texts: TextTree, language: Language): TextTree {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  const complete: TextTree = {};
  for (const [key, text] of Object.entries(texts)) {
    complete[key] = typeof text === 'string' ? text : completePlurals(text, language);
    if (!key.endsWith('_other') || typeof text !== 'string') continue;
    const stem = key.slice(0, -'_other'.length);
    for (const category of pluralCategories) complete[`${stem}_${category}`] ??= texts[`${stem}_${category}`] ?? text;
  }
  return complete;
}
