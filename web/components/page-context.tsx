import { createContext, useContext } from 'hono/jsx';
import type { TFunction } from 'i18next';
import { type Language, usualLanguage } from '../../src/domain/language.ts';
import type { Role } from '../../src/domain/role.ts';
import { textsIn } from '../../src/i18n/i18n.ts';

/** What every component of a page may need. */
export type PageContextValue = {
  language: Language;
  t: TFunction;
  /** The language of what the Comune wrote itself (needs, zones, its own text), where it is not the page's. */
  comuneLang: Language | undefined;
  /** The instant the page is made at. */
  now: Date;
  /** The query of the page's own address; undefined where it came by POST, and a link to it would lose what was typed. */
  query: string | undefined;
  /** What who is signed in may do for the page's Comune. */
  role: Role | undefined;
};

export const PageContext = createContext<PageContextValue>({
  language: usualLanguage,
  t: textsIn(usualLanguage),
  comuneLang: undefined,
  now: new Date(0),
  query: undefined,
  role: undefined,
});

export function usePage(): PageContextValue {
  return useContext(PageContext);
}
