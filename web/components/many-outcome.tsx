import type { TFunction } from 'i18next';
import type { Language } from '../../src/domain/language.ts';
import type { ManyAnswer } from '../../src/requests/decide-many.ts';
import { formatExact } from './dates.ts';
import { Icon } from './icon.tsx';
import { usePage } from './page-context.tsx';
import { withList } from './table-address.ts';

type Props = { slug: string; list: string; answers: ManyAnswer[] };

/** How many went, and of each request what came of it: those that need a look first. */
export const ManyOutcome = ({ slug, list, answers }: Props) => {
  const { t, language } = usePage();
  const went = answers.filter(hasGone);
  const stayed = answers.filter((one) => !hasGone(one));
  return (
    <>
      <p class="lead">{t('quick:many.went', { count: went.length, all: answers.length })}</p>
      <ul class="ec-chosen">
        {[...stayed, ...went].map((one) => (
          <li>
            <Icon name={hasGone(one) ? 'it-check-circle' : 'it-warning-circle'} size="sm" />{' '}
            <a href={withList(`/${slug}/console/richieste/${one.request.id}`, list)}>{one.request.reference}</a>:{' '}
            {sayAnswer(t, language, one)}
          </li>
        ))}
      </ul>
    </>
  );
};

function hasGone({ answer }: ManyAnswer): boolean {
  if (answer.kind === 'in_progress') return answer.undoUntil !== undefined;
  return answer.kind === 'dispatched' || answer.kind === 'discarded';
}

function sayAnswer(t: TFunction, language: Language, { answer }: ManyAnswer): string {
  if (answer.kind !== 'already_decided') return t(`quick:many.answer.${answer.kind}`);
  const { decision, by, at } = answer;
  return t('quick:many.answer.already_decided', {
    decision: t(`domain:decision.${decision}`),
    name: by ?? t('domain:by.requester'),
    at: formatExact(language, at, 'short'),
  });
}
