import { createContext, useContext } from 'hono/jsx';
import type { TFunction } from 'i18next';
import type { Role } from '../../src/domain/role.ts';
import { type Language, textsIn } from '../../src/i18n/i18n.ts';

/** What every component of a page may need. */
export type PageContextValue = {
  language: Language;
  t: TFunction;
  /** The instant the page is made at. */
  now: Date;
  /** What who is signed in may do for the page's Comune. */
  role: Role | undefined;
};

export const PageContext = createContext<PageContextValue>({
  language: 'it',
  t: textsIn('it'),
  now: new Date(0),
  role: undefined,
});

export function usePage(): PageContextValue {
  return useContext(PageContext);
}
