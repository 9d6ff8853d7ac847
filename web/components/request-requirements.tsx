import type { HelpRequestDetail } from '../../src/domain/help-request.ts';
import { localeOf } from '../../src/domain/language.ts';
import { usePage } from './page-context.tsx';

type Props = { request: Pick<HelpRequestDetail, 'requirements' | 'preferredTime'> };

/** What a volunteer must meet, beside the zone, in words. */
export const RequestRequirements = ({ request }: Props) => {
  const { language, t } = usePage();
  const { skills, vehicle, languages, languagesMatch, timeRequired } = request.requirements;
  const list = new Intl.ListFormat(localeOf[language], {
    type: languagesMatch === 'all' ? 'conjunction' : 'disjunction',
  });
  const words = [
    ...skills.map(({ label }) => label),
    ...(vehicle ? [t('console:request.requires.vehicle')] : []),
    ...(languages.length > 0
      ? [t('console:request.requires.languages', { languages: list.format(languages.map(({ label }) => label)) })]
      : []),
    ...(timeRequired && request.preferredTime !== null ? [t('console:request.requires.time')] : []),
  ];
  return <>{words.length === 0 ? t('console:request.requires.nothing') : words.join(' · ')}</>;
};
