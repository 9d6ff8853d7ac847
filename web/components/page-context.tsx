import { createContext, useContext } from 'hono/jsx';
import type { TFunction } from 'i18next';
import { type Language, textsIn } from '../../src/i18n/i18n.ts';

/** What every component of a page may need: the language, its texts, and the instant the page is made at. */
export type PageContextValue = { language: Language; t: TFunction; now: Date };

export const PageContext = createContext<PageContextValue>({
  language: 'it',
  t: textsIn('it'),
  now: new Date(0),
});

export function usePage(): PageContextValue {
  return useContext(PageContext);
}
