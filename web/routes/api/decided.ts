import type { Context } from 'hono';
import type { DecisionKind } from '../../../src/domain/decision.ts';
import { localeOf, usualLanguage } from '../../../src/domain/language.ts';
import { textsIn } from '../../../src/i18n/i18n.ts';
import { languageOf } from '../../language.ts';

/** What was decided, by whom and when: for a refusal that says who was first. */
export function tellWho(c: Context, { decision, by, at }: { decision: DecisionKind; by: string | null; at: Date }) {
  const language = languageOf(c);
  const t = textsIn(language);
  const moment = at.toLocaleString(localeOf[language], {
    timeZone: 'Europe/Rome',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return {
    more: { decision, by: nameDecider(by), at: at.toISOString() },
    words: { decision: t(`domain:decision.${decision}`), by: by ?? t('domain:by.requester'), at: moment },
  };
}

/** Who decided; where no operator did, who asked for help withdrew the request. The same in every language. */
export function nameDecider(by: string | null): string {
  return by ?? textsIn(usualLanguage)('domain:by.requester');
}
