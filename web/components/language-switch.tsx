import type { Child } from 'hono/jsx';
import { type Language, languages } from '../../src/domain/language.ts';
import { languageParameter } from '../language.ts';
import { usePage } from './page-context.tsx';
import type { RequestStep } from './request-steps.ts';

/** What each language calls itself: who looks for theirs may read no other. */
const ownNames: Record<Language, string> = { it: 'Italiano', en: 'English', de: 'Deutsch', fr: 'Français' };

/** The page in the other languages. One that came by POST has no links: they would lose what was typed. */
export const LanguageLinks = () => {
  const { query } = usePage();
  return query === undefined ? null : (
    <Switch>
      {(language) => (
        <a href={choose(query, language)} hreflang={language} rel="nofollow">
          {ownNames[language]}
        </a>
      )}
    </Switch>
  );
};

/** The same on a step of the citizen's form, by buttons that send the form and so keep all that is in it. */
export const LanguageButtons = ({ action, step }: { action: string; step: RequestStep }) => {
  const { query } = usePage();
  return query !== undefined ? null : (
    <Switch>
      {(language) => (
        <button
          type="submit"
          class="ec-link-button"
          name="goTo"
          value={step}
          formaction={choose(action, language)}
          data-whole-page
        >
          {ownNames[language]}
        </button>
      )}
    </Switch>
  );
};

const Switch = ({ children }: { children: (language: Language) => Child }) => {
  const { language: current, t } = usePage();
  return (
    <nav aria-label={t('language:choose')}>
      <ul class="ec-languages">
        {languages.map((language) => (
          <li lang={language}>
            {language === current ? <strong aria-current="true">{ownNames[language]}</strong> : children(language)}
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** The same address with the choice; a query alone stands for the page's own. */
function choose(address: string, language: Language): string {
  const [path, search] = address.split('?');
  const query = new URLSearchParams(search);
  query.set(languageParameter, language);
  return `${path}?${query}`;
}
